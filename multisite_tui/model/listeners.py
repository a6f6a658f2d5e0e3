"""Listeners: what a load balancer answers on, and where on the instance it sends the request."""

from __future__ import annotations

from enum import StrEnum

from multisite_tui.model.base import Part


class Protocol(StrEnum):
    """The protocols of a Classic Load Balancer (elb, `CreateLoadBalancer`, `Listener.Protocol`)."""

    HTTP = "http"
    HTTPS = "https"
    TCP = "tcp"
    SSL = "ssl"

    @property
    def secure(self) -> bool:
        """Whether it speaks TLS, so that a listener of it needs a certificate."""
        return self in (Protocol.HTTPS, Protocol.SSL)


class Listener(Part):
    """One listener; written `https:443`, or as a mapping where the instance's side differs from the site's."""

    protocol: Protocol
    port: int
    instance_protocol: Protocol | None = None
    """None: the site's `instance_protocol`."""
    instance_port: int | None = None
    """None: the site's `port`."""
