"""What a practice run prints names no command of the AWS CLI that a shell would send to AWS."""

from __future__ import annotations

import re

import pytest

from .running import REFERENCE, Desk, Ended
from .test_checks import stop_the_instance

pytestmark = pytest.mark.sampled(2)

WIDE = {"COLUMNS": "400"}
PASTED = re.compile(r"(?:^|[`'\"\s$])aws [a-z0-9-]+ ", re.MULTILINE)


def commands(ended: Ended) -> list[str]:
    return PASTED.findall(ended.out + ended.err)


def test_what_would_be_pasted_is_found() -> None:
    assert PASTED.findall("Start it: `aws ec2 start-instances --instance-ids i-1`")


def test_a_stopped_instance_is_started_in_the_practice_account(finished: Desk) -> None:
    stop_the_instance(finished)
    ended = finished.run("doctor", env=WIDE)
    assert f"`multisite-tui --demo --state-dir {finished.state} demo serve`" in ended.out
    assert "`ec2 start-instances --instance-ids i-" in ended.out
    assert commands(ended) == []


def test_a_protected_record_is_freed_in_the_practice_account(desk: Desk) -> None:
    route53 = desk.account.session().client("route53")
    zone = next(one["Id"] for one in route53.list_hosted_zones()["HostedZones"] if one["Name"] == "main.io.")
    keys = [{"RecordName": "main.io", "RecordType": "A"}]
    route53.create_resource_record_set_protections(HostedZoneId=zone, Protections=keys)
    ended = desk.run("--answers", REFERENCE, "--plan", env=WIDE)
    assert (ended.code, "record_protected" in ended.err) == (4, True)
    assert "demo serve` says how the AWS CLI reaches it" in ended.err
    assert commands(ended) == []


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId"])
def test_credentials_that_are_refused_there_are_no_matter_of_aws(desk: Desk, code: str) -> None:
    desk.told_to_fail({"operation": "sts.GetCallerIdentity", "code": code, "status": 403, "times": 99})
    ended = desk.run("--answers", REFERENCE, "--plan", env=WIDE)
    assert (ended.code, code in ended.err) == (3, True)
    assert commands(ended) == []
