"""Hosted zones (route53)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.records import normal_name
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.session import Aws


@dataclass(frozen=True)
class Zone:
    """One hosted zone."""

    id: str
    """Without Route 53's prefix `/hostedzone/`."""
    name: str
    """Normalised: lower case, no final dot."""
    private: bool = False
    """Whether it answers only inside its VPCs, so that neither visitors nor ACM see its records."""

    def holds(self, name: str) -> bool:
        """Whether a name is the zone's own name or a subdomain of it."""
        return name == self.name or name.endswith(f".{self.name}")


def all_of(aws: Aws) -> tuple[Zone, ...]:
    """Return every zone, public or private; several may share a name."""
    with translated("route53:ListHostedZones"):
        pages = aws.route53.get_paginator("list_hosted_zones").paginate()
        found = [zone for page in pages for zone in answer_in(page, "HostedZones", "route53:ListHostedZones")]
    return tuple(
        Zone(
            zone["Id"].removeprefix("/hostedzone/"),
            normal_name(zone["Name"]),
            zone.get("Config", {}).get("PrivateZone", False),
        )
        for zone in found
    )


def name_servers(aws: Aws, zone: str) -> tuple[str, ...]:
    """Return the zone's name servers, sorted (route53, `GetHostedZone`, `DelegationSet`)."""
    with translated("route53:GetHostedZone"):
        reply = aws.route53.get_hosted_zone(Id=zone)
    return tuple(sorted(normal_name(server) for server in reply.get("DelegationSet", {}).get("NameServers", ())))


def holding(zones: Iterable[Zone], name: str) -> tuple[Zone, ...]:
    """Return every zone that could hold a record of this name, sorted by id."""
    return tuple(sorted((zone for zone in zones if zone.holds(name)), key=lambda zone: zone.id))


def longest(zones: Iterable[Zone], name: str) -> tuple[Zone, ...]:
    """Return the zones with the longest zone name that holds this name: none, one, or several of the same zone name."""
    holding = [zone for zone in zones if zone.holds(name)]
    length = max((len(zone.name) for zone in holding), default=0)
    return tuple(sorted((zone for zone in holding if len(zone.name) == length), key=lambda zone: zone.id))


def longest_of(zones: Iterable[Zone], names: Iterable[str]) -> tuple[Zone, ...]:
    """Return the zones with the longest zone name for any of these names, each once, sorted by id."""
    public = tuple(zones)
    return tuple(sorted({zone for name in names for zone in longest(public, name)}, key=lambda zone: zone.id))


def for_record(zones: Iterable[Zone], name: str, *, domain: str, asked: str | None) -> tuple[Zone, ...]:
    """Return the zones that may hold the record of one of a site's names: one, none, or several of the same zone name.

    Args:
        zones: The public zones of the account.
        name: The domain of the site, or one of its aliases.
        domain: The domain of the site.
        asked: The zone in the answers, by its name or id. It is used for the domain, and for aliases inside that zone;
            for every other alias, the zone with the longest name that holds it. None: the longest for every name.
    """
    public = tuple(zones)
    named = [zone for zone in public if asked in (zone.name, zone.id)]
    if asked is not None and (name == domain or any(name.endswith(f".{zone.name}") for zone in named)):
        return tuple(zone for zone in named if zone.holds(name))
    return longest(public, name)
