"""JSON lines against the schemas that people script by."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from report_samples import EVERY_EVENT, KEPT_PLAN, PARTIAL, REFUSED, STARTED, UNSAVED

from multisite_tui.errors import Problem
from multisite_tui.model.events import Event, Outcome, Planned, StepWaiting
from multisite_tui.model.plans import Action
from multisite_tui.model.saved import HowFar, SavedSetup
from multisite_tui.report.json_lines import JsonLines
from multisite_tui.report.setups import how_far, write_setups_json, write_setups_text

SCHEMAS = Path(__file__).parents[2] / "schema"
NOON = datetime(2026, 11, 22, 21, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def lines_of(*events: Event) -> list[dict[str, Any]]:
    out = io.StringIO()
    with JsonLines(out, io.StringIO(), now=lambda: NOON) as report:
        for event in events:
            report(event)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_event_is_as_the_schema_says() -> None:
    check = validator("events.schema.json")
    lines = lines_of(*EVERY_EVENT, Planned(KEPT_PLAN), REFUSED)
    for line in lines:
        assert list(line)[:2] == ["event", "at"]
        assert line["at"] == "2026-11-22T12:00:00.123Z"
        check.validate(line)
    names = {line["event"] for line in lines}
    assert names == {ref["$ref"].rpartition("/")[2] for ref in check.schema["oneOf"]}
    assert names == {
        "started", "planned", "warning", "step_started", "step_waiting", "step_retrying",
        "step_finished", "step_failed", "step_skipped", "finished",
    }  # fmt: skip


def test_finished_is_last_and_whole() -> None:
    last = lines_of(*EVERY_EVENT)[-1]
    assert (last["event"], last["outcome"], last["exit_code"]) == ("finished", "partial", 5)
    main, sub = last["sites"]
    assert "problem" not in main
    assert sub["problem"]["code"] == "TooManyLoadBalancers"
    assert sub["check"]["ok"] is None
    assert last["billing"][0] == {"what": "Classic Load Balancer", "count": 1, "each": 18.25}


def test_what_the_disk_did_not_take_is_told_and_only_then() -> None:
    unsaved, saved = lines_of(UNSAVED, PARTIAL)
    validator("events.schema.json").validate(unsaved)
    assert (unsaved["there"], unsaved["answers"]) == (list(UNSAVED.there), UNSAVED.answers)
    assert not {"there", "answers"} & set(saved)


def test_cost_is_a_number_and_null_where_unknown() -> None:
    known, unknown = lines_of(EVERY_EVENT[1], Planned(KEPT_PLAN))
    assert known["cost"]["total"] == 51.10
    assert unknown["cost"] == {
        "region": "eu-west-3", "currency": "USD", "as_of": "2026-11-22", "lines": [], "total": None,
    }  # fmt: skip


def test_the_schema_refuses_what_is_not_promised() -> None:
    check = validator("events.schema.json")
    line = lines_of(STARTED)[0]
    assert not check.is_valid({**line, "more": 1})
    assert not check.is_valid({key: value for key, value in line.items() if key != "account"})
    assert not check.is_valid({**line, "at": "2026-11-22 12:00"})


NASTY = '한국어 \x1b[31mred\x1b[0m \x9b31m \x7f \u2028 \u202e [bold] {braces} "quote" \n two \udcff'


def test_nasty_words_stay_on_one_line_and_come_back_whole() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")
    JsonLines(stream, io.StringIO())(StepWaiting("a/b", "a", NASTY, ""))
    text = raw.getvalue().decode()
    assert len(text.splitlines()) == 1
    assert not set("\x1b\x9b\x7f\u2028\u202e") & set(text)
    assert json.loads(text)["waiting_for"] == NASTY


def test_korean_is_readable_in_utf_8_and_escaped_where_it_must_be() -> None:
    for encoding, shown in (("utf-8", "한국어".encode()), ("ascii", b"\\ud55c\\uad6d\\uc5b4"), ("latin-1", b"\\ud55c")):
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding)
        JsonLines(stream, io.StringIO())(StepWaiting("a/b", "é", "한국어", ""))
        assert shown in raw.getvalue()
        assert json.loads(raw.getvalue().decode(encoding))["site"] == "é"


def test_each_line_is_flushed_and_whole_from_many_threads() -> None:
    raw = io.BytesIO()
    report = JsonLines(io.TextIOWrapper(raw, encoding="utf-8"), io.StringIO())
    threads = [threading.Thread(target=lambda: [report(event) for event in EVERY_EVENT]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = [json.loads(line) for line in raw.getvalue().decode().splitlines()]
    assert len(lines) == 8 * len(EVERY_EVENT)


def saved(name: str, total: int, outcome: Outcome | None) -> SavedSetup:
    when = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    return SavedSetup(name, "aws", "123456789012", "ap-northeast-2", min(9, total), total, outcome, when)


SETUPS = [saved("main-io", 14, Outcome.TIMED_OUT), saved("가게", 14, None), saved("draft", 0, None)]


PROBLEM = Problem("state_garbled", "The saved state cannot be read (line 3).", "The disk is failing.", "Move it.")


@pytest.mark.parametrize("setups", [SETUPS, []])
def test_list_is_as_its_schema_says(setups: list[SavedSetup]) -> None:
    out = io.StringIO()
    write_setups_json(setups, {"lost": PROBLEM}, out, now=lambda: NOON)
    line = json.loads(out.getvalue())
    validator("list.schema.json").validate(line)
    assert [setup["name"] for setup in line["setups"]] == [setup.name for setup in setups]
    assert [(one["name"], one["problem"]["what"]) for one in line["unreadable"]] == [("lost", PROBLEM.what)]


def test_list_as_text_aligns() -> None:
    out, err = io.StringIO(), io.StringIO()
    write_setups_text(SETUPS, out, err)
    rows = out.getvalue().splitlines()
    assert "9 of 14, timed out" in rows[1]
    assert "answers only" in rows[3]
    # Each of the two Korean letters is two columns wide.
    assert rows[2].index("1234") + 2 == rows[1].index("1234")
    assert err.getvalue() == ""


def test_a_list_that_does_not_fit_is_told_in_blocks_and_breaks_no_id() -> None:
    out = io.StringIO()
    write_setups_text([saved("the-shop-of-the-whole-family", 14, Outcome.TIMED_OUT)], out, io.StringIO())
    lines = out.getvalue().splitlines()
    assert lines[0] == "the-shop-of-the-whole-family"
    assert "  account: 123456789012" in lines
    assert "  region: ap-northeast-2" in lines


@pytest.mark.parametrize("name", ["list", "status", "doctor", "verify"])
def test_an_error_of_a_look_is_as_its_schema_says(name: str) -> None:
    [line] = lines_of(REFUSED)
    validator(f"{name}.schema.json").validate(line)


def test_a_removal_that_stopped_is_told_apart_from_a_run() -> None:
    assert "taking away: 9 of 14, interrupted" in how_far(replace(saved("s", 14, Outcome.INTERRUPTED), removal=True))


GONE = replace(
    saved("s", 7, Outcome.COMPLETE), removal=True, removed_site="sub.main.io", whole=HowFar(10, 10, Outcome.COMPLETE)
)


def test_a_setup_that_lost_a_site_is_told_by_what_stays() -> None:
    assert how_far(GONE) == "10 of 10, complete"
    assert how_far(replace(GONE, moving=True)) == "10 of 10, complete; move not ended"


def test_a_removal_of_one_site_that_stopped_names_the_site_beside_what_stays() -> None:
    stopped = replace(GONE, outcome=Outcome.INTERRUPTED)
    assert how_far(stopped) == "10 of 10, complete; taking away sub.main.io: 7 of 7, interrupted"
    assert how_far(replace(GONE, whole=None)) == "taking away sub.main.io: 7 of 7, complete"


def test_an_empty_list_says_what_to_do_on_stderr() -> None:
    out, err = io.StringIO(), io.StringIO()
    write_setups_text([], out, err)
    assert out.getvalue() == ""
    assert "Run `multisite-tui`" in err.getvalue()


def test_outcomes_of_the_schema_are_the_program_s() -> None:
    schema = validator("events.schema.json").schema
    assert schema["$defs"]["finished"]["properties"]["outcome"]["enum"] == [str(outcome) for outcome in Outcome]
    assert PARTIAL.outcome in set(Outcome)


def test_actions_of_the_schema_are_the_program_s() -> None:
    schema = validator("events.schema.json").schema
    assert schema["$defs"]["action"]["enum"] == [str(action) for action in Action]
