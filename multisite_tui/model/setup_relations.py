"""Rules across the sites of a setup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from multisite_tui.model.findings import Finding, Loc, Relation
from multisite_tui.model.rules import ids, tags
from multisite_tui.model.security_groups import NewSecurityGroup

if TYPE_CHECKING:
    from multisite_tui.model.setup import Setup


def _domains(setup: Setup) -> Iterator[Finding]:
    """A name leads to one load balancer; Route 53 keeps one simple record set a name and type."""
    for loc, name, first in _twice(_names(setup)):
        yield Finding(loc, "domain_twice", f"{name} stands twice; a name can lead to one site only", first)


def _load_balancers(setup: Setup) -> Iterator[Finding]:
    """Names are unique in account and region, and DNS labels without regard to case (elb, `CreateLoadBalancer`)."""
    wanted: list[tuple[Loc, str]] = [
        (("sites", index, "load_balancer"), site.load_balancer) for index, site in enumerate(setup.sites)
    ]
    for loc, name, first in _twice(wanted):
        sentence = f"the load balancer's name {name} is taken by another site; set load_balancer to another"
        yield Finding(loc, "load_balancer_twice", sentence, first)


def _groups(setup: Setup) -> Iterator[Finding]:
    """Group names are unique in a VPC, without regard to case (ec2, `CreateSecurityGroup.GroupName`)."""
    wanted: list[tuple[Loc, str]] = [
        (("sites", index, "security_group", "name"), group.name or site.load_balancer)
        for index, site in enumerate(setup.sites)
        if isinstance(group := site.security_group, NewSecurityGroup)
    ]
    for loc, name, first in _twice(wanted):
        if not _both_unnamed(setup, loc, first):
            sentence = f"the security group's name {name} is taken by another site; give each its own, or both an id"
            yield Finding(loc, "security_group_twice", sentence, first)


def _tags(setup: Setup) -> Iterator[Finding]:
    for index, site in enumerate(setup.sites):
        sentence = tags.tag_count(len({**setup.tags, **site.tags}))
        if sentence is not None:
            yield Finding(("sites", index, "tags"), "tag_count", sentence, ("tags",) if setup.tags else None)


def _certificates(setup: Setup) -> Iterator[Finding]:
    for index, site in enumerate(setup.sites):
        loc = ("sites", index, "certificate")
        sentence = ids.certificate_in_region(site.certificate, setup.region) if setup.region else None
        if sentence is not None:
            yield Finding(loc, "certificate_in_region", sentence, ("region",))
        sentence = ids.certificate_in_account(site.certificate, setup.expect.account) if setup.expect else None
        if sentence is not None:
            yield Finding(loc, "certificate_in_account", sentence, ("expect", "account"))


def _names(setup: Setup) -> Iterator[tuple[Loc, str]]:
    for index, site in enumerate(setup.sites):
        yield ("sites", index, "domain"), site.domain
        yield from ((("sites", index, "aliases", at), alias) for at, alias in enumerate(site.aliases))


def _twice(wanted: Iterable[tuple[Loc, str]]) -> Iterator[tuple[Loc, str, Loc]]:
    """Find the names that stood before, each with its first place."""
    first: dict[str, Loc] = {}
    for loc, name in wanted:
        before = first.setdefault(name.lower(), loc)
        if before != loc:
            yield loc, name, before


def _both_unnamed(setup: Setup, *locs: Loc) -> bool:
    """Whether both groups only follow their load balancers, whose names are told of already."""
    groups = [setup.sites[int(loc[1])].security_group for loc in locs]
    return all(isinstance(group, NewSecurityGroup) and group.name is None for group in groups)


SETUP_RELATIONS = tuple(Relation((), find) for find in (_domains, _load_balancers, _groups, _tags, _certificates))
