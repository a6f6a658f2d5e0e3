"""What must hold at every moment of a move: wherever a name leads, or led a minute ago, its site is served there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from multisite_tui.demo.clock import SPEED

Clients = Callable[[str], Any]
PORTS = {80, 443}
"""Ports on which the sites of the cases are served."""
MEMORY = 60.0
"""Practice seconds for which a resolver remembers an alias."""


def unserved(clients: Clients, ports: Mapping[str, int], journal: Path) -> list[str]:
    """Return what is wrong with the ways by which visitors may come now, one line each.

    Args:
        clients: Returns a client of a service.
        ports: The names of the sites, each with the port of its program.
        journal: The journal of the setup that moves.
    """
    remembered = _remembered(journal)
    wrong = []
    for name, port in ports.items():
        ways = {_led(clients, name), *(dns for at, dns in remembered if at == name)}
        for dns in sorted(ways):
            wrong += [f"{name} by {dns}: {one}" for one in _wrong(clients, name, port, dns)]
    return wrong


def _led(clients: Clients, name: str) -> str:
    route53 = clients("route53")
    zone = next(one["Id"] for one in route53.list_hosted_zones()["HostedZones"] if one["Name"] == "main.io.")
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    [alias] = [one["AliasTarget"] for one in records if (one["Name"], one["Type"]) == (f"{name}.", "A")]
    return _plain(alias["DNSName"])


def _remembered(journal: Path) -> Iterator[tuple[str, str]]:
    """Yield the names that were switched within a resolver's memory before the journal's last line, and from where."""
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines() if line.endswith("}")]
    ended = datetime.fromisoformat(lines[-1]["at"])
    for line in lines:
        age = (ended - datetime.fromisoformat(line["at"])).total_seconds() * SPEED
        if line["record"] == "intent" and age < MEMORY:
            for change in line["params"].get("ChangeBatch", {}).get("Changes", ()):
                record = change["ResourceRecordSet"]
                if change["Action"] == "DELETE" and "AliasTarget" in record:
                    yield record["Name"].rstrip("."), _plain(record["AliasTarget"]["DNSName"])


def _wrong(clients: Clients, name: str, port: int, dns: str) -> Iterator[str]:
    classic = clients("elb").describe_load_balancers()["LoadBalancerDescriptions"]
    shared = clients("elbv2").describe_load_balancers()["LoadBalancers"]
    for one in classic:
        if _plain(one["DNSName"]) == dns:
            yield from _wrong_with_classic(clients, name, port, one)
            return
    for one in shared:
        if _plain(one["DNSName"]) == dns:
            yield from _wrong_with_shared(clients, name, port, one)
            return
    yield "it is gone"


def _wrong_with_classic(clients: Clients, name: str, port: int, balancer: Any) -> Iterator[str]:
    listeners = [one["Listener"] for one in balancer["ListenerDescriptions"]]
    yield from _missing({one["LoadBalancerPort"] for one in listeners})
    shown = [one["SSLCertificateId"] for one in listeners if "SSLCertificateId" in one]
    yield from _uncovered(clients, name, shown)
    if {one["InstancePort"] for one in listeners} != {port}:
        yield "it sends visitors to another port"
    states = clients("elb").describe_instance_health(LoadBalancerName=balancer["LoadBalancerName"])["InstanceStates"]
    if not any(one["State"] == "InService" for one in states):
        yield f"no instance is in service: {states}"
    yield from _way_in(clients, balancer["SecurityGroups"], port)


def _wrong_with_shared(clients: Clients, name: str, port: int, balancer: Any) -> Iterator[str]:
    elbv2 = clients("elbv2")
    if balancer["State"]["Code"] != "active":
        yield "it is not active"
    listeners = elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    yield from _missing({one["Port"] for one in listeners})
    for listener in (one for one in listeners if one["Port"] == 443):
        arn = listener["ListenerArn"]
        shown = elbv2.describe_listener_certificates(ListenerArn=arn)["Certificates"]
        yield from _uncovered(clients, name, [one["CertificateArn"] for one in shown])
        rules = elbv2.describe_rules(ListenerArn=arn)["Rules"]
        groups = [_group(one) for one in rules if name in str(one["Conditions"]) and _hosts(one) == [name]]
        if not any(_healthy(elbv2, group, port) for group in groups):
            yield "no target is healthy"
    yield from _way_in(clients, balancer["SecurityGroups"], port)


def _missing(there: set[int]) -> Iterator[str]:
    if not there >= PORTS:
        yield f"it listens on {sorted(there)} only"


def _hosts(rule: Any) -> list[str]:
    return [host for one in rule["Conditions"] for host in one.get("HostHeaderConfig", {}).get("Values", ())]


def _group(rule: Any) -> str:
    return str(next((one["TargetGroupArn"] for one in rule["Actions"] if "TargetGroupArn" in one), ""))


def _healthy(elbv2: Any, group: str, port: int) -> bool:
    if not group:
        return False
    states = elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return any(one["TargetHealth"]["State"] == "healthy" and one["Target"]["Port"] == port for one in states)


def _uncovered(clients: Clients, name: str, shown: Sequence[str]) -> Iterator[str]:
    described = [clients("acm").describe_certificate(CertificateArn=arn)["Certificate"] for arn in shown]
    if not any(name in one["SubjectAlternativeNames"] and one["Status"] == "ISSUED" for one in described):
        yield "it shows no certificate of the name"


def _way_in(clients: Clients, groups: Sequence[str], port: int) -> Iterator[str]:
    """Yield that no rule lets the load balancer into the instance."""
    rules = clients("ec2").describe_security_group_rules()["SecurityGroupRules"]
    let_in = [one for one in rules if one.get("ReferencedGroupInfo", {}).get("GroupId") in groups]
    if not any(one["FromPort"] <= port <= one["ToPort"] for one in let_in):
        yield f"nothing lets it into the instance on port {port}"


def _plain(dns_name: str) -> str:
    return dns_name.lower().rstrip(".").removeprefix("dualstack.")
