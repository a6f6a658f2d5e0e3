"""Rules across the sites of a setup. Each site is the mapping of its fields that are right by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from multisite_tui.model.findings import Fields, Finding, Loc, Relation
from multisite_tui.model.rules import ids, tags
from multisite_tui.model.security_groups import NewSecurityGroup
from multisite_tui.model.topology_relations import SHARED, TOPOLOGY_RELATIONS


def _domains(setup: Fields) -> Iterator[Finding]:
    """A name leads to one load balancer; Route 53 keeps one simple record set a name and type."""
    for loc, name, first in _twice(_names(setup)):
        yield Finding(loc, "domain_twice", f"{name} stands twice; a name can lead to one site only", first)


def _load_balancers(setup: Fields) -> Iterator[Finding]:
    """Names are unique in account and region, and DNS labels without regard to case (elb, `CreateLoadBalancer`)."""
    wanted: list[tuple[Loc, str]] = [
        (("sites", index, "load_balancer"), site["load_balancer"])
        for index, site in _with_balancers(setup)
        if "load_balancer" in site
    ]
    for loc, name, first in _twice(wanted):
        sentence = f"the load balancer's name {name} is taken by another site; set load_balancer to another"
        yield Finding(loc, "load_balancer_twice", sentence, first)


def _groups(setup: Fields) -> Iterator[Finding]:
    """Group names are unique in a VPC, without regard to case (ec2, `CreateSecurityGroup.GroupName`)."""
    wanted: list[tuple[Loc, str]] = []
    for index, site in _with_balancers(setup):
        group = site.get("security_group")
        name = (group.name or site.get("load_balancer")) if isinstance(group, NewSecurityGroup) else None
        if name is not None:
            wanted.append((("sites", index, "security_group", "name"), name))
    for loc, name, first in _twice(wanted):
        if not _both_unnamed(setup, loc, first):
            sentence = f"the security group's name {name} is taken by another site; give each its own, or both an id"
            yield Finding(loc, "security_group_twice", sentence, first)


def _tags(setup: Fields) -> Iterator[Finding]:
    of_all = setup.get("tags", {})
    for index, site in enumerate(setup["sites"]):
        sentence = tags.tag_count(len({**of_all, **site.get("tags", {})}))
        if sentence is not None:
            yield Finding(("sites", index, "tags"), "tag_count", sentence, ("tags",) if of_all else None)


def _regions(setup: Fields) -> Iterator[Finding]:
    for index, site in enumerate(setup["sites"]):
        certificate, region = site.get("certificate"), setup["region"]
        sentence = ids.certificate_in_region(certificate, region) if certificate and region else None
        if sentence is not None:
            yield Finding(("sites", index, "certificate"), "certificate_in_region", sentence, ("region",))


def _accounts(setup: Fields) -> Iterator[Finding]:
    for index, site in enumerate(setup["sites"]):
        certificate, expected = site.get("certificate"), setup["expect"]
        sentence = ids.certificate_in_account(certificate, expected.account) if certificate and expected else None
        if sentence is not None:
            yield Finding(("sites", index, "certificate"), "certificate_in_account", sentence, ("expect", "account"))


def _with_balancers(setup: Fields) -> Iterator[tuple[int, Fields]]:
    """Yield the sites that have load balancers and groups of their own, each with its place."""
    if setup.get("topology") != SHARED:
        yield from enumerate(setup["sites"])


def _names(setup: Fields) -> Iterator[tuple[Loc, str]]:
    for index, site in enumerate(setup["sites"]):
        if "domain" in site:
            yield ("sites", index, "domain"), site["domain"]
        yield from ((("sites", index, "aliases", at), alias) for at, alias in enumerate(site.get("aliases", ())))


def _twice(wanted: Iterable[tuple[Loc, str]]) -> Iterator[tuple[Loc, str, Loc]]:
    """Find the names that stood before, each with its first place."""
    first: dict[str, Loc] = {}
    for loc, name in wanted:
        before = first.setdefault(name.lower(), loc)
        if before != loc:
            yield loc, name, before


def _both_unnamed(setup: Fields, *locs: Loc) -> bool:
    """Whether both groups only follow their load balancers, whose names are reported already."""
    return all(setup["sites"][loc[1]]["security_group"].name is None for loc in locs)


SETUP_RELATIONS = (
    Relation(("sites",), _domains),
    Relation(("sites",), _load_balancers),
    Relation(("sites",), _groups),
    Relation(("sites",), _tags),
    Relation(("sites", "region"), _regions),
    Relation(("sites", "expect"), _accounts),
    *TOPOLOGY_RELATIONS,
)
