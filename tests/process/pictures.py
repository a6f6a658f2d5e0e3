"""A picture of an account: all that a setup makes, without ids and times, so that two accounts can be held together.

It is taken through AWS's API, as a person would look. What an id stands for is learnt from the thing that has it, so
that a record which leads to a load balancer of another time, or a proof of a certificate that is gone, stays visible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from multisite_tui.demo.account import PracticeAccount

from .application_pictures import application_balancers, names_of, target_groups

Picture = dict[str, Any]
Clients = Callable[[str], Any]

NO_MATTER = frozenset(
    {
        *("CreatedTime", "CreatedAt", "IssuedAt", "NotBefore", "NotAfter", "Serial", "LaunchTime"),
        *("SecurityGroupArn", "SecurityGroupRuleId", "SecurityGroupRuleArn", "InUseBy", "RenewalSummary"),
    }
)
"""Members that tell a time, or once more an id; certificates' users are told apart."""


def account_picture(account: PracticeAccount, clients: Clients | None = None) -> Picture:
    """Read everything there is, and name each thing by what a person calls it."""
    clients = clients or account.session().client
    services = ("ec2", "acm", "elb", "elbv2", "route53")
    ec2, acm, elb, elbv2, route53 = (clients(service) for service in services)
    groups, certificates = ec2.describe_security_groups()["SecurityGroups"], _certificates(acm)
    balancers, zones = _balancers(elb), route53.list_hosted_zones()["HostedZones"]
    applications, targets = application_balancers(elbv2), target_groups(elbv2)
    names = _Names()
    names.learn((group["GroupId"], f"group {group['GroupName']}") for group in groups)
    names.learn((one["CertificateArn"], f"certificate of {one['DomainName']}") for one in certificates)
    names.learn(pair for one in certificates for pair in _proofs(one))
    names.learn((one["DNSName"], f"load balancer {one['LoadBalancerName']}") for one in balancers)
    names.learn(names_of(applications, targets))
    names.learn((zone["Id"].rpartition("/")[2], f"zone {zone['Name']}") for zone in zones)
    rules = [*groups, *ec2.describe_security_group_rules()["SecurityGroupRules"]]
    return {
        "security groups": names.of(rules),
        "certificates": names.of(certificates),
        "load balancers": names.of(balancers),
        "application load balancers": names.of(applications),
        "target groups": names.of(targets),
        "interfaces": names.of(_interfaces(ec2)),
        "instances": names.of(_instances(ec2)),
        "addresses": names.of(_addresses(ec2)),
        "zones": names.of([{key: one[key] for key in ("Name", "Config", "ResourceRecordSetCount")} for one in zones]),
        "records": {zone["Name"]: names.of(_records(route53, zone["Id"])) for zone in zones},
    }


class _Names:
    """What each id stands for."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._ids = re.compile("(?!)")

    def learn(self, ids: Iterable[tuple[str, str]]) -> None:
        self._names.update((key.lower(), name) for key, name in ids)
        longest_first = sorted(self._names, key=len, reverse=True)
        self._ids = re.compile("|".join(map(re.escape, longest_first)) or "(?!)", re.IGNORECASE)

    def of(self, value: Any) -> Any:
        """Return the same with ids as names, and lists whose order means nothing in order."""
        if isinstance(value, dict):
            return {key: self.of(one) for key, one in sorted(value.items()) if key not in NO_MATTER}
        if isinstance(value, list):
            return sorted((self.of(one) for one in value), key=repr)
        if isinstance(value, str):
            return self._ids.sub(lambda found: self._names[found[0].lower()], value)
        return value


def _certificates(acm: Any) -> list[Picture]:
    found = [one["CertificateArn"] for one in acm.list_certificates()["CertificateSummaryList"]]
    return [_certificate(acm, arn) for arn in found]


def _certificate(acm: Any, arn: str) -> Picture:
    told = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    tags = acm.list_tags_for_certificate(CertificateArn=arn)["Tags"]
    return {**told, "Tags": tags, "Users": sorted(map(_user, told["InUseBy"]))}


def _user(arn: str) -> str:
    """Return the load balancer's name; that of an Application Load Balancer stands before its id."""
    _, _, name = arn.partition(":loadbalancer/")
    return name.rpartition("/")[0] if "/" in name else name


def _proofs(certificate: Picture) -> Iterable[tuple[str, str]]:
    for one in certificate.get("DomainValidationOptions", ()):
        record = one.get("ResourceRecord", {})
        for member in ("Name", "Value") if record else ():
            yield record[member].rstrip("."), f"proof of {one['DomainName']} ({member})"


def _balancers(elb: Any) -> list[Picture]:
    found = elb.describe_load_balancers()["LoadBalancerDescriptions"]
    return [{**one, **_of_balancer(elb, one["LoadBalancerName"])} for one in found]


def _of_balancer(elb: Any, name: str) -> Picture:
    return {
        "Tags": elb.describe_tags(LoadBalancerNames=[name])["TagDescriptions"][0]["Tags"],
        "Attributes": elb.describe_load_balancer_attributes(LoadBalancerName=name)["LoadBalancerAttributes"],
        "Policy documents": elb.describe_load_balancer_policies(LoadBalancerName=name)["PolicyDescriptions"],
        "Health": elb.describe_instance_health(LoadBalancerName=name)["InstanceStates"],
    }


def _records(route53: Any, zone: str) -> list[Picture]:
    pages = route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
    # The SOA and NS of the zone itself are a zone's own from the day it was made, and tell its name servers' serials.
    return [record for page in pages for record in page["ResourceRecordSets"] if record["Type"] not in ("SOA", "NS")]


def _instances(ec2: Any) -> list[Picture]:
    groups = ec2.describe_instances()["Reservations"]
    found = [instance for group in groups for instance in group["Instances"]]
    told = ("InstanceId", "InstanceType", "State", "SecurityGroups", "SubnetId", "Tags")
    return [{key: one.get(key) for key in told} for one in found]


def _interfaces(ec2: Any) -> list[Picture]:
    told = ("Description", "Groups", "InterfaceType", "RequesterId", "Status", "SubnetId", "TagSet")
    return [{key: one.get(key) for key in told} for one in ec2.describe_network_interfaces()["NetworkInterfaces"]]


def _addresses(ec2: Any) -> list[Picture]:
    found = ec2.describe_addresses()["Addresses"]
    return [{key: one.get(key) for key in ("PublicIp", "InstanceId", "Tags")} for one in found]
