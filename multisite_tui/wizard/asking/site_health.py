"""How each site of a setup is now: its health in the load balancer's words, and what its restart costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.zones import for_record
from multisite_tui.aws.resources.instances import health_message
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.restarts import MEANWHILE, Timing
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.maintenance import page_shown
from multisite_tui.plan.topologies import topology_of
from multisite_tui.wizard.asking.copyables import SiteThings
from multisite_tui.wizard.asking.page_check import PageCheck

AT_ONCE = 3
"""Sites of which a look asks for the health; ELB answers for one a read, and takes ten reads a second."""
WITH_PAGE = "{health}; visitors are shown the maintenance page"
HEALTHY = "{count} of {count} {state}"
GONE = "the load balancer is not there"
EMPTY = "no instance is registered"
UNKNOWN = "asking AWS"
RESTART = "If you restart a program:"
OWN_RESTART = "If you restart the program of {name}:"


@dataclass(frozen=True)
class SiteHealth:
    """How one site is now."""

    words: str
    """In the load balancer's own words."""
    well: bool = False
    """Whether every instance gets visitors."""
    page: bool = False
    """Whether visitors are shown the maintenance page."""
    restart: Timing | None = None
    """What the load balancer's health check means for a restart; None where there is none."""
    things: SiteThings | None = None
    """What was seen of it in the account; None where its load balancer is not there, or was not looked at."""


NOT_SEEN = SiteHealth(UNKNOWN)


def words_of(health: SiteHealth) -> str:
    """Return how a site is, in words."""
    return WITH_PAGE.format(health=health.words) if health.page else health.words


def restart_lines(health: Mapping[str, SiteHealth]) -> list[str]:
    """Return what a restart costs by the health checks that are there: once where it is the same for all sites."""
    each = {domain: one.restart.sentences() for domain, one in health.items() if one.restart}
    if not each:
        return []
    if len({tuple(sentences) for sentences in each.values()}) == 1:
        return [RESTART, *(f"  {one}" for one in next(iter(each.values()))), f"  {MEANWHILE}"]
    lines = []
    for domain, sentences in each.items():
        lines += [OWN_RESTART.format(name=readable(domain)), *(f"  {one}" for one in sentences)]
    return [*lines, f"  {MEANWHILE}"]


def due_sites(setup: Setup, looked_at: Sequence[str]) -> list[str]:
    """Return the domains to look at now: all at first, then some in turn."""
    domains = [site.domain for site in setup.sites]
    if not looked_at:
        return domains
    place = {domain: place for place, domain in enumerate(looked_at)}
    return sorted(domains, key=lambda domain: place.get(domain, -1))[:AT_ONCE]


def check_health(facts: Facts, setup: Setup, domains: Sequence[str]) -> PageCheck:
    """Say how each of these sites is now. AWS is asked for the health again, and for the rest if it is not recent."""
    sites = [site for site in setup.sites if site.domain in domains]
    return PageCheck(data={site.domain: _of_site(facts, setup, site) for site in sites})


def _of_site(facts: Facts, setup: Setup, site: Site) -> SiteHealth:
    locator = topology_of(setup).entrance(setup, site)
    there = locator.read(facts)
    page = page_shown(setup, site, facts)
    if there is None:
        return SiteHealth(GONE, page=page)
    found = locator.health(facts.again(), tuple(sorted(there.instances)))
    well = bool(found) and all(one.in_service for one in found)
    told = HEALTHY.format(count=len(found), state=found[0].state) if well else health_message(found)
    things = SiteThings(there, _zone(facts, site))
    return SiteHealth(told if found else EMPTY, well, page, there.restart, things)


def _zone(facts: Facts, site: Site) -> tuple[str, str] | None:
    """Return the hosted zone of a site, for its page in the console, which the practice account does not have."""
    if site.dns.external or facts.account.kind is not AccountKind.AWS:
        return None
    found = for_record(facts.zones(), site.domain, domain=site.domain, asked=site.dns.zone)
    return (found[0].name, found[0].id) if len(found) == 1 else None
