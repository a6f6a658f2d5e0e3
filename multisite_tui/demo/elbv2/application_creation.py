"""Creating Application Load Balancers (ELB API 2015-12-01, CreateLoadBalancer)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, not_practised, rule
from multisite_tui.demo.constants import elb_zone
from multisite_tui.demo.elb.dns_names import new_dns_name
from multisite_tui.demo.elb.tags import tag_values
from multisite_tui.demo.elbv2.application_attributes import default_application_attributes
from multisite_tui.demo.elbv2.application_balancers import add_application_interfaces, described_application
from multisite_tui.demo.elbv2.application_lookup import elb_arn, new_id
from multisite_tui.demo.elbv2.application_networks import described_zones, wanted_subnets
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeApplicationBalancer, Shape

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
"""Of load balancers and target groups."""


@rule("elbv2", "CreateLoadBalancer")
def application_name_is_allowed(call: PracticeCall) -> None:
    """At most 32 letters, digits, hyphens, none at the ends, not `internal-` (CreateLoadBalancer, Name)."""
    name = call.params["Name"]
    if len(name) > 32:
        raise Refusal("ValidationError", f"Load balancer name '{name}' cannot be longer than '32' characters")
    if not NAME.fullmatch(name):
        message = (
            f"Load balancer name '{name}' can only contain characters that are alphanumeric characters or hyphens(-), "
            "and cannot begin or end with a hyphen"
        )
        raise Refusal("ValidationError", message)
    if name.startswith("internal-"):
        raise Refusal("ValidationError", f"Load balancer name '{name}' cannot begin with 'internal-'")


@rule("elbv2", "CreateLoadBalancer")
def only_applications(call: PracticeCall) -> None:
    """Network and Gateway Load Balancers, Outposts and IPAM pools are not practised (InvalidAction)."""
    if call.params.get("Type", "application") != "application":
        raise not_practised("elbv2", f"load balancers of type {call.params['Type']}")
    for member in ("CustomerOwnedIpv4Pool", "IpamPools", "EnablePrefixForIpv6SourceNat"):
        if member in call.params:
            raise not_practised("elbv2", member)


@rule("elbv2", "CreateLoadBalancer")
def internal_is_ipv4(call: PracticeCall) -> None:
    """An internal load balancer has IPv4 addresses only (CreateLoadBalancer, IpAddressType)."""
    if call.params.get("Scheme") == "internal" and call.params.get("IpAddressType", "ipv4") != "ipv4":
        raise Refusal("InvalidConfigurationRequest", "Internal load balancers must use the IP address type 'ipv4'")


@rule("elbv2", "CreateLoadBalancer")
def application_name_is_no_classic_ones(call: PracticeCall) -> None:
    """No Classic Load Balancer of the region has the name (API: unique in region and account)."""
    if call.params["Name"] in call.world.balancers(call.region):
        raise duplicate_name(call.params["Name"])


@rule("elb", "CreateLoadBalancer")
def classic_name_is_no_applications(call: PracticeCall) -> None:
    """No Application Load Balancer of the region has the name (API 2015-12-01: unique in region and account)."""
    name = call.params["LoadBalancerName"]
    if any(one.description["LoadBalancerName"] == name for one in call.world.applications(call.region).values()):
        message = f"Load Balancer named '{name}' already exists and it is configured with different parameters."
        raise Refusal("DuplicateLoadBalancerName", message)


def duplicate_name(name: str) -> Refusal:
    """Return the refusal of a name that another load balancer has (seen)."""
    message = f"A load balancer with the same name '{name}' exists, but with different settings"
    return Refusal("DuplicateLoadBalancerName", message)


@answer("elbv2", "CreateLoadBalancer")
def create_application(call: PracticeCall) -> Shape:
    """Create it, or return the one with this name if it has the same settings and tags (seen)."""
    asked = _new_application(call)
    balancers = call.world.applications(call.region)
    name = call.params["Name"]
    for balancer in balancers.values():
        if balancer.description["LoadBalancerName"] == name:
            if _settings(balancer) != _settings(asked):
                raise duplicate_name(name)
            return {"LoadBalancers": [described_application(balancer, call.now)]}
    refuse_more(call, "application-load-balancers", len(balancers) + 1)
    refuse_more(call, "application-tags", len(asked.tags))
    balancers[asked.description["LoadBalancerArn"]] = asked
    call.world.linked_role = True
    add_application_interfaces(call, asked)
    return {"LoadBalancers": [described_application(asked, call.now)]}


def _new_application(call: PracticeCall) -> PracticeApplicationBalancer:
    name, params, subnets = call.params["Name"], call.params, wanted_subnets(call)
    description = {
        "LoadBalancerArn": elb_arn(call, "loadbalancer", "app", name, new_id(call.world)),
        "DNSName": new_dns_name(call.world, call.region, name),
        "CanonicalHostedZoneId": elb_zone(call.region),
        "CreatedTime": datetime.fromtimestamp(call.now, UTC),
        "LoadBalancerName": name,
        "Scheme": params.get("Scheme", "internet-facing"),
        "VpcId": subnets[0].vpc_id,
        "Type": "application",
        "AvailabilityZones": described_zones(subnets),
        "SecurityGroups": _security_groups(call, subnets[0].vpc_id),
        "IpAddressType": params.get("IpAddressType", "ipv4"),
    }
    tags = tag_values(params.get("Tags") or [])
    return PracticeApplicationBalancer(description, default_application_attributes(), tags=tags)


def _security_groups(call: PracticeCall, vpc_id: str) -> list[str]:
    """Return the groups asked for; without any, the VPC's default one (guide, "Security groups")."""
    asked: list[str] = call.params.get("SecurityGroups") or []
    groups = call.ec2.groups(call.region)
    return list(asked) or [group.id for group in groups if group.vpc_id == vpc_id and group.name == "default"]


def _settings(balancer: PracticeApplicationBalancer) -> Shape:
    description = balancer.description
    return {
        "zones": sorted(zone["SubnetId"] for zone in description["AvailabilityZones"]),
        "groups": sorted(description["SecurityGroups"]),
        "scheme": description["Scheme"],
        "addresses": description["IpAddressType"],
        "tags": balancer.tags,
    }
