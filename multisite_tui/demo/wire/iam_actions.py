"""The IAM actions that a call needs (Service Authorization Reference)."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

_PREFIXES = {"elb": "elasticloadbalancing"}
_TAGGING = {
    ("elb", "CreateLoadBalancer"): ("Tags", "elasticloadbalancing:AddTags"),
    ("acm", "RequestCertificate"): ("Tags", "acm:AddTagsToCertificate"),
}
"""Which parameter of a call asks for tags, and the action that it needs besides."""
_NEEDS_NONE = {("sts", "GetCallerIdentity")}
"""Allowed even where it is denied (STS API reference, GetCallerIdentity)."""


def needed_actions(service: str, operation: str, params: Shape) -> list[str]:
    """Return the IAM actions that a call needs; making something with tags needs the action that tags it, too."""
    if (service, operation) in _NEEDS_NONE:
        return []
    member, tagging = _TAGGING.get((service, operation), ("TagSpecifications", "ec2:CreateTags"))
    tags = [tagging] if params.get(member) and operation != "CreateTags" else []
    return [f"{_PREFIXES.get(service, service)}:{operation}", *tags]


def is_action(name: str) -> bool:
    """Return whether a name is one of IAM's, as `elasticloadbalancing:CreateLoadBalancer`, and not an operation's."""
    return ":" in name


def first_match(pattern: str, actions: list[str]) -> str | None:
    """Return the first action that IAM's pattern names, whatever the case; `*` and `?` stand for others."""
    return next((action for action in actions if fnmatchcase(action.lower(), pattern.lower())), None)
