"""Listeners of Classic Load Balancers (ELB API, structure Listener)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from multisite_tui.demo.acm.lifecycle import certificate_on_listener
from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.elb.lookup import find
from multisite_tui.demo.quotas import refuse_more

if TYPE_CHECKING:
    from multisite_tui.demo.world import PracticeBalancer, Shape

DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
"""The default TLS policy of a secure listener (ELB user guide, "Predefined SSL security policies")."""

SECURE = ("HTTPS", "SSL")
PARTNERS = {"HTTP": ("HTTP", "HTTPS"), "HTTPS": ("HTTP", "HTTPS"), "TCP": ("TCP", "SSL"), "SSL": ("TCP", "SSL")}
"""By protocol of a listener, the allowed instance protocols (Listener, InstanceProtocol)."""


LB_COOKIE = "LBCookieStickinessPolicyType"
APP_COOKIE = "AppCookieStickinessPolicyType"
STICKINESS = (LB_COOKIE, APP_COOKIE)
PERIOD = "CookieExpirationPeriod"
_MEMBERS = {PERIOD: PERIOD, "CookieName": "CookieName"}


def normal_listener(asked: Shape) -> Shape:
    """Return a listener as it is stored: upper case, and without InstanceProtocol the same as Protocol."""
    protocol = asked["Protocol"].upper()
    listener = {
        "Protocol": protocol,
        "LoadBalancerPort": int(asked["LoadBalancerPort"]),
        "InstanceProtocol": (asked.get("InstanceProtocol") or protocol).upper(),
        "InstancePort": int(asked["InstancePort"]),
    }
    if protocol in SECURE:
        listener["SSLCertificateId"] = asked.get("SSLCertificateId", "")
    return listener


def listener_description(listener: Shape) -> Shape:
    """Return a ListenerDescription as it is when new."""
    return {"Listener": listener, "PolicyNames": [DEFAULT_POLICY] if listener["Protocol"] in SECURE else []}


def other_policies(balancer: PracticeBalancer) -> list[str]:
    """Return the names of a load balancer's policies: its own but for stickiness, and AWS's in use."""
    named = [name for name, one in balancer.policies.items() if one["PolicyTypeName"] not in STICKINESS]
    return list(dict.fromkeys([*named, *(name for name in used_policies(balancer) if name not in balancer.policies)]))


def used_policies(balancer: PracticeBalancer) -> list[str]:
    """Return the names of the policies of its listeners."""
    return [name for entry in balancer.description["ListenerDescriptions"] for name in entry["PolicyNames"]]


def cookie_policies(balancer: PracticeBalancer, type_name: str) -> list[Shape]:
    """Return the stickiness policies of one type, as DescribeLoadBalancers has them (structure Policies)."""
    found = [one for one in balancer.policies.values() if one["PolicyTypeName"] == type_name]
    return [
        {
            "PolicyName": one["PolicyName"],
            **{_MEMBERS[each["AttributeName"]]: each["AttributeValue"] for each in one["PolicyAttributeDescriptions"]},
        }
        for one in found
    ]


def at_port(balancer: PracticeBalancer, port: int) -> Shape:
    """Return the ListenerDescription of a port.

    Raises:
        Refusal: `ListenerNotFound`.
    """
    for entry in balancer.description["ListenerDescriptions"]:
        if entry["Listener"]["LoadBalancerPort"] == port:
            return entry  # type: ignore[no-any-return] # API shapes hold anything
    name = balancer.description["LoadBalancerName"]
    raise Refusal("ListenerNotFound", f"Load Balancer '{name}' does not have a listener at port {port}")


@answer("elb", "CreateLoadBalancerListeners")
def create_listeners(call: PracticeCall) -> Shape:
    """Add listeners; an identical one is no change, a different one at the port is refused (DuplicateListener)."""
    balancer = find(call)
    entries = balancer.description["ListenerDescriptions"]
    there = {entry["Listener"]["LoadBalancerPort"]: entry["Listener"] for entry in entries}
    for listener in map(normal_listener, call.params["Listeners"]):
        port = listener["LoadBalancerPort"]
        if port not in there:
            entries.append(listener_description(listener))
        elif there[port] != listener:
            message = (
                f"A listener already exists for {balancer.description['LoadBalancerName']} with LoadBalancerPort {port}"
            )
            raise Refusal("DuplicateListener", message)
    refuse_mixed_instance_ports([entry["Listener"] for entry in entries])
    refuse_more(call, "classic-listeners", len(entries))
    return {}


def refuse_mixed_instance_ports(listeners: list[Shape]) -> None:
    """Refuse listeners that share an instance port unless all or none are secure (Listener, InstanceProtocol)."""
    secure: dict[int, bool] = {}
    for listener in listeners:
        is_secure = listener["InstanceProtocol"] in SECURE
        if secure.setdefault(listener["InstancePort"], is_secure) != is_secure:
            message = f"Listeners with InstancePort {listener['InstancePort']} must all be secure or all insecure"
            raise Refusal("InvalidConfigurationRequest", message, 409)


@answer("elb", "DeleteLoadBalancerListeners")
def delete_listeners(call: PracticeCall) -> Shape:
    """Delete the listeners of these ports; a port without one is no error (DeleteLoadBalancerListeners)."""
    balancer = find(call)
    ports = {int(port) for port in call.params["LoadBalancerPorts"]}
    entries = balancer.description["ListenerDescriptions"]
    kept = [entry for entry in entries if entry["Listener"]["LoadBalancerPort"] not in ports]
    balancer.description["ListenerDescriptions"] = kept
    return {}


@answer("elb", "SetLoadBalancerListenerSSLCertificate")
def set_certificate(call: PracticeCall) -> Shape:
    """Put another certificate on a secure listener (SetLoadBalancerListenerSSLCertificate)."""
    listener = at_port(find(call), int(call.params["LoadBalancerPort"]))["Listener"]
    if listener["Protocol"] not in SECURE:
        raise Refusal("InvalidConfigurationRequest", "The listener is not a secure listener", 409)
    certificate_on_listener(call, call.params["SSLCertificateId"])
    listener["SSLCertificateId"] = call.params["SSLCertificateId"]
    return {}
