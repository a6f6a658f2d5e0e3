"""What AWS refuses on the way: what passes is outlasted, and one site's trouble is that site's."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from .pictures import account_picture
from .running import REFERENCE, Desk, Ended, copied

pytestmark = pytest.mark.sampled(2)

IN_PASSING: list[dict[str, Any]] = [
    {"operation": "elb.CreateLoadBalancer", "code": "Throttling", "times": 2, "message": "Rate exceeded"},
    {"operation": "ec2.CreateSecurityGroup", "code": "RequestLimitExceeded", "times": 2, "status": 503},
    {"operation": "acm.RequestCertificate", "code": "InternalFailure", "times": 2, "status": 500},
    {"operation": "acm.DescribeCertificate", "code": "ThrottlingException", "times": 2},
    {"operation": "elb.DescribeInstanceHealth", "code": "ServiceUnavailable", "times": 2, "status": 503},
    {"operation": "elb.CreateLoadBalancerListeners", "code": "CertificateNotFound", "times": 2},
    {"operation": "route53.ChangeResourceRecordSets", "code": "PriorRequestNotComplete", "times": 2},
]
LOST: list[dict[str, Any]] = [
    {"operation": operation, "code": "ConnectionError", "times": 1, "after": True}
    for operation in (
        "ec2.CreateSecurityGroup",
        "ec2.AuthorizeSecurityGroupIngress",
        "acm.RequestCertificate",
        "elb.CreateLoadBalancer",
        "elb.CreateLoadBalancerListeners",
        "route53.ChangeResourceRecordSets",
    )
]


@pytest.mark.parametrize("faults", [IN_PASSING, LOST], ids=["throttling and 500s", "lost replies"])
def test_what_passes_is_outlasted(desk: Desk, reference: Desk, faults: list[dict[str, Any]]) -> None:
    desk.told_to_fail(*faults)
    ended = desk.run("--answers", REFERENCE, "--yes", "--output", "json")
    outcomes = [(call.name, call.outcome) for call in desk.account.calls]
    for fault in faults:
        outcome = "lost" if fault["code"] == "ConnectionError" else fault["code"]
        assert outcomes.count((fault["operation"], outcome)) == fault["times"]
    assert (ended.code, ended.last["outcome"]) == (0, "complete"), ended.last
    assert account_picture(desk.account) == account_picture(reference.account)


@pytest.fixture(scope="module")
def denied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Ended]:
    """A run in which one load balancer may not be made."""
    desk = Desk(tmp_path_factory.mktemp("denied"))
    desk.told_to_fail({"operation": "elb.CreateLoadBalancer", "code": "AccessDenied", "status": 403})
    return desk, desk.run("--answers", REFERENCE, "--yes", "--output", "json")


def with_problem(ended: Ended) -> list[dict[str, Any]]:
    return [site for site in ended.sites.values() if "problem" in site]


def without_problem(ended: Ended) -> list[dict[str, Any]]:
    return [site for site in ended.sites.values() if "problem" not in site]


def test_a_denied_action_exits_3_and_is_named_as_iam_names_it(denied: tuple[Desk, Ended]) -> None:
    problem = with_problem(denied[1])[0]["problem"]
    assert (denied[1].code, denied[1].last["exit_code"]) == (3, 3)
    assert "elasticloadbalancing:CreateLoadBalancer" in problem["what"]
    assert problem["code"] == "AccessDenied"


def test_the_other_site_is_done_although_one_was_denied(denied: tuple[Desk, Ended]) -> None:
    assert [site["health"] for site in without_problem(denied[1])] == ["InService"]
    assert denied[1].last["outcome"] == "partial"


def test_only_the_cause_is_a_failure_and_what_hangs_below_is_skipped(denied: tuple[Desk, Ended]) -> None:
    failed = [event["step"] for event in denied[1].events if event["event"] == "step_failed"]
    because = {event["because"] for event in denied[1].events if event["event"] == "step_skipped"}
    assert len(failed) == 1
    assert because == set(failed)
    assert failed[0].endswith("/load_balancer")


def test_a_denied_run_is_resumed_once_it_is_allowed(denied: tuple[Desk, Ended], reference: Desk) -> None:
    assert denied[0].run("--resume", "main-io", "--yes").code == 0
    assert account_picture(denied[0].account) == account_picture(reference.account)


def test_a_denied_read_is_never_taken_for_absence(finished: Desk) -> None:
    before = finished.writes
    finished.told_to_fail({"operation": "elb.DescribeLoadBalancers", "code": "AccessDenied", "status": 403, "times": 9})
    ended = finished.run("--answers", REFERENCE, "--yes")
    assert ended.code == 3
    assert "elasticloadbalancing:DescribeLoadBalancers" in ended.err
    assert finished.writes == before


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param("elb.CreateLoadBalancer", id="at a call"),
        pytest.param("elb.DescribeInstanceHealth", id="in service"),
        pytest.param("route53.GetChange", id="dns"),
    ],
)
def test_credentials_that_expire_in_the_middle_exit_3_name_no_sign_in_to_aws_and_are_resumable(
    desk: Desk, reference: Desk, operation: str
) -> None:
    desk.told_to_fail({"operation": operation, "code": "ExpiredToken", "status": 403, "times": 99})
    ended = desk.run("--answers", REFERENCE, "--yes", "--output", "json")
    assert (ended.code, ended.last["exit_code"]) == (3, 3)
    problems = [site["problem"] for site in with_problem(ended)]
    assert {problem["code"] for problem in problems} == {"ExpiredToken"}
    assert all("Nobody signs in to the practice account" in problem["next"] for problem in problems)
    assert any("--resume main-io --yes" in command for command in ended.last["next"])
    desk.told_to_fail()
    assert desk.run("--resume", "main-io", "--yes").code == 0
    assert account_picture(desk.account) == account_picture(reference.account)


def test_a_wait_that_times_out_exits_6_and_the_other_site_is_done(
    desk: Desk, event_schema: Draft202012Validator
) -> None:
    desk.account.set_answer(6403, 500)
    text = REFERENCE.read_text(encoding="utf-8").replace("schema: 1\n", "schema: 1\nwaits: {in_service: 90s}\n")
    ended = desk.run("--answers", desk.file(text), "--yes", "--output", "json")
    event_schema.validate(ended.last)
    assert (ended.code, ended.last["outcome"]) == (6, "timed_out")
    assert ended.sites["sub.main.io"]["problem"]["code"] == "wait_timed_out"
    assert ended.sites["main.io"]["health"] == "InService"
    assert "problem" not in ended.sites["main.io"]


def test_a_live_domain_is_not_switched_while_its_instance_is_out_of_service(desk: Desk) -> None:
    desk.account.set_answer(6402, 500)
    text = REFERENCE.read_text(encoding="utf-8").replace("schema: 1\n", "schema: 1\nwaits: {in_service: 60s}\n")
    assert desk.run("--answers", desk.file(text), "--yes").code == 6
    records = account_picture(desk.account)["records"]["main.io."]
    old = next(record for record in records if (record["Name"], record["Type"]) == ("main.io.", "A"))
    assert old["ResourceRecords"] == [{"Value": "203.0.113.10"}]


def merged_refusal(reference: Desk, desk: Desk) -> tuple[Desk, Ended]:
    """Both sites' records went away; their change goes as one batch, and is refused, and so is the first alone."""
    for attempt in range(4):
        tried = copied(reference, desk.folder / str(attempt))
        take_records_away(tried)
        batch = {"operation": "route53.ChangeResourceRecordSets", "code": "InvalidChangeBatch", "times": 2}
        tried.told_to_fail(batch)
        ended = tried.run("--answers", REFERENCE, "--yes", "--output", "json")
        changes = [call.outcome for call in tried.writes if call.name == "route53.ChangeResourceRecordSets"]
        if changes[-3:] == ["InvalidChangeBatch", "InvalidChangeBatch", "ok"]:
            return tried, ended
    pytest.fail("the two sites' changes never went as one batch")


def take_records_away(desk: Desk) -> None:
    route53 = desk.account.session().client("route53")
    zone = next(one["Id"] for one in route53.list_hosted_zones()["HostedZones"] if one["Name"] == "main.io.")
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    changes = [{"Action": "DELETE", "ResourceRecordSet": record} for record in records if record["Type"] == "A"]
    assert len(changes) == 2
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def test_one_sites_refused_record_does_not_fail_the_other(reference: Desk, desk: Desk) -> None:
    tried, ended = merged_refusal(reference, desk)
    assert (ended.code, ended.last["outcome"]) == (5, "partial")
    assert [site["problem"]["code"] for site in with_problem(ended)] == ["InvalidChangeBatch"]
    served = without_problem(ended)[0]["domain"]
    records = account_picture(tried.account)["records"]["main.io."]
    assert [record["Name"] for record in records if record["Type"] == "A"] == [f"{served}."]
