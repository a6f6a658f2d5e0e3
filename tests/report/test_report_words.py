"""What a person must not be told wrongly, or in a way that cannot be used."""

from __future__ import annotations

import dataclasses
import io
from datetime import datetime, timedelta, timezone

import pytest
from report_samples import COMPLETE, KEPT_PLAN, PLAN, REFUSED, STARTED

from multisite_tui.errors import ExitCode, Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import Event, Finished, Outcome, Planned, StepFinished, StepStarted, StepWaiting
from multisite_tui.model.plans import Action, MonthlyCost
from multisite_tui.model.things import TaggedThing, Thing, ThingKind
from multisite_tui.plan.costs import AS_OF
from multisite_tui.report.clean import clean
from multisite_tui.report.console import console_for
from multisite_tui.report.plan_text import found_by_tags_text, summary
from multisite_tui.report.text import TextReport


@pytest.fixture(autouse=True)
def _eighty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def told(*events: Event) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    with TextReport(out, err) as report:
        for event in events:
            report(event)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no zone for xn--3e0b707e.kr", "no zone for 한국.kr"),
        ("https://www.xn--3e0b707e.kr/", "https://www.한국.kr/"),
        ("to-xn--3e0b707e.ap-northeast-2.elb.amazonaws.com", "to-xn--3e0b707e.ap-northeast-2.elb.amazonaws.com"),
        ("setup xn--3e0b707e-kr", "setup xn--3e0b707e-kr"),
        ("xn--a.kr is no name", "xn--a.kr is no name"),
    ],
)
def test_domains_are_shown_in_the_script_they_were_thought_of(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_commands_are_never_wrapped() -> None:
    command = "multisite-tui --demo --state-dir /home/somebody/with/a/long/name/.local/state status main-io"
    out, _ = told(dataclasses.replace(COMPLETE, next=(command,)))
    assert f"\n  {command}\n" in out


def test_a_plan_that_could_not_be_made_names_no_price_and_no_steps() -> None:
    nothing = MonthlyCost("ap-northeast-2", (), None, AS_OF)
    unmade = dataclasses.replace(PLAN, steps=(), dns=(), waits=(), warnings=(), cost=nothing)
    _, err = told(Planned(unmade))
    assert summary(unmade) in err
    assert "cannot be made yet" in err
    assert "all 0 steps" not in err
    assert "What it costs" not in err


def test_a_failure_before_the_first_change_leaves_stdout_empty() -> None:
    failed = Finished(Outcome.FAILED, ExitCode.ACCESS, problems=REFUSED.problems)
    out, err = told(failed)
    assert out == ""
    assert "nothing was changed" in err


def test_a_no_is_an_answer_and_no_trouble() -> None:
    declined = Finished(Outcome.REFUSED, ExitCode.INPUT_NEEDED, problems=(Problem("declined", "You said no."),))
    assert told(declined) == ("", "You said no; nothing was changed.\n")


@pytest.mark.parametrize("outcome", [Outcome.INTERRUPTED, Outcome.PARTIAL, Outcome.TIMED_OUT])
def test_a_removal_that_stopped_does_not_speak_of_what_was_made(outcome: Outcome) -> None:
    out, _ = told(dataclasses.replace(COMPLETE, outcome=outcome, exit_code=ExitCode.PARTIAL, removal=True))
    assert "still there" in out
    assert "is saved" not in out


@pytest.mark.parametrize("kind", list(AccountKind))
def test_a_rehearsal_says_that_it_is_one(kind: AccountKind) -> None:
    _, err = told(dataclasses.replace(STARTED, kind=kind))
    assert ("nothing is billed" in err) is (kind is AccountKind.PRACTICE)


def test_what_stays_is_told_beneath_the_sites() -> None:
    out, _ = told(dataclasses.replace(COMPLETE, notes=("The validation record _x.main.io stays.",)))
    assert out.index("load balancer") < out.index("_x.main.io stays.") < out.index("Next")


def test_a_plan_that_changes_nothing_says_so_once() -> None:
    out, err = io.StringIO(), io.StringIO()
    report = TextReport(out, err, plan_is_result=True)
    report(Planned(KEPT_PLAN))
    report(Finished(Outcome.UNCHANGED, ExitCode.DONE))
    assert (out.getvalue() + err.getvalue()).count("Nothing to") == 1


def test_what_was_only_waited_for_is_not_called_kept() -> None:
    step = "main.io/last_visitors"
    _, err = told(
        StepStarted(step, "main.io", Action.KEEP),
        StepWaiting(step, "main.io", "resolvers may still answer", ""),
        StepFinished(step, "main.io", Action.KEEP),
    )
    assert "done      main.io" in err
    assert "kept" not in err


def test_a_removal_lists_what_only_its_tags_say_to_be_the_setups() -> None:
    made = datetime(2026, 11, 20, 10, 12, tzinfo=timezone(timedelta(hours=9)))
    found = (
        TaggedThing(Thing(ThingKind.LOAD_BALANCER, "to-main", made=made), "main.io"),
        TaggedThing(Thing(ThingKind.SECURITY_GROUP, "sg-1"), "main.io"),
    )
    stream = io.StringIO()
    for part in found_by_tags_text(found):
        console_for(stream).print(part)
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert ["load", "balancer", "to-main", "made", "2026-11-20", "01:12", "UTC"] in lines
    assert ["security", "group", "sg-1", "no", "date", "in", "AWS"] in lines
