"""Creating Classic Load Balancers (ELB API, CreateLoadBalancer)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.constants import elb_zone
from multisite_tui.demo.elb.attributes import default_attributes
from multisite_tui.demo.elb.dns_names import new_dns_name
from multisite_tui.demo.elb.listeners import listener_description, normal_listener
from multisite_tui.demo.elb.lookup import add_own_interfaces
from multisite_tui.demo.elb.subnets import asked_subnets
from multisite_tui.demo.elb.tags import tag_values
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeBalancer, Shape

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")


@rule("elb", "CreateLoadBalancer")
def name_is_allowed(call: PracticeCall) -> None:
    """At most 32 of letters, digits and hyphens, no hyphen at the ends (CreateLoadBalancer, LoadBalancerName)."""
    name = call.params["LoadBalancerName"]
    if not _NAME.fullmatch(name):
        raise Refusal(
            "ValidationError",
            f"LoadBalancer name '{name}' must have at most 32 characters, only letters, digits and hyphens, "
            "and must not begin or end with a hyphen",
        )


@rule("elb", "CreateLoadBalancer")
def scheme_is_known(call: PracticeCall) -> None:
    """Only `internal` and `internet-facing` (CreateLoadBalancer, InvalidScheme)."""
    if call.params.get("Scheme", "internal") not in ("internal", "internet-facing"):
        raise Refusal("InvalidScheme", f"The specified scheme '{call.params['Scheme']}' is not valid")


@rule("elb", "CreateLoadBalancer", "ApplySecurityGroupsToLoadBalancer")
def security_groups_exist(call: PracticeCall) -> None:
    """Each group exists (CreateLoadBalancer, InvalidSecurityGroup)."""
    for group_id in call.params.get("SecurityGroups") or []:
        if call.ec2.group(call.region, group_id) is None:
            raise Refusal(
                "InvalidSecurityGroup", f"One or more of the specified security groups do not exist: {group_id}"
            )


@answer("elb", "CreateLoadBalancer")
def create_load_balancer(call: PracticeCall) -> Shape:
    """Create it, or return an existing identical one (goamz issue 166, ansible issue 29965)."""
    balancers = call.world.balancers(call.region)
    name = call.params["LoadBalancerName"]
    balancer = _new_balancer(call)
    existing = balancers.get(name)
    if existing is not None:
        _refuse_different(existing, balancer)
        return {"DNSName": existing.description["DNSName"]}
    refuse_more(call, "classic-load-balancers", len(balancers) + 1)
    balancers[name] = balancer
    call.world.linked_role = True
    add_own_interfaces(call, balancer)
    return {"DNSName": balancer.description["DNSName"]}


def _new_balancer(call: PracticeCall) -> PracticeBalancer:
    name, params = call.params["LoadBalancerName"], call.params
    subnets = asked_subnets(call)
    dns_name = new_dns_name(call.world, call.region, name)
    listeners = [listener_description(normal_listener(listener)) for listener in params["Listeners"]]
    description = {
        "LoadBalancerName": name,
        "DNSName": dns_name,
        "CanonicalHostedZoneName": dns_name,
        "CanonicalHostedZoneNameID": elb_zone(call.region),
        "ListenerDescriptions": listeners,
        "BackendServerDescriptions": [],
        "AvailabilityZones": [subnet.availability_zone for subnet in subnets],
        "Subnets": [subnet.id for subnet in subnets],
        "VPCId": subnets[0].vpc_id,
        "HealthCheck": dict(_DEFAULT_HEALTH_CHECK),
        "SecurityGroups": _security_groups(call, subnets[0].vpc_id),
        "CreatedTime": datetime.fromtimestamp(call.now, UTC),
        "Scheme": params.get("Scheme", "internet-facing"),
    }
    tags = tag_values(params.get("Tags") or [])
    return PracticeBalancer(description, default_attributes(), tags)


_DEFAULT_HEALTH_CHECK = {
    "Target": "TCP:80",
    "Interval": 30,
    "Timeout": 5,
    "UnhealthyThreshold": 2,
    "HealthyThreshold": 10,
}
"""The health check before ConfigureHealthCheck (ELB user guide, "Configure health checks")."""


def _security_groups(call: PracticeCall, vpc_id: str) -> list[str]:
    asked: list[str] = call.params.get("SecurityGroups") or []
    if asked:
        return list(asked)
    groups = call.ec2.groups(call.region)
    return [group.id for group in groups if group.vpc_id == vpc_id and group.name == "default"]


def _refuse_different(existing: PracticeBalancer, asked: PracticeBalancer) -> None:
    name = existing.description["LoadBalancerName"]
    if existing.tags != asked.tags:
        raise Refusal(
            "DuplicateLoadBalancerName",
            f"Load balancer named '{name}' already exists and it is configured with different tags",
        )
    if _identity(existing) != _identity(asked):
        raise Refusal(
            "DuplicateLoadBalancerName",
            f"Load Balancer named '{name}' already exists and it is configured with different parameters.",
        )


def _identity(balancer: PracticeBalancer) -> Shape:
    description = balancer.description
    listeners = [entry["Listener"] for entry in description["ListenerDescriptions"]]
    return {
        "listeners": sorted(listeners, key=lambda listener: int(listener["LoadBalancerPort"])),
        "subnets": sorted(description["Subnets"]),
        "security_groups": sorted(description["SecurityGroups"]),
        "scheme": description["Scheme"],
    }
