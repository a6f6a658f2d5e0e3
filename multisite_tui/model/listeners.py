"""Listeners: what a load balancer answers on, and where on the instance it sends the request."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from multisite_tui.model.base import Part, with_short_form
from multisite_tui.model.findings import Finding, reported
from multisite_tui.model.rules.protocols import is_secure, speaks_http
from multisite_tui.model.rules.texts import shown
from multisite_tui.model.rules.wishes import wish_for
from multisite_tui.model.types import Port

SHORT = re.compile(r"(http|https|tcp|ssl):([0-9]{1,5})")


class Protocol(StrEnum):
    """The protocols of a Classic Load Balancer (elb, `CreateLoadBalancer`, `Listener.Protocol`)."""

    HTTP = "http"
    HTTPS = "https"
    TCP = "tcp"
    SSL = "ssl"

    @property
    def secure(self) -> bool:
        """Whether it speaks TLS, so that a listener of it needs a certificate."""
        return is_secure(self)

    @property
    def web(self) -> bool:
        """Whether it speaks HTTP, so that a request has a path."""
        return speaks_http(self)


NamedProtocol = Annotated[Protocol, Field(strict=False)]
"""A protocol, or its name."""


class Listener(Part):
    """One listener; written `https:443`, or as a mapping where the instance's side differs from the site's."""

    protocol: NamedProtocol
    port: Port
    instance_protocol: NamedProtocol | None = None
    """Left out: the site's `instance_protocol`."""
    instance_port: Port | None = None
    """Left out: the site's `port`."""

    @property
    def is_usual_https(self) -> bool:
        """Whether it is https:443, to which visitors who come by http can be sent."""
        return self.protocol is Protocol.HTTPS and self.port == 443

    def protocol_behind(self, site: Protocol) -> Protocol:
        """Return what the listener speaks to the instance, where the site's program speaks this."""
        return self.instance_protocol or site

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        if not isinstance(data, str):
            return data
        found = SHORT.fullmatch(data)
        wish = wish_for(data.partition(":")[0])
        if found is None and wish is not None:
            raise reported(cls.__name__, [Finding((), wish.code, wish.sentence)])
        if found is None:
            sentence = f"{shown(data)} is not a listener; one is http, https, tcp or ssl and a port, such as https:443"
            raise reported(cls.__name__, [Finding((), "listener", sentence)])
        return {"protocol": found[1], "port": int(found[2])}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow the short form too."""
        short = {"type": "string", "pattern": f"^{SHORT.pattern}$", "examples": ["https:443"]}
        return with_short_form(core, handler, "Listener", short)


def redirect_wanted(listeners: Collection[Listener]) -> str | None:
    """Refuse a redirect of a site that lacks https:443 to lead to, or a listener without TLS to lead from."""
    if not any(one.is_usual_https for one in listeners):
        return (
            "this site has no https:443 to lead visitors to; add https:443 to listeners, with a certificate, or write "
            "redirect: false"
        )
    if all(one.protocol.secure for one in listeners):
        return (
            "this site has no http listener to lead visitors from; add http:80 to listeners, or write redirect: false"
        )
    return None


@dataclass(frozen=True)
class FilledListener:
    """A listener in which nothing is left out any more; protocols as answers write them, such as `https`."""

    protocol: Protocol
    port: int
    instance_protocol: Protocol
    instance_port: int


def fill(listeners: Iterable[Listener], protocol: Protocol, port: int) -> tuple[FilledListener, ...]:
    """Return the listeners of a site whose program speaks this protocol and listens on this port."""
    return tuple(
        FilledListener(one.protocol, one.port, one.protocol_behind(protocol), one.instance_port or port)
        for one in listeners
    )


def _one_a_port(listeners: tuple[Listener, ...]) -> tuple[Listener, ...]:
    """A load balancer has 1 to 100 listeners, one a port (elb, `CreateLoadBalancer.Listeners`)."""
    found = []
    if not 1 <= len(listeners) <= 100:
        found.append(Finding((), "listener_count", f"{len(listeners)} listeners; a load balancer has 1 to 100"))
    first: dict[int, int] = {}
    for index, listener in enumerate(listeners):
        if listener.port in first:
            sentence = f"port {listener.port} has a listener already; a load balancer has one a port"
            found.append(Finding((index,), "listener_port", sentence, (first[listener.port],)))
        first.setdefault(listener.port, index)
    if found:
        raise reported("Listeners", found)
    return listeners


Listeners = Annotated[
    tuple[Listener, ...],
    AfterValidator(_one_a_port),
    Field(strict=False, json_schema_extra={"minItems": 1, "maxItems": 100}),
]
