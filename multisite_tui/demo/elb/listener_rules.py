"""ELB's rules for listeners (ELB API, structure Listener)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from multisite_tui.demo.acm.lifecycle import certificate_on_listener
from multisite_tui.demo.calls import PracticeCall, Refusal, rule
from multisite_tui.demo.elb.listeners import PARTNERS, SECURE, normal_listener, refuse_mixed_instance_ports
from multisite_tui.demo.quotas import refuse_more

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape


def _each_listener(check: Callable[[Shape], None]) -> Callable[[Shape], None]:
    """Register a rule that checks each listener of a call."""

    def look(call: PracticeCall) -> None:
        for listener in call.params["Listeners"]:
            check(listener)

    look.__name__ = check.__name__
    rule("elb", "CreateLoadBalancer", "CreateLoadBalancerListeners")(look)
    return check


@rule("elb", "CreateLoadBalancer", "CreateLoadBalancerListeners")
def listeners_are_given(call: PracticeCall) -> None:
    """At least one listener, at most 100 (ELB quotas)."""
    asked = call.params.get("Listeners") or []
    if not asked:
        raise Refusal("ValidationError", "Listeners must be given")
    refuse_more(call, "classic-listeners", len(asked))


@_each_listener
def protocols_are_known(listener: Shape) -> None:
    """HTTP, HTTPS, TCP or SSL on both sides (Listener, Protocol)."""
    for member in ("Protocol", "InstanceProtocol"):
        if (listener.get(member) or "HTTP").upper() not in PARTNERS:
            raise Refusal("ValidationError", f"{member} must be one of HTTP, HTTPS, TCP, SSL")


@_each_listener
def protocols_match(listener: Shape) -> None:
    """HTTP goes with HTTPS, TCP with SSL (Listener, InstanceProtocol)."""
    normal = normal_listener(listener)
    if normal["InstanceProtocol"] not in PARTNERS[normal["Protocol"]]:
        raise Refusal("ValidationError", "The InstanceProtocol must be at the same layer as the Protocol")


@_each_listener
def ports_are_in_range(listener: Shape) -> None:
    """Ports from 1 to 65535 (Listener)."""
    for member in ("LoadBalancerPort", "InstancePort"):
        if not 1 <= int(listener[member]) <= 65535:
            raise Refusal("ValidationError", f"{member} must be between 1 and 65535")


@_each_listener
def secure_listener_has_certificate(listener: Shape) -> None:
    """HTTPS and SSL need a certificate (ELB user guide, "HTTPS listeners")."""
    if listener["Protocol"].upper() in SECURE and not listener.get("SSLCertificateId"):
        raise Refusal("ValidationError", "Secure Listeners need to specify a SSLCertificateId")


@rule("elb", "CreateLoadBalancer", "CreateLoadBalancerListeners")
def certificates_are_issued(call: PracticeCall) -> None:
    """Each certificate is usable (`certificate_on_listener`)."""
    for listener in call.params["Listeners"]:
        if listener["Protocol"].upper() in SECURE:
            certificate_on_listener(call, listener["SSLCertificateId"])


@rule("elb", "CreateLoadBalancer", "CreateLoadBalancerListeners")
def one_listener_a_port(call: PracticeCall) -> None:
    """No load balancer port twice in one call (DuplicateListener)."""
    ports = [int(listener["LoadBalancerPort"]) for listener in call.params["Listeners"]]
    if len(set(ports)) < len(ports):
        raise Refusal("DuplicateListener", "A listener already exists for one of the given ports")


@rule("elb", "CreateLoadBalancer")
def instance_ports_are_not_mixed(call: PracticeCall) -> None:
    """See `refuse_mixed_instance_ports`."""
    refuse_mixed_instance_ports([normal_listener(listener) for listener in call.params["Listeners"]])
