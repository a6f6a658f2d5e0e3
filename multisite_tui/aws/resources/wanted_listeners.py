"""Listeners that are wanted, in AWS's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from multisite_tui.aws.calls import Unknown
from multisite_tui.aws.facts.load_balancers import ListenerDescription
from multisite_tui.model.rules.protocols import is_secure


@dataclass(frozen=True)
class WantedListener:
    """A listener with every default filled in; protocols in upper case, as in AWS."""

    protocol: str
    port: int
    instance_protocol: str
    instance_port: int

    @property
    def secure(self) -> bool:
        """Whether it needs a certificate."""
        return is_secure(self.protocol)

    def __str__(self) -> str:
        """Return it in a form for people."""
        return f"{self.protocol}:{self.port} to {self.instance_protocol}:{self.instance_port}"


def first_of(listeners: Sequence[WantedListener]) -> tuple[WantedListener, ...]:
    """Return the listeners that a load balancer is created with: those without a certificate, or else all."""
    return tuple(listener for listener in listeners if not listener.secure) or tuple(listeners)


def created(listener: WantedListener, certificate: str | Unknown) -> dict[str, Any]:
    """Return the listener as `CreateLoadBalancer` and `CreateLoadBalancerListeners` take it.

    `InstanceProtocol` is always sent: AWS's default is the listener's own protocol, so that an HTTPS listener would
    speak TLS to a program that expects plain HTTP.
    """
    params: dict[str, Any] = {
        "Protocol": listener.protocol,
        "LoadBalancerPort": listener.port,
        "InstanceProtocol": listener.instance_protocol,
        "InstancePort": listener.instance_port,
    }
    return {**params, "SSLCertificateId": certificate} if listener.secure else params


def is_same(wanted: WantedListener, there: ListenerDescription) -> bool:
    """Whether a listener is as wanted, but for its certificate and its policies."""
    return (wanted.protocol, wanted.instance_port) == (there.protocol, there.instance_port) and (
        there.instance_protocol in (None, wanted.instance_protocol)
    )
