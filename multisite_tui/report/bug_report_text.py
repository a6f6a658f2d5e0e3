"""The report of a bug as text: one line for a fact, one for a record of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from multisite_tui.report import words as say
from multisite_tui.report.safe_stream import SafeStream

INDENT = "  "


def write_bug_report(report: Mapping[str, Any], out: TextIO, err: TextIO) -> None:
    """Write the report to `out`, and to `err` what to do with it."""
    SafeStream(out).write("".join(f"{line}\n" for line in _lines(report)))
    SafeStream(err).write(f"{say.BUG_REPORT_MASKED}\n")


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    yield from _facts("versions", report["versions"])
    yield from _facts("terminal", report["terminal"])
    yield from _facts("setup", {"practice": report["practice"]})
    if report["unreadable"]:
        yield "unreadable"
        yield from (f"{INDENT}{_record(one)}" for one in report["unreadable"])
    yield "answers"
    yield from (f"{INDENT}{line}" for line in json.dumps(report["answers"], indent=2).splitlines())
    yield "plan"
    yield from (f"{INDENT}{'x' if one['finished'] else '-'} {one['step']}" for one in report["plan"])
    yield "journal"
    if report["left_out"]:
        yield f"{INDENT}{say.BUG_REPORT_LEFT_OUT.format(records=report['left_out'])}"
    yield from (f"{INDENT}{_record(one)}" for one in report["journal"])


def _facts(heading: str, facts: Mapping[str, Any]) -> Iterator[str]:
    yield heading
    yield from (f"{INDENT}{name}: {_value(value)}" for name, value in facts.items())


def _record(record: Mapping[str, Any]) -> str:
    """Return a record on one line; its time and kind need no name."""
    first = [str(record[key]) for key in ("at", "record") if key in record]
    rest = [f"{key}={_value(value)}" for key, value in record.items() if key not in ("at", "record")]
    return " ".join([*first, *rest])


def _value(value: Any) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ",".join(map(str, value)) or "-"
        case _:
            return str(value)
