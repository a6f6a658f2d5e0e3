"""The names of IAM actions: a call by the name that policies and messages of AWS have for it."""

from __future__ import annotations

IAM_PREFIX = {"elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing"}
"""The services whose prefix in IAM differs from botocore's name."""


def iam_action(call: str) -> str:
    """Return the IAM action of a call: `elb:CreateLoadBalancer` is `elasticloadbalancing:CreateLoadBalancer`."""
    service, _, operation = call.partition(":")
    return f"{IAM_PREFIX.get(service, service)}:{operation}"
