"""A journal as a run writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from multisite_tui.aws.calls import AwsCall
from multisite_tui.state.journal import Journal

OPENED = {
    "version": "1.0",
    "setup": "main-io",
    "kind": "practice",
    "account": "123456789012",
    "region": "ap-northeast-2",
    "answers": "schema: 1\n",
}


def opened(path: Path, **changes: Any) -> Journal:
    """Return a journal in which a run has begun."""
    journal = Journal(path)
    journal.opened(**{**OPENED, **changes})
    return journal


def intent(journal: Journal, *steps: str, call: str = "elb:CreateLoadBalancer") -> int:
    service, operation = call.split(":")
    about = "load balancer to-main"
    return journal.intent(steps, AwsCall(service, operation, {"LoadBalancerName": "to-main"}, about, "not there yet"))
