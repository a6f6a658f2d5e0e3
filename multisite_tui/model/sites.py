"""Sites: a domain, and the port it is served from."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import Field, ModelWrapValidatorHandler, model_validator

from multisite_tui.model.base import Part
from multisite_tui.model.findings import Relation
from multisite_tui.model.health_checks import CheckTarget, HealthCheck
from multisite_tui.model.instances import Instances
from multisite_tui.model.listeners import FilledListener, Listener, Listeners, NamedProtocol, Protocol, fill
from multisite_tui.model.maintenance import Maintenance
from multisite_tui.model.records import Dns, Verify
from multisite_tui.model.security_groups import NewSecurityGroup, SecurityGroup
from multisite_tui.model.site_relations import SITE_RELATIONS
from multisite_tui.model.topology_relations import GIVEN, given
from multisite_tui.model.types import (
    Aliases,
    Certificate,
    Domain,
    Draining,
    IdleTimeout,
    LoadBalancerName,
    Port,
    Stickiness,
    SubnetIds,
    Tags,
    TargetGroupName,
)

PLAIN_LISTENERS = (Listener(protocol=Protocol.HTTP, port=80),)
DEFAULT_LISTENERS = (*PLAIN_LISTENERS, Listener(protocol=Protocol.HTTPS, port=443))


def default_listeners(certificate: str) -> tuple[Listener, ...]:
    """Return the listeners of a site that names none, with this `certificate`."""
    return PLAIN_LISTENERS if certificate == "none" else DEFAULT_LISTENERS


class Site(Part):
    """One site as the person asked for it; `model_fields_set` holds what was not left out."""

    domain: Domain
    """The name visitors type, lower case, as in DNS (punycode for other scripts)."""
    aliases: Aliases = ()
    """More names for the same site; each finds its own zone."""
    port: Port
    """Where the program listens on the instance."""
    load_balancer: LoadBalancerName
    """The load balancer's name; a setup fills it in where the answers leave it out. Only with `topology: classic`, as
    subnets, security_group, idle_timeout and adopt are."""
    target_group: TargetGroupName | None = None
    """The name of the site's target group; a setup fills it in where the answers leave it out. Only with `topology:
    shared`, as redirect and maintenance are."""
    listeners: Listeners = DEFAULT_LISTENERS
    """One a port. Left out: `http:80` and `https:443`, and with `certificate: none` only the first."""
    instance_protocol: NamedProtocol = Protocol.HTTP
    """What the program speaks on its port."""
    redirect: bool = True
    """Whether visitors who come by http:80 are sent to https:443, where the site listens there."""
    subnets: SubnetIds = ()
    """Subnets of the load balancer; empty: one public subnet in each zone where the site has an instance."""
    security_group: SecurityGroup = NewSecurityGroup()
    """A group to make, or the id of one that is there."""
    certificate: Certificate = "auto"
    """`auto`, `request`, `none`, or the ARN of a certificate."""
    health_check: HealthCheck = HealthCheck()
    """How the load balancer asks whether the program answers."""
    instances: Instances | None = None
    """Left out: those of the setup."""
    idle_timeout: IdleTimeout = 60
    """Seconds a connection may be silent, 1 to 3600."""
    draining: Draining = 30
    """Seconds a leaving instance may finish its requests, 1 to 3600; 0 for no draining."""
    stickiness: Stickiness = 0
    """How long a visitor stays with one instance, by the load balancer's own cookie: a duration, or `off`."""
    dns: Dns = Dns()
    """Where the site's records go, and whether one that is there may be replaced."""
    verify: Verify = Verify()
    """What a visitor should see when all is done."""
    maintenance: Maintenance = Maintenance()
    """What visitors read while `multisite-tui maintenance` has the site's page switched on."""
    tags: Tags = Field(default_factory=dict)
    """Tags of the site's own resources, over those of the setup; 44 together at most."""
    adopt: bool = False
    """Whether what exists under these names and was not made by this setup may be taken on."""

    relations: ClassVar[tuple[Relation, ...]] = SITE_RELATIONS

    @model_validator(mode="wrap")
    @classmethod
    def _without_certificate(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Listen on http:80 alone where no certificate is wanted and no listeners are named."""
        if not isinstance(data, dict) or data.get("certificate") != "none" or "listeners" in data:
            return handler(data)
        site = handler({**data, "listeners": default_listeners("none")})
        site.model_fields_set.discard("listeners")
        return site

    @classmethod
    def right_fields(cls, data: Any, context: Any) -> dict[str, Any]:
        """Return the fields that are right by themselves, and which keys were given."""
        found = super().right_fields(data, context)
        if "listeners" not in given(data) and "certificate" in found:
            found["listeners"] = default_listeners(found["certificate"])
        return {**found, GIVEN: given(data)}

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the site, the domain first."""
        return (self.domain, *self.aliases)

    @property
    def url(self) -> str:
        """Where a visitor goes."""
        return f"{'https' if self.secure else 'http'}://{self.domain}/"

    @property
    def secure(self) -> bool:
        """Whether any listener needs a certificate."""
        return any(listener.protocol.secure for listener in self.listeners)

    @property
    def target_group_name(self) -> str:
        """The name of the site's target group."""
        return self.target_group or self.load_balancer

    @property
    def redirects(self) -> bool:
        """Whether http:80 sends visitors to https:443; only in topology `shared`."""
        return self.redirect and any(one.is_usual_https for one in self.listeners)

    @property
    def filled_listeners(self) -> tuple[FilledListener, ...]:
        """The listeners in their order, with the site's own protocol and port where they name none."""
        return fill(self.listeners, self.instance_protocol, self.port)

    @property
    def check_target(self) -> CheckTarget:
        """What the health check asks: the site's own protocol and port where the check names none."""
        asked = self.health_check
        protocol = asked.protocol_for(self.instance_protocol)
        return CheckTarget(protocol, asked.port or self.port, asked.path if protocol.web else "")
