"""What the policy of one setup is narrowed to: its features, and names of its things as ARNs and conditions have them.

It is made from answers alone, without a look at the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts.wildcards import stands_at_or_below
from multisite_tui.aws.partitions import ANY
from multisite_tui.aws.policy_features import Feature
from multisite_tui.aws.resources.certificates import KINDS
from multisite_tui.model.rules.domains import is_zone_id
from multisite_tui.model.security_groups import NewSecurityGroup, SecurityGroup
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site

_LEAST_LABELS = 3
"""Labels of the shortest name that may stand below a zone's own name: a zone has two at least."""


@dataclass(frozen=True)
class PolicyScope:
    """What the runs of one setup concern."""

    setup: str
    """The setup's name, which the tags of its things have."""
    features: frozenset[Feature]
    balancers: tuple[str, ...] = ()
    """Names of Classic Load Balancers."""
    shared_balancers: tuple[str, ...] = ()
    """Names of Application Load Balancers."""
    target_groups: tuple[str, ...] = ()
    requested: tuple[str, ...] = ()
    """Names for which certificates may be requested."""
    records: tuple[str, ...] = ()
    """Names whose records may be changed."""
    zones: tuple[str, ...] = (ANY,)
    """Ids of the hosted zones of these names; `*` where one of them is not known."""
    account: str = ANY
    region: str = ANY


def scope_of(
    setups: Sequence[Setup],
    *,
    account: str | None = None,
    region: str | None = None,
    zones: Sequence[str] = (),
    switched: Iterable[str] = (),
    balanced: bool = False,
) -> PolicyScope:
    """Return what the policy of a setup is narrowed to.

    Args:
        setups: The setup, and before it, the latest last, what earlier answers asked for that may still stand.
        account: The account's id; None: as the setup expects, else any.
        region: The region; None: as the setup says, else any.
        zones: Ids of the hosted zones of all names whose records may be changed; empty: not known.
        switched: Further names that runs led to a load balancer.
        balanced: Whether a run has made a load balancer.
    """
    setup = setups[-1]
    sites = [site for one in setups for site in one.sites]
    inside = [site for site in sites if not site.dns.external]
    requesting = [site for site in sites if _requests(site)]
    return PolicyScope(
        setup=setup.name,
        features=frozenset([*_features(setups), *([] if balanced else [Feature.FIRST_BALANCER])]),
        balancers=_sorted(site.load_balancer for one in _of(setups, "classic") for site in one.sites),
        shared_balancers=_sorted(one.shared_balancer for one in _of(setups, "shared")),
        target_groups=_sorted(site.target_group_name for one in _of(setups, "shared") for site in one.sites),
        requested=_sorted(name for site in requesting for name in site.names),
        records=_sorted([*(name for site in inside for name in (*site.names, *_above(site))), *switched]),
        zones=_sorted(zones) or _given_zones(inside),
        account=account or (setup.expect.account if setup.expect else ANY),
        region=region or setup.region or ANY,
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _of(setups: Sequence[Setup], topology: str) -> Iterator[Setup]:
    return (one for one in setups if one.topology == topology)


def _features(setups: Sequence[Setup]) -> Iterator[Feature]:
    sites = [site for one in setups for site in one.sites]
    yield from {Feature.CLASSIC if one.topology == "classic" else Feature.SHARED for one in setups}
    if any(site.secure for site in sites):
        yield from (Feature.TLS, Feature.LISTENER_POLICIES)
    if any(site.stickiness for site in sites):
        yield from (Feature.STICKINESS, Feature.LISTENER_POLICIES)
    if any(map(_requests, sites)):
        yield Feature.REQUESTS
    if any(isinstance(group, NewSecurityGroup) for one in setups for group in _groups(one)):
        yield Feature.NEW_GROUPS
    if any(one.tags for one in setups) or any(site.tags for site in sites):
        yield from (Feature.TAGS, Feature.UNTAGGING)
    if any(site.adopt for site in sites):
        yield Feature.UNTAGGING
    if not all(site.dns.external for site in sites):
        yield Feature.RECORDS


def _groups(setup: Setup) -> Iterator[SecurityGroup]:
    """Yield the groups of the load balancers that a setup asks for."""
    if setup.topology == "shared":
        yield setup.shared.security_group
    else:
        yield from (site.security_group for site in setup.sites)


def _requests(site: Site) -> bool:
    """Whether a certificate may be requested for a site: not where the answers give one, or want none."""
    return site.secure and site.certificate in KINDS and site.certificate != "none"


def _above(site: Site) -> Iterator[str]:
    """Yield the names between those of a site and its zone, which get a wildcard's records (`OwnRecords`)."""
    zone = site.dns.zone if site.dns.zone and not is_zone_id(site.dns.zone) else ""
    for name in site.names:
        labels = name.split(".")
        above = (".".join(labels[place:]) for place in range(1, len(labels) - _LEAST_LABELS + 1))
        yield from (one for one in above if not zone or one.endswith(f".{zone}"))


def _given_zones(sites: Sequence[Site]) -> tuple[str, ...]:
    """Return the zones' ids, if the answers give that of each site; else any."""
    given = [site.dns.zone or "" for site in sites if all(stands_at_or_below(site.domain, one) for one in site.names)]
    return _sorted(given) if len(given) == len(sites) > 0 and all(map(is_zone_id, given)) else (ANY,)
