"""A picture of an account: all that a setup makes, without ids and times, so that two accounts can be held together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from multisite_tui.demo.account import PracticeAccount

Picture = dict[str, Any]

SERIALS = (
    (re.compile(r"(to-[a-z]+)-\d+\.ap-northeast-2"), r"\1-#.ap-northeast-2"),
    (re.compile(r"_[0-9a-f]{32}\."), "_#."),
    (re.compile(r"_[0-9a-z]+\.([0-9a-z]+)\.acm-validations\.aws"), "_#.acm-validations.aws"),
)


def account_picture(account: PracticeAccount) -> Picture:
    """Read everything there is, and name each thing by what a person calls it."""
    session = account.session()
    names = _Names()
    return {
        "security groups": _groups(session.client("ec2"), names),
        "certificates": _certificates(session.client("acm"), names),
        "load balancers": _balancers(session.client("elb"), names),
        "records": _records(session.client("route53")),
        "instances": _instances(session.client("ec2"), names),
    }


class _Names:
    """What each id stands for."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def learn(self, ids: Iterable[tuple[str, str]]) -> None:
        self._names.update(ids)

    def of(self, value: Any) -> Any:
        """Return the same with ids as names, and lists whose order means nothing in order."""
        if isinstance(value, dict):
            return {key: self.of(one) for key, one in sorted(value.items()) if key not in _TIMES}
        if isinstance(value, list):
            return sorted((self.of(one) for one in value), key=repr)
        return _without_serial(self._names.get(value, value)) if isinstance(value, str) else value


_TIMES = frozenset({"CreatedTime", "CreatedAt", "IssuedAt", "NotBefore", "NotAfter", "Serial", "LaunchTime"})


def _without_serial(text: str) -> str:
    for pattern, plain in SERIALS:
        text = pattern.sub(plain, text)
    return text


def _groups(ec2: Any, names: _Names) -> list[Picture]:
    found = ec2.describe_security_groups()["SecurityGroups"]
    names.learn((group["GroupId"], f"group {group['GroupName']}") for group in found)
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    drawn = [{key: one for key, one in rule.items() if not key.endswith(("RuleId", "RuleArn"))} for rule in rules]
    groups = [{key: one for key, one in group.items() if key != "SecurityGroupArn"} for group in found]
    return names.of([*groups, *drawn])


def _certificates(acm: Any, names: _Names) -> list[Picture]:
    found = [one["CertificateArn"] for one in acm.list_certificates()["CertificateSummaryList"]]
    described = [acm.describe_certificate(CertificateArn=arn)["Certificate"] for arn in found]
    names.learn((one["CertificateArn"], f"certificate of {one['DomainName']}") for one in described)
    tags = [acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] for arn in found]
    pairs = zip(described, tags, strict=True)
    return names.of(
        [{**certificate, "Tags": own, "InUseBy": len(certificate["InUseBy"])} for certificate, own in pairs]
    )


def _balancers(elb: Any, names: _Names) -> list[Picture]:
    found = elb.describe_load_balancers()["LoadBalancerDescriptions"]
    return names.of([{**one, **_of_balancer(elb, one["LoadBalancerName"])} for one in found])


def _of_balancer(elb: Any, name: str) -> Picture:
    return {
        "Tags": elb.describe_tags(LoadBalancerNames=[name])["TagDescriptions"][0]["Tags"],
        "Attributes": elb.describe_load_balancer_attributes(LoadBalancerName=name)["LoadBalancerAttributes"],
        "Policies": elb.describe_load_balancer_policies(LoadBalancerName=name)["PolicyDescriptions"],
        "Health": elb.describe_instance_health(LoadBalancerName=name)["InstanceStates"],
    }


def _records(route53: Any) -> dict[str, list[Picture]]:
    zones = route53.list_hosted_zones()["HostedZones"]
    return {zone["Name"]: _of_zone(route53, zone["Id"]) for zone in zones}


def _of_zone(route53: Any, zone: str) -> list[Picture]:
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    return _Names().of([record for record in records if record["Type"] not in ("NS", "SOA")])


def _instances(ec2: Any, names: _Names) -> list[Picture]:
    groups = ec2.describe_instances()["Reservations"]
    found = [instance for group in groups for instance in group["Instances"]]
    return names.of([{key: one[key] for key in ("InstanceId", "State", "SecurityGroups")} for one in found])
