"""The health check of a Classic Load Balancer (ELB API, structure HealthCheck)."""

from __future__ import annotations

import re

from multisite_tui.demo.calls import PracticeCall, Refusal, answer, rule
from multisite_tui.demo.elb.lookup import find
from multisite_tui.demo.world import Shape

_BOUNDS = {"Interval": (5, 300), "Timeout": (2, 60), "UnhealthyThreshold": (2, 10), "HealthyThreshold": (2, 10)}
"""Seconds for the first two, checks for the others."""
_TARGET = re.compile(r"(?:(?:TCP|SSL):(?P<bare>\d+)|HTTPS?:(?P<port>\d+)(?P<path>/[!-~]*))")
_LONGEST_TARGET = 1024


@rule("elb", "ConfigureHealthCheck")
def bounds_are_kept(call: PracticeCall) -> None:
    """Interval 5-300 s, timeout 2-60 s, thresholds 2-10 (HealthCheck)."""
    for member, (low, high) in _BOUNDS.items():
        if not low <= int(call.params["HealthCheck"][member]) <= high:
            raise Refusal("ValidationError", f"HealthCheck {member} must be between {low} and {high}")


@rule("elb", "ConfigureHealthCheck")
def timeout_is_under_interval(call: PracticeCall) -> None:
    """The timeout is less than the interval (HealthCheck, Timeout)."""
    check = call.params["HealthCheck"]
    if int(check["Timeout"]) >= int(check["Interval"]):
        raise Refusal("ValidationError", "HealthCheck timeout must be less than interval")


@rule("elb", "ConfigureHealthCheck")
def target_is_well_formed(call: PracticeCall) -> None:
    """`TCP:port` or `SSL:port` without a path; `HTTP:port/path` or `HTTPS:port/path`, 1024 ASCII characters at most."""
    target = call.params["HealthCheck"]["Target"]
    match = _TARGET.fullmatch(target)
    port = int(match["bare"] or match["port"]) if match else 0
    if not 1 <= port <= 65535 or len(target) > _LONGEST_TARGET:
        raise Refusal("ValidationError", f"HealthCheck Target '{target}' is not valid")


@answer("elb", "ConfigureHealthCheck")
def configure_health_check(call: PracticeCall) -> Shape:
    """Replace the health check."""
    asked = call.params["HealthCheck"]
    check = {"Target": asked["Target"], **{member: int(asked[member]) for member in _BOUNDS}}
    find(call).description["HealthCheck"] = check
    return {"HealthCheck": check}
