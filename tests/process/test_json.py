"""`--output json`, as scripts read it."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from .running import REFERENCE, Desk, Ended


def test_every_line_is_as_the_schema_says(json_run: Ended, event_schema: Draft202012Validator) -> None:
    assert len(json_run.events) > 18
    for event in json_run.events:
        event_schema.validate(event)


def test_started_is_first_and_finished_is_last_and_each_is_there_once(json_run: Ended) -> None:
    names = [event["event"] for event in json_run.events]
    assert (names[0], names[-1]) == ("started", "finished")
    assert (names.count("started"), names.count("finished")) == (1, 1)


def test_event_and_time_lead_each_line(json_run: Ended) -> None:
    for line in json_run.out.splitlines():
        assert list(json.loads(line))[:2] == ["event", "at"]


def test_the_exit_code_is_the_processs_own(json_run: Ended) -> None:
    assert (json_run.code, json_run.last["exit_code"], json_run.last["outcome"]) == (0, 0, "complete")


def test_every_planned_step_is_started_and_finished(json_run: Ended) -> None:
    planned = {step["id"] for event in json_run.events if event["event"] == "planned" for step in event["steps"]}
    for name in ("step_started", "step_finished"):
        assert {event["step"] for event in json_run.events if event["event"] == name} == planned
    assert {name.partition("/")[0] for name in planned} == {"main.io", "sub.main.io"}


def test_waits_are_told_in_the_services_words(json_run: Ended) -> None:
    waits = " ".join(event["waiting_for"] for event in json_run.events if event["event"] == "step_waiting")
    assert "ACM PENDING_VALIDATION" in waits
    assert "Instance registration is still in progress." in waits


def test_the_sites_are_told_with_url_load_balancer_and_health(json_run: Ended) -> None:
    told = {
        domain: (site["url"], site["load_balancer"], site["health"], "problem" in site)
        for domain, site in json_run.sites.items()
    }
    assert told == {
        "main.io": ("https://main.io/", "to-main", "InService", False),
        "sub.main.io": ("https://sub.main.io/", "to-sub", "InService", False),
    }
    assert json_run.sites["main.io"]["load_balancer_dns"].startswith("to-main-")


def test_nothing_for_a_person_is_on_stderr(json_run: Ended) -> None:
    assert json_run.err == ""


def test_a_plan_ends_planned_with_exit_code_10(desk: Desk, event_schema: Draft202012Validator) -> None:
    ended = desk.run("--answers", REFERENCE, "--plan", "--output", "json")
    assert [event["event"] for event in ended.events] == ["started", "planned", "finished"]
    assert (ended.code, ended.last["exit_code"], ended.last["outcome"]) == (10, 10, "planned")
    for event in ended.events:
        event_schema.validate(event)


def test_a_plan_without_changes_ends_unchanged(finished: Desk) -> None:
    ended = finished.run("--answers", REFERENCE, "--plan", "--output", "json")
    assert (ended.code, ended.last["exit_code"], ended.last["outcome"]) == (0, 0, "unchanged")


def test_a_refusal_ends_refused_with_its_exit_code(desk: Desk, event_schema: Draft202012Validator) -> None:
    ended = desk.run("--answers", REFERENCE, "--output", "json")
    event_schema.validate(ended.last)
    assert (ended.code, ended.last["exit_code"], ended.last["outcome"]) == (4, 4, "refused")
    assert [problem["code"] for problem in ended.last["problems"]] == ["yes_needed"]


def test_a_failure_before_the_run_is_one_finished_line(desk: Desk, event_schema: Draft202012Validator) -> None:
    ended = desk.run("--resume", "nothing-here", "--yes", "--output", "json")
    event_schema.validate(ended.last)
    assert len(ended.events) == 1
    assert (ended.code, ended.last["exit_code"], ended.last["outcome"]) == (4, 4, "refused")


def test_a_usage_error_is_no_line_that_a_script_cannot_read(desk: Desk, tmp_path: Path) -> None:
    ended = desk.run("--answers", tmp_path / "not-there.yaml", "--yes", "--output", "json")
    assert (ended.code, ended.last["exit_code"]) == (2, 2)
    assert "not-there.yaml" in ended.last["problems"][0]["what"]
