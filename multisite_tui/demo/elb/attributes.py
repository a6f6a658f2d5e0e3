"""Attributes of Classic Load Balancers: idle timeout, draining, cross-zone."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.elb.lookup import find

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

_DEFAULTS = {
    "CrossZoneLoadBalancing": {"Enabled": False},
    "AccessLog": {"Enabled": False},
    "ConnectionDraining": {"Enabled": False, "Timeout": 300},
    "ConnectionSettings": {"IdleTimeout": 60},
    "AdditionalAttributes": [{"Key": "elb.http.desyncmitigationmode", "Value": "defensive"}],
}


def default_attributes() -> Shape:
    """Return what a load balancer made through the API has (cross-zone and draining are off)."""
    return deepcopy(_DEFAULTS)


@answer("elb", "DescribeLoadBalancerAttributes")
def describe_attributes(call: PracticeCall) -> Shape:
    """The attributes of a load balancer."""
    return {"LoadBalancerAttributes": find(call).attributes}


@answer("elb", "ModifyLoadBalancerAttributes")
def modify_attributes(call: PracticeCall) -> Shape:
    """Change the attributes given; the others stay."""
    balancer, wanted = find(call), call.params["LoadBalancerAttributes"]
    _refuse_idle_timeout(wanted.get("ConnectionSettings") or {})
    _refuse_draining(wanted.get("ConnectionDraining") or {})
    for name, value in wanted.items():
        balancer.attributes[name] = value if isinstance(value, list) else {**balancer.attributes[name], **value}
    return {"LoadBalancerName": call.params["LoadBalancerName"], "LoadBalancerAttributes": wanted}


def _refuse_idle_timeout(settings: Shape) -> None:
    """From 1 to 3600 s (ELB API, ConnectionSettings; the user guide says 4000)."""
    if not 1 <= int(settings.get("IdleTimeout", 60)) <= 3600:
        raise Refusal("InvalidConfigurationRequest", "IdleTimeout must be between 1 and 3600 seconds", 409)


def _refuse_draining(draining: Shape) -> None:
    """From 1 to 3600 s, and only where draining is on (terraform-provider-aws, aws_elb)."""
    if "Timeout" not in draining:
        return
    if not draining.get("Enabled"):
        raise Refusal("InvalidConfigurationRequest", "A draining timeout cannot be set while draining is off", 409)
    if not 1 <= int(draining["Timeout"]) <= 3600:
        raise Refusal("InvalidConfigurationRequest", "The draining timeout must be between 1 and 3600 seconds", 409)
