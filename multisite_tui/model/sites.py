"""Sites: a domain, and the port it is served from."""

from __future__ import annotations

from pydantic import Field

from multisite_tui.model.base import Part
from multisite_tui.model.health_checks import HealthCheck
from multisite_tui.model.instances import Instances
from multisite_tui.model.listeners import Listener, Protocol
from multisite_tui.model.records import Dns, Verify
from multisite_tui.model.security_groups import NewSecurityGroup, SecurityGroup

DEFAULT_LISTENERS = (Listener(protocol=Protocol.HTTP, port=80), Listener(protocol=Protocol.HTTPS, port=443))


class Site(Part):
    """One site as the person asked for it."""

    domain: str
    """The name visitors type, lower case, as in DNS (punycode for other scripts)."""
    aliases: tuple[str, ...] = ()
    """More names for the same site; each finds its own zone."""
    port: int
    """Where the program listens on the instance."""
    load_balancer: str
    """The load balancer's name; a setup fills it in where the answers leave it out."""
    listeners: tuple[Listener, ...] = DEFAULT_LISTENERS
    instance_protocol: Protocol = Protocol.HTTP
    subnets: tuple[str, ...] = ()
    """Subnets of the load balancer; empty: one public subnet in each zone where the site has an instance."""
    security_group: SecurityGroup = NewSecurityGroup()
    certificate: str = "auto"
    """`auto`, `request`, `none`, or the ARN of a certificate."""
    health_check: HealthCheck = HealthCheck()
    instances: Instances | None = None
    """None: those of the setup."""
    idle_timeout: int = 60
    """Seconds a connection may be silent, 1 to 3600."""
    draining: int = 30
    """Seconds a leaving instance may finish its requests, 1 to 3600; 0 for no draining."""
    dns: Dns = Dns()
    verify: Verify = Verify()
    tags: dict[str, str] = Field(default_factory=dict)
    adopt: bool = False
    """Whether what exists under these names and was not made by this setup may be taken on."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the site, the domain first."""
        return (self.domain, *self.aliases)

    @property
    def secure(self) -> bool:
        """Whether any listener needs a certificate."""
        return any(listener.protocol.secure for listener in self.listeners)
