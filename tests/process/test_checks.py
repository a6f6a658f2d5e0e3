"""`--check`: a monitor learns by the exit code whether all is well."""

from __future__ import annotations

import json

import pytest

from .running import Desk

WELL, UNWELL = 0, 11


def stop_the_instance(desk: Desk) -> None:
    ec2 = desk.account.session().client("ec2")
    instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    ec2.stop_instances(InstanceIds=[instance])


@pytest.fixture
def unwell(finished: Desk) -> Desk:
    stop_the_instance(finished)
    return finished


@pytest.mark.sampled
@pytest.mark.parametrize("command", ["doctor", "status"])
def test_all_is_well_after_a_good_run(reference: Desk, command: str) -> None:
    assert reference.run(command, "main-io", "--check").code == WELL


@pytest.mark.sampled
@pytest.mark.parametrize("command", ["doctor", "status"])
def test_a_stopped_instance_is_not_well_and_only_the_check_fails_for_it(unwell: Desk, command: str) -> None:
    assert unwell.run(command, "main-io", "--check").code == UNWELL
    assert unwell.run(command, "main-io", "--check", "--output", "json").code == UNWELL
    assert unwell.run(command, "main-io").code == WELL


def test_the_check_says_what_is_not_well(unwell: Desk, reference: Desk) -> None:
    said = unwell.run("status", "main-io", "--check").out
    assert "Not all is well:" in said
    assert "main.io: instance i-" in said
    assert "All is well." in reference.run("status", "main-io", "--check").out


def test_what_the_check_goes_by_is_in_the_json(unwell: Desk, reference: Desk) -> None:
    told = [json.loads(desk.run("status", "main-io", "--output", "json").out)["well"] for desk in (reference, unwell)]
    assert told == [True, False]


@pytest.mark.parametrize("word", ["--watch", "--zone-file"])
def test_a_check_looks_once_and_says_all(reference: Desk, word: str) -> None:
    ended = reference.run("status", "main-io", "--check", word)
    assert (ended.code, "--check" in ended.err) == (2, True)
