"""The result of visiting one listener."""

from __future__ import annotations

from dataclasses import dataclass

from multisite_tui.errors import Problem
from multisite_tui.internet.certificates import ShownCertificate
from multisite_tui.model.listeners import Protocol

_USUAL_PORTS = {Protocol.HTTP: 80, Protocol.HTTPS: 443}


@dataclass(frozen=True)
class Endpoint:
    """One listener from a visitor's point of view."""

    domain: str
    """The name that the visitor asks for."""
    host: str
    """The name that is connected to: the load balancer's, or, after the DNS switch, the domain itself."""
    protocol: Protocol
    port: int
    seconds: float
    """The time limit of the visit in seconds."""
    spoken: Protocol | None = None
    """What the program speaks through a listener of ssl; None: the listener's own protocol."""

    @property
    def named(self) -> str:
        """The domain, with the port unless it is the usual one; also the `Host` header."""
        return self.domain if _USUAL_PORTS.get(self._asked) == self.port else f"{self.domain}:{self.port}"

    @property
    def url(self) -> str:
        """The address that the visitor would type."""
        web = self._asked in _USUAL_PORTS
        return f"{self._asked}://{self.named}/" if web else f"{self._asked}://{self.named}"

    @property
    def _asked(self) -> Protocol:
        return self.spoken or self.protocol

    @property
    def label(self) -> str:
        """The protocol, with the port unless it is the usual one, such as `http` or `https:8443`."""
        return str(self.protocol) if _USUAL_PORTS.get(self.protocol) == self.port else f"{self.protocol}:{self.port}"


@dataclass(frozen=True)
class ListenerVisit:
    """The result of visiting one listener."""

    url: str
    ok: bool | None
    """Whether everything is as expected; None if the listener could not be reached from this network at all."""
    message: str
    """A few words, such as `http 301 to https` or `https refused the connection`."""
    problem: Problem | None = None
    """The same in full, with what to do next; None if everything is as expected."""
    certificate: ShownCertificate | None = None
    """The certificate of the listener; None if there was none, or it could not be read."""


def untold_visit(endpoint: Endpoint, message: str, problem: Problem) -> ListenerVisit:
    """Return the result of a visit that shows nothing of the listener."""
    return ListenerVisit(endpoint.url, ok=None, message=message, problem=problem.of(endpoint.domain))


def failed_visit(
    endpoint: Endpoint, message: str, problem: Problem, certificate: ShownCertificate | None = None
) -> ListenerVisit:
    """Return the result of a visit that found a problem."""
    return ListenerVisit(
        endpoint.url, ok=False, message=message, problem=problem.of(endpoint.domain), certificate=certificate
    )
