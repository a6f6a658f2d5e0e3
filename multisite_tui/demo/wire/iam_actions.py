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
"""By call, the parameter with tags, and the further action that it needs."""
_NEEDS_NONE = {("sts", "GetCallerIdentity")}
"""Allowed even if a policy denies it (STS API reference, GetCallerIdentity)."""


def needed_actions(service: str, operation: str, params: Shape) -> list[str]:
    """Return the IAM actions that a call needs; creating an object with tags also needs the action for tagging."""
    if (service, operation) in _NEEDS_NONE:
        return []
    member, tagging = _TAGGING.get((service, operation), ("TagSpecifications", "ec2:CreateTags"))
    tags = [tagging] if params.get(member) and operation != "CreateTags" else []
    return [f"{_PREFIXES.get(service, service)}:{operation}", *tags]


def is_action(name: str) -> bool:
    """Return whether a name is an IAM action, such as `elasticloadbalancing:CreateLoadBalancer`, not an operation."""
    return ":" in name


def first_match(pattern: str, actions: list[str]) -> str | None:
    """Return the first action that matches an IAM pattern with `*` and `?`, ignoring case; None if none does."""
    return next((action for action in actions if fnmatchcase(action.lower(), pattern.lower())), None)
