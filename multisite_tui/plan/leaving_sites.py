"""The sites that leave, and how everything of them is removed: all topologies' entrances, then what they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from multisite_tui.aws.facts import zones as zone_facts
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.plan.costs import total_cost
from multisite_tui.plan.graph import Step
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import EntranceRemoval, Leaving, LeavingSite, Release
from multisite_tui.plan.site_remains import steps_of_remains
from multisite_tui.plan.topologies import TOPOLOGIES


@dataclass(frozen=True)
class Removal:
    """How a setup, or one site of it, is removed."""

    sites: tuple[str, ...]
    """The domains of the sites that are removed."""
    steps: tuple[Step, ...]
    remaining_cost: MonthlyCost
    """The monthly cost of what remains of the setup."""


def removal_of(setup: str, site: str | None, history: History, facts: Facts) -> Removal:
    """Return how a setup, or, if a site is given, only that site is removed.

    Raises:
        AwsFailure: a read was refused.
    """
    known = known_sites(setup, history, facts)
    domains = [one for one in known if site in (None, one)]
    siblings = tuple(one for domain in known for one in standing(setup, domain, facts))
    leaving = Leaving(
        setup=setup,
        sites=tuple(leaving_site(setup, domain, history, facts) for domain in domains),
        history=history,
        all=len(domains) == len(known),
        siblings=siblings,
    )
    removals = [topology.removal(leaving, facts) for topology in TOPOLOGIES.values()]
    return Removal(
        tuple(sorted(domains)),
        tuple(_in_order(leaving, removals)),
        total_cost(one.remaining_cost for one in removals),
    )


def known_sites(setup: str, history: History, facts: Facts) -> tuple[str, ...]:
    """Return the domains of a setup's sites: those in the answers of earlier runs, and those that tags name.

    Raises:
        AwsFailure: a read was refused.
    """
    tagged = (domain for topology in TOPOLOGIES.values() for domain in topology.domains(setup, facts))
    return tuple(dict.fromkeys([*(site.domain for site in history.sites()), *tagged]))


def standing(setup: str, domain: str, facts: Facts) -> list[EntranceLocator]:
    """Return the entrances of all topologies that stand for a site.

    Raises:
        AwsFailure: a read was refused.
    """
    return [one for topology in TOPOLOGIES.values() for one in topology.standing(setup, domain, facts)]


def _in_order(leaving: Leaving, removals: Sequence[EntranceRemoval]) -> Iterator[Step]:
    """Yield the steps of each site, which a plan shows together, then those of the setup as a whole."""
    steps = [step for one in removals for step in one.steps]
    for site in leaving.sites:
        yield from (step for step in steps if step.site == site.domain)
        release = reduce(add, (one.releases.get(site.domain, Release()) for one in removals))
        yield from steps_of_remains(leaving.setup, site, release, leaving.history)
    yield from (step for step in steps if not step.site)


def leaving_site(setup: str, domain: str, history: History, facts: Facts) -> LeavingSite:
    """Return what is known of a site whose entrances are taken away.

    Raises:
        AwsFailure: a read was refused.
    """
    return LeavingSite(domain, _names(setup, domain, history, facts), _outside(domain, history, facts))


def _outside(site: str, history: History, facts: Facts) -> tuple[str, ...]:
    """Return the names of a site that are kept outside the account.

    These are those of the answers of earlier runs. Of a site that is known by its tags alone it is the domain, unless
    a public zone of the account holds it.
    """
    asked = tuple(history.sites(site))
    if not asked:
        return () if zone_facts.holding(facts.zones(), site) else (site,)
    return tuple(dict.fromkeys(name for one in asked if one.dns.external for name in one.names))


def _names(setup: str, site: str, history: History, facts: Facts) -> tuple[str, ...]:
    """Return the names that a site is known to have had: from its tag, from earlier answers, from backups of records.

    Names that the journal records as switched may be another site's; they are harmless here, because they point to
    another entrance.
    """
    asked = [name for one in history.sites(site) for name in one.names]
    there = [found for one in standing(setup, site, facts) if (found := one.read(facts)) is not None]
    before = [name for one in there for name in record_backups.read(one.tags)]
    return tuple(dict.fromkeys([site, *asked, *before, *sorted(history.switched)]))
