"""The parts of one site as it stands: names, instances, ports, security groups and certificate, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem, UsageError
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.maintenance import site_of
from multisite_tui.plan.topologies import topology_of


@dataclass(frozen=True)
class SiteParts:
    """What stands of a site. What does not exist is empty."""

    names: tuple[str, ...]
    """The names whose records the setup looks after: none where DNS is kept elsewhere."""
    instances: tuple[str, ...]
    """Ids of the instances that are registered for it."""
    ports: tuple[int, ...]
    """The ports of the instances that its load balancer connects to."""
    groups: tuple[str, ...]
    """Ids of the load balancer's security groups."""
    certificate: str | None
    """The ARN of the certificate that visitors are shown, or else of the one that was requested for these names."""


def named_site(setup: Setup, domain: str | None) -> Site:
    """Return the site of this domain; without one, the only site.

    Raises:
        UsageError: the setup has several sites, and none is named.
        InputNeeded: the setup has no such site.
    """
    if domain is None and len(setup.sites) > 1:
        raise UsageError(_site_unnamed(setup))
    return setup.sites[0] if domain is None else site_of(setup, domain)


def site_parts(setup: Setup, site: Site, facts: Facts) -> SiteParts:
    """Return the parts of a site.

    Raises:
        AwsFailure: a read was refused.
    """
    entrance = topology_of(setup).entrance(setup, site).read(facts)
    return SiteParts(
        names=() if site.dns.external else tuple(site.names),
        instances=tuple(sorted(entrance.instances)) if entrance else (),
        ports=tuple(sorted(entrance.entry_ports)) if entrance else (),
        groups=tuple(sorted(entrance.security_groups)) if entrance else (),
        certificate=_certificate(site, entrance, facts),
    )


def _certificate(site: Site, entrance: Entrance | None, facts: Facts) -> str | None:
    if not site.secure:
        return None
    shown = [port.certificate for port in entrance.ports if port.certificate] if entrance else []
    requested = [one.arn for one in facts.certificates() if one.names == frozenset(site.names)]
    return next(iter([*shown, *requested]), None)


def _site_unnamed(setup: Setup) -> Problem:
    return Problem(
        code="site_unnamed",
        what=f"{setup.name} has {len(setup.sites)} sites, and none is named.",
        next=f"Name one with --site: {', '.join(site.domain for site in setup.sites)}.",
    )
