"""Effects on security groups and their ingress rules (ec2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from multisite_tui.aws.facts.effects.effect import UNASKED, tags_in
from multisite_tui.aws.facts.security_groups import SecurityGroup, ingress_of, tagged_rule
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

Groups = tuple[SecurityGroup, ...]


def on_groups_of_vpc(vpc: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the groups of this VPC after a call; a rule that was revoked by its id must be asked for."""
    return _on_groups(there, call, reply, lambda group: group.vpc == vpc)


def on_tagged_groups(key: str, value: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the groups with this tag after a call.

    A group that gets the tag later must be asked for: the call names its id only.
    """
    if call.name == "ec2:CreateTags" and tags_in(call.params["Tags"]).get(key) == value:
        known = {group.id for group in there} if there is not UNASKED else set()
        return there if known.issuperset(call.params["Resources"]) else UNASKED
    return _on_groups(there, call, reply, lambda group: group.tags.get(key) == value)


def on_tagged_rules(key: str, value: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the rules with this tag after a call; the ids of new ones stand in AWS's reply."""
    if there is UNASKED:
        return there
    match call.name:
        case "ec2:AuthorizeSecurityGroupIngress" if _rule_tags(call.params).get(key) == value:
            told = reply.get("SecurityGroupRules")
            if not told or not all("SecurityGroupRuleId" in rule for rule in told):
                return UNASKED
            new = [replace(tagged_rule(rule), tags=_rule_tags(call.params)) for rule in told]
            return tuple(sorted({rule.id: rule for rule in (*there, *new)}.values(), key=lambda rule: rule.id))
        case "ec2:RevokeSecurityGroupIngress":
            return tuple(rule for rule in there if rule.id not in call.params["SecurityGroupRuleIds"])
        case "ec2:DeleteSecurityGroup":
            return tuple(rule for rule in there if rule.group != call.params["GroupId"])
    return there


def _on_groups(there: Any, call: IntendedCall, reply: Reply, belongs: Callable[[SecurityGroup], bool]) -> Any:
    if there is UNASKED or not call.name.startswith("ec2:"):
        return there
    if call.name == "ec2:CreateSecurityGroup":
        if "GroupId" not in reply:
            return UNASKED
        new = _created(call.params, reply["GroupId"])
        return (*there, new) if belongs(new) and all(group.id != new.id for group in there) else there
    if call.name == "ec2:DeleteSecurityGroup":
        return tuple(group for group in there if group.id != call.params["GroupId"])
    named = set(call.params.get("Resources", ())) | {call.params.get("GroupId")}
    if all(group.id not in named for group in there):
        return there
    if call.name == "ec2:RevokeSecurityGroupIngress":
        return UNASKED
    changed = (_changed(group, call) if group.id in named else group for group in there)
    return tuple(group for group in changed if belongs(group))


def _created(params: Mapping[str, Any], group: str) -> SecurityGroup:
    return SecurityGroup(
        id=group,
        name=params["GroupName"],
        description=params["Description"],
        vpc=params["VpcId"],
        ingress=frozenset(),
        tags=_specified(params.get("TagSpecifications", ())),
    )


def _changed(group: SecurityGroup, call: IntendedCall) -> SecurityGroup:
    match call.name:
        case "ec2:AuthorizeSecurityGroupIngress":
            new = frozenset(rule for permission in call.params["IpPermissions"] for rule in ingress_of(permission))
            return replace(group, ingress=group.ingress | new)
        case "ec2:CreateTags":
            return replace(group, tags={**group.tags, **tags_in(call.params["Tags"])})
        case "ec2:DeleteTags":
            gone = tags_in(call.params["Tags"])
            return replace(group, tags={key: value for key, value in group.tags.items() if key not in gone})
    return group


def _rule_tags(params: Mapping[str, Any]) -> dict[str, str]:
    return _specified(params.get("TagSpecifications", ()))


def _specified(specifications: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {key: value for one in specifications for key, value in tags_in(one["Tags"]).items()}
