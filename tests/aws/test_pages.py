"""Lists that AWS gives in pages are read to their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.stub import ANY, Stubber

from multisite_tui.aws.facts import certificates, instances, load_balancers, security_groups, zones
from multisite_tui.aws.session import Aws
from multisite_tui.demo.wire.sessions import isolated_session
from multisite_tui.model.accounts import Account, AccountKind


@pytest.fixture(scope="module")
def aws() -> Aws:
    session = isolated_session()
    account = Account("123456789012", "ap-northeast-2", AccountKind.AWS, "arn")
    return Aws(account, *(session.client(name) for name in ("elb", "ec2", "acm", "route53")))  # type: ignore[call-overload]


def instance(name: str) -> dict[str, Any]:
    return {
        "InstanceId": name, "State": {"Name": "running"}, "Placement": {"AvailabilityZone": "a"},
        "NetworkInterfaces": [
            {"Attachment": {"DeviceIndex": 1}, "Groups": [{"GroupId": "sg-second"}]},
            {"Attachment": {"DeviceIndex": 0}, "Groups": [{"GroupId": "sg-first"}]},
        ],
    }  # fmt: skip


def read_instances(aws: Aws) -> list[str]:
    found = instances.all_of(aws)
    assert {one.security_groups for one in found} == {("sg-first",)}
    return [one.id for one in found]


CASES: dict[str, tuple[str, str, Callable[[str], dict[str, Any]], str, Callable[[Aws], list[str]]]] = {
    "instances": (
        "ec2", "describe_instances",
        lambda name: {"Reservations": [{"Instances": [instance(name)]}]}, "NextToken",
        read_instances,
    ),
    "security groups": (
        "ec2", "describe_security_groups",
        lambda name: {"SecurityGroups": [{"GroupId": name, "GroupName": name}]}, "NextToken",
        lambda aws: [one.id for one in security_groups.of_vpc(aws, "vpc-1")],
    ),
    "certificates": (
        "acm", "list_certificates",
        lambda name: {"CertificateSummaryList": [{
            "CertificateArn": f"arn:aws:acm:x:y:certificate/{name}", "SubjectAlternativeNameSummaries": [name],
        }]},
        "NextToken",
        lambda aws: [one.arn.rpartition("/")[2] for one in certificates.listed(aws)],
    ),
    "load balancers": (
        "elb", "describe_load_balancers",
        lambda name: {"LoadBalancerDescriptions": [{"LoadBalancerName": name, "DNSName": name}]}, "NextMarker",
        lambda aws: sorted(load_balancers.all_of(aws)),
    ),
    "zones": (
        "route53", "list_hosted_zones",
        lambda name: {
            "HostedZones": [{"Id": f"/hostedzone/{name}", "Name": f"{name}.io.", "CallerReference": "x"}],
            "Marker": "", "MaxItems": "100",
        },
        "NextMarker",
        lambda aws: [one.id for one in zones.all_of(aws)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_page_is_read(aws: Aws, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service, method, page, token, read = CASES[case]
    monkeypatch.setattr(load_balancers, "_tags", lambda aws, names: {})
    more = {"IsTruncated": True} if case == "zones" else {}
    last = {"IsTruncated": False} if case == "zones" else {}
    with Stubber(aws.client(service)) as stub:
        stub.add_response(method, {**page("one"), token: "next", **more})
        stub.add_response(method, {**page("two"), **last})
        assert read(aws) == ["one", "two"]
        stub.assert_no_pending_responses()


def test_instances_that_are_gone_are_not_asked_for(aws: Aws) -> None:
    states = ["pending", "running", "stopping", "stopped"]
    asked = {"Filters": [{"Name": "instance-state-name", "Values": states}]}
    with Stubber(aws.ec2) as stub:
        stub.add_response("describe_instances", {"Reservations": []}, asked)
        assert instances.all_of(aws) == ()


def test_certificates_of_every_key_are_asked_for(aws: Aws) -> None:
    with Stubber(aws.acm) as stub:
        stub.add_response(
            "list_certificates",
            {"CertificateSummaryList": []},
            {"Includes": {"keyTypes": list(certificates.KEY_TYPES)}},
        )
        assert certificates.listed(aws) == ()


def test_a_certificate_of_more_names_than_the_list_tells_is_asked_for_whole(aws: Aws) -> None:
    arn = "arn:aws:acm:x:y:certificate/one"
    summary = {"CertificateArn": arn, "DomainName": "a.io", "HasAdditionalSubjectAlternativeNames": True}
    whole = {
        "DomainName": "a.io",
        "SubjectAlternativeNames": ["a.io", "B.io"],
        "Status": "ISSUED",
        "KeyAlgorithm": "RSA-2048",
    }
    with Stubber(aws.acm) as stub:
        stub.add_response("list_certificates", {"CertificateSummaryList": [summary]})
        stub.add_response("describe_certificate", {"Certificate": whole})
        stub.add_response("list_tags_for_certificate", {"Tags": [{"Key": "team"}]}, {"CertificateArn": ANY})
        [found] = certificates.listed(aws)
    assert (found.names, found.key_algorithm) == ({"a.io", "b.io"}, "RSA_2048")
