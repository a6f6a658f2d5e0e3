"""Target groups of Application Load Balancers (ELB API 2015-12-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, not_practised, rule
from multisite_tui.demo.elb.tags import tag_values
from multisite_tui.demo.elbv2.application_creation import NAME
from multisite_tui.demo.elbv2.application_lookup import (
    elb_arn,
    find_application,
    find_target_group,
    new_id,
    refuse_other_kind,
)
from multisite_tui.demo.elbv2.listener_actions import used_groups, users_of_group
from multisite_tui.demo.elbv2.reply_pages import reply_page
from multisite_tui.demo.elbv2.target_checks import check_settings
from multisite_tui.demo.elbv2.target_group_attributes import default_target_group_attributes
from multisite_tui.demo.elbv2.target_health import settle
from multisite_tui.demo.quotas import refuse_more
from multisite_tui.demo.world import PracticeTargetGroup

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

_PROTOCOLS = ("HTTP", "HTTPS")
_VERSIONS = ("HTTP1", "HTTP2", "GRPC")


@rule("elbv2", "CreateTargetGroup")
def target_group_name_is_allowed(call: PracticeCall) -> None:
    """At most 32 letters, digits and hyphens, no hyphen at the ends (CreateTargetGroup, Name)."""
    name = call.params["Name"]
    if len(name) > 32:
        raise Refusal("ValidationError", f"Target group name '{name}' cannot be longer than '32' characters")
    if not NAME.fullmatch(name):
        message = (
            f"Target group name '{name}' can only contain characters that are alphanumeric characters or hyphens(-), "
            "and cannot begin or end with a hyphen"
        )
        raise Refusal("ValidationError", message)


@rule("elbv2", "CreateTargetGroup")
def only_groups_of_instances(call: PracticeCall) -> None:
    """Targets other than instances, IPv6 and the target optimizer are not practised (InvalidAction)."""
    kind = call.params.get("TargetType", "instance")
    if kind != "instance":
        raise not_practised("elbv2", f"target groups of type {kind}")
    if call.params.get("IpAddressType", "ipv4") != "ipv4" or "TargetControlPort" in call.params:
        raise not_practised("elbv2", "target groups of IPv6 or with a control port")


@rule("elbv2", "CreateTargetGroup")
def target_group_is_complete(call: PracticeCall) -> None:
    """Protocol, port and VPC are given; HTTP or HTTPS, and a known version (CreateTargetGroup)."""
    for member, words in (("Protocol", "protocol"), ("Port", "port"), ("VpcId", "VPC ID")):
        if not call.params.get(member):
            raise Refusal("ValidationError", f"A {words} must be specified")
    if call.params["Protocol"] not in _PROTOCOLS:
        message = f"Target group protocol '{call.params['Protocol']}' must be one of 'HTTPS, HTTP'"
        raise Refusal("ValidationError", message)
    version = call.params.get("ProtocolVersion", "HTTP1")
    if version not in _VERSIONS:
        raise Refusal("ValidationError", f"Protocol version '{version}' must be one of '{', '.join(_VERSIONS)}'")


@rule("elbv2", "CreateTargetGroup")
def target_group_vpc_exists(call: PracticeCall) -> None:
    """The VPC exists (CreateTargetGroup, VpcId; seen)."""
    if call.params["VpcId"] not in [vpc.id for vpc in call.ec2.vpcs(call.region)]:
        raise Refusal("ValidationError", f"The VPC ID '{call.params['VpcId']}' is not found")


def described_target_group(call: PracticeCall, group: PracticeTargetGroup) -> Shape:
    """Return a target group as DescribeTargetGroups has it."""
    return {**group.description, "LoadBalancerArns": users_of_group(call, group.description["TargetGroupArn"])}


@answer("elbv2", "CreateTargetGroup")
def create_target_group(call: PracticeCall) -> Shape:
    """Create it, or return the one with this name if it has the same settings and tags (CreateTargetGroup)."""
    groups = call.world.region_target_groups(call.region)
    asked = _new_target_group(call)
    name = call.params["Name"]
    for group in groups.values():
        if group.description["TargetGroupName"] == name:
            if _settings(group) != _settings(asked):
                message = f"A target group with the same name '{name}' exists, but with different settings"
                raise Refusal("DuplicateTargetGroupName", message)
            return {"TargetGroups": [described_target_group(call, group)]}
    refuse_more(call, "target-groups", len(groups) + 1)
    refuse_more(call, "application-tags", len(asked.tags))
    groups[asked.description["TargetGroupArn"]] = asked
    return {"TargetGroups": [described_target_group(call, asked)]}


def _new_target_group(call: PracticeCall) -> PracticeTargetGroup:
    params = call.params
    description: Shape = {
        "TargetGroupArn": elb_arn(call, "targetgroup", params["Name"], new_id(call.world)),
        "TargetGroupName": params["Name"],
        "Protocol": params["Protocol"],
        "Port": int(params["Port"]),
        "VpcId": params["VpcId"],
        **check_settings({}, params),
        "TargetType": "instance",
        "ProtocolVersion": params.get("ProtocolVersion", "HTTP1"),
        "IpAddressType": "ipv4",
    }
    tags = tag_values(params.get("Tags") or [])
    return PracticeTargetGroup(description, default_target_group_attributes(), tags)


def _settings(group: PracticeTargetGroup) -> Shape:
    return {**group.description, "TargetGroupArn": "", "tags": group.tags}


@answer("elbv2", "ModifyTargetGroup")
def modify_target_group(call: PracticeCall) -> Shape:
    """Change the settings of the health check that are given (ModifyTargetGroup)."""
    group = find_target_group(call)
    settle(group, call.now)
    group.description |= check_settings(group.description, call.params)
    return {"TargetGroups": [described_target_group(call, group)]}


@answer("elbv2", "DescribeTargetGroups")
def describe_target_groups(call: PracticeCall) -> Shape:
    """All target groups, those of a load balancer, or those named by ARN or by name (DescribeTargetGroups)."""
    params = call.params
    arns, names = params.get("TargetGroupArns") or [], params.get("Names") or []
    if sum(map(bool, (arns, names, params.get("LoadBalancerArn")))) > 1:
        message = "Target group names, target group ARNs and a load balancer ARN cannot be specified at the same time"
        raise Refusal("ValidationError", message)
    if params.get("LoadBalancerArn"):
        arns = used_groups(find_application(call))
        found = [find_target_group(call, arn) for arn in arns]
    elif names:
        found = [_named(call, name) for name in names]
    else:
        every = call.world.region_target_groups(call.region)
        found = [find_target_group(call, arn) for arn in arns or every]
    return reply_page(call, "TargetGroups", [described_target_group(call, group) for group in found])


def _named(call: PracticeCall, name: str) -> PracticeTargetGroup:
    for group in call.world.region_target_groups(call.region).values():
        if group.description["TargetGroupName"] == name:
            return group
    raise Refusal("TargetGroupNotFound", "One or more target groups not found")


@answer("elbv2", "DeleteTargetGroup")
def delete_target_group(call: PracticeCall) -> Shape:
    """Delete one that no action names, nor named a moment ago (DeleteTargetGroup, ResourceInUse); or that is gone."""
    arn = call.params["TargetGroupArn"]
    refuse_other_kind(call, arn, "targetgroup")
    released = [entry for _, kind, entry in call.world.lingering if kind == "target group"]
    if users_of_group(call, arn) or arn in released:
        raise Refusal("ResourceInUse", f"Target group '{arn}' is currently in use by a listener or a rule")
    call.world.region_target_groups(call.region).pop(arn, None)
    return {}
