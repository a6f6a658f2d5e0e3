"""The health checks of target groups (ELB API 2015-12-01, CreateTargetGroup and ModifyTargetGroup)."""

from __future__ import annotations

import re

from multisite_tui.demo.calls import PracticeCall, Refusal, not_practised, rule
from multisite_tui.demo.world import Shape

TRAFFIC_PORT = "traffic-port"
_DEFAULTS: Shape = {
    "HealthCheckProtocol": "HTTP",
    "HealthCheckPort": TRAFFIC_PORT,
    "HealthCheckEnabled": True,
    "HealthCheckIntervalSeconds": 30,
    "HealthCheckTimeoutSeconds": 5,
    "HealthyThresholdCount": 5,
    "UnhealthyThresholdCount": 2,
    "HealthCheckPath": "/",
    "Matcher": {"HttpCode": "200"},
}
"""Guide, "Health check settings"."""
_PROTOCOLS = ("HTTP", "HTTPS")
_CODES = re.compile(r"\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*")
_LOWEST, _HIGHEST = 200, 499


@rule("elbv2", "CreateTargetGroup", "ModifyTargetGroup")
def check_protocol_is_known(call: PracticeCall) -> None:
    """Checks are sent by HTTP or HTTPS (CreateTargetGroup, HealthCheckProtocol)."""
    protocol = call.params.get("HealthCheckProtocol", "HTTP")
    if protocol not in _PROTOCOLS:
        raise Refusal("ValidationError", f"Health check protocol '{protocol}' must be one of 'HTTPS, HTTP'")


@rule("elbv2", "CreateTargetGroup", "ModifyTargetGroup")
def check_port_is_known(call: PracticeCall) -> None:
    """`traffic-port`, or a port from 1 to 65535 (CreateTargetGroup, HealthCheckPort)."""
    port = call.params.get("HealthCheckPort", TRAFFIC_PORT)
    if port != TRAFFIC_PORT and not (port.isascii() and port.isdigit() and len(port) < 6 and 1 <= int(port) <= 65535):
        message = f"Health check port '{port}' must be 'traffic-port' or a number from 1 to 65535"
        raise Refusal("ValidationError", message)


@rule("elbv2", "CreateTargetGroup", "ModifyTargetGroup")
def check_path_is_absolute(call: PracticeCall) -> None:
    """The path begins with `/` and has only signs of a URL (CreateTargetGroup, HealthCheckPath)."""
    path = call.params.get("HealthCheckPath", "/")
    if not re.fullmatch(r"/[!-~]*", path):
        raise Refusal("ValidationError", f"Health check path '{path}' is not a valid path")


@rule("elbv2", "CreateTargetGroup", "ModifyTargetGroup")
def checks_stay_on(call: PracticeCall) -> None:
    """The checks of instances cannot be switched off (CreateTargetGroup, HealthCheckEnabled)."""
    if call.params.get("HealthCheckEnabled") is False:
        message = "Health check enabled must be true for target groups with target type 'instance'"
        raise Refusal("InvalidConfigurationRequest", message)


@rule("elbv2", "CreateTargetGroup", "ModifyTargetGroup")
def matcher_is_allowed(call: PracticeCall) -> None:
    """Statuses from 200 to 499, as a list with ranges (Matcher, HttpCode); gRPC codes are not practised."""
    matcher = call.params.get("Matcher") or {}
    if "GrpcCode" in matcher:
        raise not_practised("elbv2", "gRPC codes of health checks")
    codes = matcher.get("HttpCode", "200")
    if not _CODES.fullmatch(codes) or not all(_LOWEST <= low <= high <= _HIGHEST for low, high in _ranges(codes)):
        message = f"Health check matcher HTTP code '{codes}' must be within '{_LOWEST}-{_HIGHEST}' inclusive"
        raise Refusal("ValidationError", message)


def check_settings(before: Shape, params: Shape) -> Shape:
    """Return the settings of a health check after a call.

    Args:
        before: those that stand; empty for a new target group.
        params: the parameters of the call.

    Raises:
        Refusal: `ValidationError`: the timeout is not shorter than the interval.
    """
    asked = {member: params[member] for member in _DEFAULTS if member in params}
    settings: Shape = {member: asked.get(member, before.get(member, default)) for member, default in _DEFAULTS.items()}
    settings["Matcher"] = dict(settings["Matcher"])
    timeout, interval = settings["HealthCheckTimeoutSeconds"], settings["HealthCheckIntervalSeconds"]
    if timeout >= interval:
        message = f"Health check timeout '{timeout}' must be smaller than the interval '{interval}'"
        raise Refusal("ValidationError", message)
    return settings


def matches(codes: str, status: int) -> bool:
    """Return whether a matcher takes a status."""
    return any(low <= status <= high for low, high in _ranges(codes))


def _ranges(codes: str) -> list[tuple[int, int]]:
    parts = [part.partition("-") for part in codes.split(",")]
    return [(int(low), int(high or low)) for low, _, high in parts]
