"""Numbers: ports, seconds and counts, each with its bounds."""

from __future__ import annotations

import re

from multisite_tui.model.rules.texts import shown

LONGEST_WAIT = 72 * 3600
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
OFF = "off"
"""What an answers file says for a duration of 0."""


def port(value: int) -> str | None:
    """A port is 1 to 65535 (elb, `CreateLoadBalancer`, `Listener.LoadBalancerPort` in a VPC)."""
    return None if 1 <= value <= 65535 else f"{value} is not a port (1 to 65535)"


def interval(value: int) -> str | None:
    """Seconds between health checks, 5 to 300 (elb, `HealthCheck.Interval`)."""
    return None if 5 <= value <= 300 else f"{value} is not an interval (5 to 300 seconds)"


def timeout(value: int) -> str | None:
    """Seconds to wait for a health check's answer, 2 to 60 (elb, `HealthCheck.Timeout`)."""
    return None if 2 <= value <= 60 else f"{value} is not a timeout (2 to 60 seconds)"


def timeout_below_interval(timeout: int, interval: int) -> str | None:
    """A check must end before the next begins (Classic Load Balancers, "Configure health checks")."""
    if timeout < interval:
        return None
    return f"a timeout of {timeout} seconds is not below the interval of {interval}; shorten one or lengthen the other"


def threshold(value: int) -> str | None:
    """Checks that decide, 2 to 10 (elb, `HealthCheck.HealthyThreshold` and `UnhealthyThreshold`)."""
    return None if 2 <= value <= 10 else f"{value} is not a threshold (2 to 10 checks)"


def idle_timeout(value: int) -> str | None:
    """Seconds of silence, 1 to 3600 (elb, `ConnectionSettings.IdleTimeout`; the guide says 4000, the API 3600)."""
    return None if 1 <= value <= 3600 else f"{value} is not an idle timeout (1 to 3600 seconds)"


def shared_idle_timeout(value: int) -> str | None:
    """Seconds of silence, 1 to 4000 (elbv2, `ModifyLoadBalancerAttributes`, `idle_timeout.timeout_seconds`)."""
    return None if 1 <= value <= 4000 else f"{value} is not an idle timeout (1 to 4000 seconds)"


def draining(value: int) -> str | None:
    """Seconds for open requests, 1 to 3600, or 0 for none (elb, `ConnectionDraining.Timeout`)."""
    return None if 0 <= value <= 3600 else f"{value} is not a time for draining (1 to 3600 seconds, or 0 for none)"


def stickiness(value: int) -> str | None:
    """Whole seconds from 1, or 0 for none (elb, `CreateLBCookieStickinessPolicy.CookieExpirationPeriod`)."""
    return None if value >= 0 else f"{value} is not a time for a cookie (1 second or more, or off)"


def http_status(value: int) -> str | None:
    """An HTTP status is 100 to 599 (RFC 9110, section 15)."""
    return None if 100 <= value <= 599 else f"{value} is not an HTTP status (100 to 599)"


def wait(value: int) -> str | None:
    """Seconds of a wait, 1 second to 72 hours: then ACM itself gives up (ACM User Guide, "DNS validation")."""
    return None if 1 <= value <= LONGEST_WAIT else f"{value} seconds is not a time to wait (1s to 72h)"


def duration(value: str) -> str | None:
    """A duration is a whole number and s, m or h; ours, so that nobody takes seconds for minutes."""
    if _DURATION.fullmatch(value):
        return None
    return f"{shown(value)} is not a duration; write seconds, minutes or hours, such as 90s, 10m or 1h"


def seconds(value: str) -> int:
    """Return the seconds of a duration that keeps the rule.

    Raises:
        ValueError: It does not keep the rule.
    """
    found = _DURATION.fullmatch(value)
    if found is None:
        raise ValueError(duration(value))
    return int(found[1]) * _SECONDS[found[2]]


def spelled_or_off(seconds: int) -> str:
    """Return a duration as an answers file writes it; 0 as `off`."""
    return spelled(seconds) if seconds else OFF


def spelled(seconds: int) -> str:
    """Return a duration as an answers file writes it: whole minutes as `60m`, else `90s`."""
    return f"{seconds}s" if seconds % 60 else f"{seconds // 60}m"
