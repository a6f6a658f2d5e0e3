"""What `verify` saw, as a person reads it and as one JSON object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from multisite_tui.internet.listener_visits import ListenerVisit
from multisite_tui.model.setup import Setup
from multisite_tui.report.json_lines import utc_now, write_object
from multisite_tui.report.json_values import Json, problem_values
from multisite_tui.report.marks import VISIT_MARKS, VISIT_STYLES, WARNED
from multisite_tui.report.safe_stream import SafeStream
from multisite_tui.verify.verifications import Verification, exit_code

if TYPE_CHECKING:
    from rich.console import RenderableType

LINE = "{mark} {name}: {message}"
HINT = "perhaps"


def write_verifications_json(
    setup: Setup, verifications: Sequence[Verification], stdout: TextIO, *, now: Callable[[], datetime] = utc_now
) -> None:
    """Write all of it as one JSON object on one line (`schema/verify.schema.json`).

    Args:
        setup: The setup that was visited.
        verifications: What was seen, in its order.
        stdout: Where the line goes.
        now: The time, with a time zone.
    """
    values: Json = {
        "event": "verify",
        "setup": setup.name,
        "ok": _all_of(verifications),
        "exit_code": int(exit_code(verifications)),
        "names": [verification_values(one) for one in verifications],
    }
    write_object(SafeStream(stdout), values, now())


def verification_values(verification: Verification) -> Json:
    """Return what was seen at one name as plain values."""
    return {
        "site": verification.site,
        "name": verification.name,
        "ok": verification.ok,
        "saying": verification.message,
        "seen": [_seen_values(seen) for seen in verification.seen],
        "problems": [problem_values(problem) for problem in verification.problems],
        "hints": [problem_values(hint) for hint in verification.hints],
    }


def write_verifications_text(verifications: Sequence[Verification], stdout: TextIO) -> None:
    """Write one line for each name on stdout, and beneath it what is wrong and what deserves a second look."""
    # rich is loaded here, so that the JSON form does not pay for it.
    from multisite_tui.report.console import console_for

    console = console_for(stdout)
    for part in verifications_text(verifications):
        console.print(part)


def verifications_text(verifications: Sequence[Verification]) -> Iterator[RenderableType]:
    """Yield one line for each name, and beneath it what is wrong and what deserves a second look."""
    for verification in verifications:
        yield from _of_name(verification)


def _of_name(verification: Verification) -> Iterator[RenderableType]:
    from multisite_tui.report.console import styled
    from multisite_tui.report.layout import indented
    from multisite_tui.report.problems import problem_table

    message = verification.message
    line = LINE.format(mark=VISIT_MARKS[verification.ok], name=verification.name, message=message)
    yield styled(line, VISIT_STYLES[verification.ok])
    for problem in verification.problems:
        yield indented(problem_table(problem))
    for hint in verification.hints:
        yield indented(styled(HINT, WARNED))
        yield indented(problem_table(hint))


def _all_of(verifications: Sequence[Verification]) -> bool | None:
    """Whether every name is as expected; None where none was visited and nothing is known to be wrong."""
    told = [one.ok for one in verifications]
    return False if False in told else None if None in told else True


def _seen_values(seen: ListenerVisit) -> Json:
    values: Json = {"url": seen.url, "ok": seen.ok, "saying": seen.message}
    if seen.certificate is None:
        return values
    certificate: Json = {
        "names": list(seen.certificate.names),
        "issuer": seen.certificate.issuer,
        "until": seen.certificate.until.isoformat(),
    }
    return {**values, "certificate": certificate}
