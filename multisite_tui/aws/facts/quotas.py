"""Quotas of Classic Load Balancers (elb, `DescribeAccountLimits`)."""

from __future__ import annotations

from multisite_tui.aws.errors import translated
from multisite_tui.aws.session import Aws


def load_balancers(aws: Aws) -> int | None:
    """Return the quota of Classic Load Balancers in this region of the account; None if AWS does not return it."""
    with translated("elb:DescribeAccountLimits"):
        reply = aws.elb.describe_account_limits()
    for limit in reply.get("Limits", ()):
        if limit.get("Name") == "classic-load-balancers":
            return int(limit["Max"]) if "Max" in limit else None
    return None
