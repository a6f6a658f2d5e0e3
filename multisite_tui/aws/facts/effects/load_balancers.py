"""Effects on Classic Load Balancers (elb, API 2012-06-01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from multisite_tui.aws.facts.effects.effect import UNASKED, tags_in
from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.load_balancers import (
    REFERENCE_POLICY,
    Attributes,
    ListenerDescription,
    LoadBalancer,
)
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.replies import Reply

AS_CREATED = Attributes(cross_zone=False, draining=0, idle_timeout=60)
"""The attributes of a load balancer that the API created (elb guide: config-idle-timeout, config-conn-drain,
enable-disable-crosszone-lb)."""


def on_descriptions(there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the load balancers of the region, by name, after a call.

    `CreateLoadBalancer` does not return the hosted zone of the DNS name, so that `zone_id` of a new one is None.
    """
    name = call.params.get("LoadBalancerName")
    if there is UNASKED or name is None:
        return there
    if call.name == "elb:CreateLoadBalancer":
        if name in there:
            return there
        return {**there, name: _created(call.params, reply["DNSName"])} if "DNSName" in reply else UNASKED
    if name not in there:
        return there
    if call.name == "elb:DeleteLoadBalancer":
        return {one: found for one, found in there.items() if one != name}
    changed = _changed(there[name], call)
    return there if changed is there[name] else {**there, name: changed}


def on_zone_ids(there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the hosted zones of the load balancers' DNS names: that of a new one must be asked for."""
    return UNASKED if call.name == "elb:CreateLoadBalancer" else there


def on_tags(there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the tags of the load balancers, by name, after a call."""
    if there is UNASKED:
        return there
    tags = tags_in(call.params.get("Tags", ()))
    match call.name:
        case "elb:CreateLoadBalancer":
            return {call.params["LoadBalancerName"]: tags, **there}
        case "elb:DeleteLoadBalancer":
            return {name: of_one for name, of_one in there.items() if name != call.params["LoadBalancerName"]}
        case "elb:AddTags":
            return {**there, **{name: {**there.get(name, {}), **tags} for name in call.params["LoadBalancerNames"]}}
        case "elb:RemoveTags":
            named = [name for name in call.params["LoadBalancerNames"] if name in there]
            return {**there, **{name: _without(there[name], tags) for name in named}}
    return there


def on_attributes(of: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the attributes of the load balancer of this name after a call."""
    if call.params.get("LoadBalancerName") != of:
        return there
    if call.name == "elb:CreateLoadBalancer":
        return AS_CREATED if there is UNASKED else there
    if call.name != "elb:ModifyLoadBalancerAttributes":
        return there
    asked = call.params["LoadBalancerAttributes"]
    draining = asked["ConnectionDraining"]
    return Attributes(
        cross_zone=asked["CrossZoneLoadBalancing"]["Enabled"],
        draining=draining.get("Timeout", 0) if draining["Enabled"] else 0,
        idle_timeout=asked["ConnectionSettings"]["IdleTimeout"],
    )


def on_tls_policies(of: str, there: Any, call: IntendedCall, reply: Reply) -> Any:
    """Return the TLS policies of the load balancer of this name after a call."""
    if call.params.get("LoadBalancerName") != of:
        return there
    if call.name == "elb:CreateLoadBalancer":
        return {} if there is UNASKED else there
    if call.name != "elb:CreateLoadBalancerPolicy" or there is UNASKED:
        return there
    named = {one["AttributeName"]: one["AttributeValue"] for one in call.params["PolicyAttributes"]}
    return {**there, call.params["PolicyName"]: named.get(REFERENCE_POLICY, "")}


def _created(params: Mapping[str, Any], dns_name: str) -> LoadBalancer:
    return LoadBalancer(
        name=params["LoadBalancerName"],
        dns_name=dns_name,
        zone_id=None,
        scheme="internet-facing",
        vpc="",
        subnets=frozenset(params["Subnets"]),
        security_groups=frozenset(params["SecurityGroups"]),
        listeners=tuple(_listener(one) for one in params["Listeners"]),
        instances=frozenset(),
        health_check=None,
    )


def _listener(params: Mapping[str, Any]) -> ListenerDescription:
    return ListenerDescription(
        protocol=params["Protocol"],
        port=params["LoadBalancerPort"],
        instance_protocol=params["InstanceProtocol"],
        instance_port=params["InstancePort"],
        certificate=params.get("SSLCertificateId"),
        policies=(),
    )


def _changed(one: LoadBalancer, call: IntendedCall) -> LoadBalancer:
    params = call.params
    match call.name:
        case "elb:CreateLoadBalancerListeners":
            new = [_listener(listener) for listener in params["Listeners"]]
            return replace(one, listeners=(*_other_ports(one, [listener.port for listener in new]), *new))
        case "elb:DeleteLoadBalancerListeners":
            return replace(one, listeners=_other_ports(one, params["LoadBalancerPorts"]))
        case "elb:SetLoadBalancerListenerSSLCertificate":
            return _with_listener(one, params["LoadBalancerPort"], certificate=params["SSLCertificateId"])
        case "elb:SetLoadBalancerPoliciesOfListener":
            return _with_listener(one, params["LoadBalancerPort"], policies=tuple(params["PolicyNames"]))
        case "elb:CreateLBCookieStickinessPolicy":
            return replace(one, cookie_policies=one.cookie_policies | {params["PolicyName"]})
        case "elb:DeleteLoadBalancerPolicy":
            return replace(one, cookie_policies=one.cookie_policies - {params["PolicyName"]})
        case "elb:ConfigureHealthCheck":
            return replace(one, health_check=_health_check(params["HealthCheck"]))
        case "elb:RegisterInstancesWithLoadBalancer":
            return replace(one, instances=one.instances | _instances(params))
        case "elb:DeregisterInstancesFromLoadBalancer":
            return replace(one, instances=one.instances - _instances(params))
        case "elb:AttachLoadBalancerToSubnets":
            return replace(one, subnets=one.subnets | set(params["Subnets"]))
        case "elb:DetachLoadBalancerFromSubnets":
            return replace(one, subnets=one.subnets - set(params["Subnets"]))
        case "elb:ApplySecurityGroupsToLoadBalancer":
            return replace(one, security_groups=frozenset(params["SecurityGroups"]))
    return one


def _other_ports(one: LoadBalancer, ports: Iterable[int]) -> tuple[ListenerDescription, ...]:
    gone = set(ports)
    return tuple(listener for listener in one.listeners if listener.port not in gone)


def _with_listener(one: LoadBalancer, port: int, **changes: Any) -> LoadBalancer:
    listeners = tuple(replace(there, **changes) if there.port == port else there for there in one.listeners)
    return replace(one, listeners=listeners)


def _health_check(params: Mapping[str, Any]) -> HealthCheckSettings:
    return HealthCheckSettings(
        target=CheckTarget.parse(params["Target"]),
        interval=params["Interval"],
        timeout=params["Timeout"],
        unhealthy_threshold=params["UnhealthyThreshold"],
        healthy_threshold=params["HealthyThreshold"],
    )


def _instances(params: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(one["InstanceId"] for one in params["Instances"])


def _without(tags: Mapping[str, str], gone: Iterable[str]) -> dict[str, str]:
    keys = set(gone)
    return {key: value for key, value in tags.items() if key not in keys}
