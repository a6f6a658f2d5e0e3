"""What a visitor saw at one listener."""

from __future__ import annotations

from dataclasses import dataclass

from multisite_tui.errors import Problem
from multisite_tui.internet.certificates import ShownCertificate
from multisite_tui.model.listeners import Protocol

_USUAL_PORTS = {Protocol.HTTP: 80, Protocol.HTTPS: 443}


@dataclass(frozen=True)
class Endpoint:
    """One listener as a visitor meets it."""

    domain: str
    """The name the visitor asks for."""
    host: str
    """The name connected to: the load balancer's, or the domain itself once DNS leads to it."""
    protocol: Protocol
    port: int
    seconds: float
    """How long the visitor waits there."""

    @property
    def named(self) -> str:
        """The domain, with the port where it is not the usual one; also the `Host` header."""
        return self.domain if _USUAL_PORTS.get(self.protocol) == self.port else f"{self.domain}:{self.port}"

    @property
    def url(self) -> str:
        """What the visitor would type."""
        web = self.protocol in _USUAL_PORTS
        return f"{self.protocol}://{self.named}/" if web else f"{self.protocol}://{self.named}"

    @property
    def label(self) -> str:
        """The shortest name that tells it from its neighbours, such as `http` or `https:8443`."""
        return str(self.protocol) if _USUAL_PORTS.get(self.protocol) == self.port else f"{self.protocol}:{self.port}"


@dataclass(frozen=True)
class ListenerVisit:
    """What one listener showed."""

    url: str
    ok: bool
    message: str
    """A few words, such as `http 301 to https` or `https refused the connection`."""
    problem: Problem | None = None
    """The same in full with the next step; None where all is as expected."""
    certificate: ShownCertificate | None = None
    """The certificate shown, where there was one that could be read."""


def failed_visit(
    endpoint: Endpoint, message: str, problem: Problem, certificate: ShownCertificate | None = None
) -> ListenerVisit:
    """Return what was seen where something is wrong."""
    return ListenerVisit(
        endpoint.url, ok=False, message=message, problem=problem.of(endpoint.domain), certificate=certificate
    )
