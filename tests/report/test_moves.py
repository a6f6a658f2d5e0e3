"""A move as it is told: what it does, what is held and what that costs a day, and how it ends."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Event, Finished, Outcome, Planned
from multisite_tui.model.plans import Action, CostLine, DnsChange, HeldEntrance, MonthlyCost, MoveEnd, Plan, PlannedStep
from multisite_tui.model.roles import Role
from multisite_tui.report.finish_text import finish_text
from multisite_tui.report.json_values import event_values
from multisite_tui.report.marks import marks_for
from multisite_tui.report.plan_text import plan_text

SCHEMA = json.loads((Path(__file__).parents[2] / "schema" / "events.schema.json").read_text("utf-8"))
COST = MonthlyCost("r", (CostLine("Classic Load Balancer", 1, Decimal("18.25")),), Decimal("21.90"), date(2026, 11, 22))
HELD = HeldEntrance("classic", ("main.io",), "load balancer to-main", "to-main-1.elb.example", COST)
PLAN = Plan("main-io", "123456789012", "r", (), (), COST, (), held=(HELD,))


SWITCHED = DnsChange("main.io", "main.io", "main.io", ("A 203.0.113.10 (300 s)",), ("A alias to main-io",))


def text(plan: Plan) -> str:
    out = io.StringIO()
    console = Console(file=out, width=500)
    for part in plan_text(plan, 500):
        console.print(part)
    return out.getvalue()


def test_what_is_held_costs_by_the_day() -> None:
    assert HELD.a_day == Decimal("0.72")
    assert replace(HELD, cost=replace(COST, total=None)).a_day is None


def test_a_move_is_said_before_its_steps_with_what_is_held_and_how_it_ends() -> None:
    said = text(replace(PLAN, moving=("main.io",)))
    assert "This is a move to another kind of load balancer" in said
    assert "Still there: load balancer to-main (to-main-1.elb.example), about 0.72 US dollars a day." in said
    assert said.index("move main-io --finish") < said.index("move main-io --back")


def test_a_later_plan_says_that_the_move_is_not_ended() -> None:
    said = text(PLAN)
    assert "The move is not ended" in said
    assert "This is a move" not in said


@pytest.mark.parametrize(
    ("topology", "where"), [("classic", "site's load balancer"), ("shared", "site's target group")]
)
def test_a_plan_says_in_whose_tags_replaced_records_are_kept(topology: str, where: str) -> None:
    assert f"on this disk and as tags of the {where}, or" in text(replace(PLAN, dns=(SWITCHED,), topology=topology))


@pytest.mark.parametrize(
    ("end", "words"), [(MoveEnd.FINISH, "This ends the move"), (MoveEnd.BACK, "This leads back, and ends the move")]
)
def test_the_end_of_a_move_is_said_to_be_one(end: MoveEnd, words: str) -> None:
    step = PlannedStep("main.io/records", Role.RECORDS, "main.io", "records", Action.KEEP, "as asked")
    said = text(replace(PLAN, end=end, steps=(step,)))
    assert words in said
    assert "The move is not ended" not in said


def test_a_second_end_has_nothing_to_do() -> None:
    assert "Nothing to do: nothing of a former topology is there." in text(replace(PLAN, held=(), end=MoveEnd.FINISH))


def test_a_plan_without_a_move_says_nothing_of_one() -> None:
    assert "move" not in text(replace(PLAN, held=()))


def test_the_end_of_the_run_names_what_is_held() -> None:
    out = io.StringIO()
    console = Console(file=out, width=200)
    last = Finished(Outcome.COMPLETE, ExitCode.DONE, held=(HELD,))
    for part in finish_text(last, 200, marks_for(lambda text: True)):
        console.print(part)
    assert "Still there: load balancer to-main" in out.getvalue()


@pytest.mark.parametrize(
    "event",
    [
        Planned(replace(PLAN, moving=("main.io",))),
        Planned(replace(PLAN, end=MoveEnd.BACK, held=(replace(HELD, cost=replace(COST, total=None)),))),
        Finished(Outcome.COMPLETE, ExitCode.DONE, held=(HELD,)),
    ],
)
def test_programs_read_it_as_the_schema_says(event: Event) -> None:
    values = json.loads(json.dumps({**event_values(event), "at": "2026-11-26T00:00:00.000Z"}))
    jsonschema.validate(values, SCHEMA)
    assert [one["title"] for one in values["held"]] == ["load balancer to-main"]
