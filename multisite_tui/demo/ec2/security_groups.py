"""Security groups: what EC2 refuses when they are made and deleted."""

from __future__ import annotations

import re

from multisite_tui.demo.calls import PracticeCall, Refusal, rule

_ALLOWED = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*")
_LONGEST = 255


def refuse_text(value: str, parameter: str) -> None:
    """Refuse a name or description that EC2 does not take (CreateSecurityGroup, Constraints).

    Raises:
        Refusal: `InvalidParameterValue`: not ASCII, another character than is allowed, or over 255 characters.
    """
    if not value.isascii():
        message = (
            f"Value ({value}) for parameter {parameter} is invalid. Character sets beyond ASCII are not supported."
        )
        raise Refusal("InvalidParameterValue", message)
    if len(value) > _LONGEST or not _ALLOWED.fullmatch(value):
        message = (
            f"Value ({value}) for parameter {parameter} is invalid. Valid descriptions are strings less than 256 "
            "characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
        )
        raise Refusal("InvalidParameterValue", message)


@rule("ec2", "CreateSecurityGroup")
def texts_are_allowed(call: PracticeCall) -> None:
    """Name and description: 255 of a set of ASCII characters; the name does not begin with `sg-`."""
    refuse_text(call.params["GroupName"], "GroupName")
    refuse_text(call.params["Description"], "GroupDescription")
    name = call.params["GroupName"]
    if name.lower().startswith("sg-"):
        message = f"Value ({name}) for parameter GroupName is invalid. Group names may not be in the format sg-*."
        raise Refusal("InvalidParameterValue", message)


@rule("ec2", "RunInstances")
def default_group_stands_in(call: PracticeCall) -> None:
    """An instance without a group gets its VPC's default one; moto gives it none (RunInstances, SecurityGroupIds)."""
    if any(call.params.get(member) for member in ("SecurityGroupIds", "SecurityGroups", "NetworkInterfaces")):
        return
    subnet = call.ec2.subnet(call.region, call.params.get("SubnetId") or "")
    vpc_id = subnet.vpc_id if subnet else call.ec2.backend(call.region).default_vpc.id
    groups = [group.id for group in call.ec2.groups(call.region) if (group.vpc_id, group.name) == (vpc_id, "default")]
    call.params["SecurityGroupIds"] = groups
    call.rewritten = True


@rule("ec2", "CreateSecurityGroup")
def vpc_exists(call: PracticeCall) -> None:
    """The VPC exists (EC2, InvalidVpcID.NotFound)."""
    vpc_id = call.params.get("VpcId")
    if vpc_id and vpc_id not in call.ec2.backend(call.region).vpcs:
        raise Refusal("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")


@rule("ec2", "CreateSecurityGroup")
def name_is_free(call: PracticeCall) -> None:
    """The name is free in the VPC, whatever its case (CreateSecurityGroup, InvalidGroup.Duplicate)."""
    vpc_id = call.params.get("VpcId") or call.ec2.backend(call.region).default_vpc.id
    wanted = call.params["GroupName"].lower()
    for group in call.ec2.groups(call.region):
        if group.vpc_id == vpc_id and group.name.lower() == wanted:
            message = f"The security group '{call.params['GroupName']}' already exists for VPC '{vpc_id}'"
            raise Refusal("InvalidGroup.Duplicate", message)


@rule("ec2", "DeleteSecurityGroup")
def group_is_not_in_use(call: PracticeCall) -> None:
    """No interface has the group and no other group's rule names it (DeleteSecurityGroup, DependencyViolation)."""
    group_id = call.params.get("GroupId")
    for interface in call.ec2.interfaces(call.region):
        if any(group.id == group_id for group in interface.group_set):
            raise Refusal("DependencyViolation", f"resource {group_id} has a dependent object")
    for group in call.ec2.groups(call.region):
        rules = [*group.ingress_rules, *group.egress_rules]
        if group.id != group_id and any(entry.source_group.get("GroupId") == group_id for entry in rules):
            raise Refusal("DependencyViolation", f"resource {group_id} has a dependent object")
