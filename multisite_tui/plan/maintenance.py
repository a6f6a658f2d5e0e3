"""The maintenance page of one site: the step that switches it, whether it is shown, and which visitors come there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.wildcards import copied_to
from multisite_tui.aws.resources.base import StepOutputs
from multisite_tui.aws.resources.maintenance import AWAY
from multisite_tui.calling import CALLED
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.internet.outside_names import Leading
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import ADDRESSES
from multisite_tui.plan.graph import Step, site_step
from multisite_tui.plan.history import History
from multisite_tui.plan.shared.shared_site import maintenance_page, site_owner
from multisite_tui.plan.topologies import other_topologies, topology_of
from multisite_tui.plan.zone_choice import choose_zone


@dataclass(frozen=True)
class PageReach:
    """Which visitors of a site come to the load balancer that shows its page."""

    load_balancer: str
    """Its name."""
    names: Mapping[str, Leading]
    """Where each name of the site leads; unknown where no hosted zone of the account says it."""

    @property
    def everybody(self) -> bool:
        """Whether every name leads there."""
        return all(leading is Leading.HERE for leading in self.names.values())


def page_step(setup: Setup, domain: str, facts: Facts, *, shown: bool) -> Step:
    """Return the step that shows the page of a site, or takes it away.

    Raises:
        InputNeeded: the setup has no such site, the topology has no such page, or the site is not there yet.
        AwsFailure: a read was refused.
    """
    site = site_of(setup, domain)
    if setup.topology != "shared":
        raise InputNeeded(_other_topology(domain))
    page = maintenance_page(setup, site, site_owner(setup, site), shown=shown)
    found = page.read(facts, StepOutputs({}))
    if shown and not any(page.forwards(there) for there in found.by_port.values()):
        raise InputNeeded(_not_there(setup.name, domain))
    return site_step(domain, Role.MAINTENANCE, page)


def page_shown(setup: Setup, site: Site, facts: Facts) -> bool:
    """Whether visitors of a site are shown its page, on some port at least.

    Raises:
        AwsFailure: a read was refused.
    """
    if setup.topology != "shared":
        return False
    page = maintenance_page(setup, site, site_owner(setup, site))
    return page.exists(page.read(facts, StepOutputs({})))


def pages_shown(setup: Setup, facts: Facts) -> tuple[str, ...]:
    """Return the domains of the sites whose page is shown.

    Raises:
        AwsFailure: a read was refused.
    """
    return tuple(site.domain for site in setup.sites if page_shown(setup, site, facts))


def pages_concern(
    setup: Setup, pages: Collection[str], moving: Collection[str], facts: Facts, history: History
) -> Iterator[Problem]:
    """Yield the sites whose page is shown, and those whose page a move to a topology without such pages ends.

    Args:
        setup: The setup.
        pages: The domains of the sites whose page is shown.
        moving: The domains of the sites that move.
        facts: The account.
        history: What is known of earlier runs.

    Raises:
        AwsFailure: a read was refused.
    """
    yield from (_shown(setup.name, domain) for domain in pages)
    if setup.topology != "shared":
        others = other_topologies(setup, history)
        away = [domain for domain in moving if any(one.page_shown(setup.name, domain, facts) for one in others)]
        yield from [_ends(away)] if away else []


def page_reach(setup: Setup, domain: str, facts: Facts) -> PageReach:
    """Return where the names of a site lead.

    Raises:
        InputNeeded: the setup has no such site.
        AwsFailure: a read was refused.
    """
    site = site_of(setup, domain)
    entrance = topology_of(setup).entrance(setup, site)
    there = entrance.read(facts)
    return PageReach(entrance.name, {name: _leading(site, name, there, facts) for name in site.names})


def _leading(site: Site, name: str, there: Entrance | None, facts: Facts) -> Leading:
    zone = None if site.dns.external else choose_zone(site, name, facts).zone
    if zone is None:
        return Leading.UNKNOWN
    answering = facts.wildcard(zone, name)
    records = copied_to(name, answering) if answering else facts.records(zone.id, name)
    leading = [there is not None and there.led_to_by(one) for one in records if one.type in ADDRESSES]
    if not leading:
        return Leading.NOWHERE
    return Leading.HERE if all(leading) else Leading.ELSEWHERE


def site_of(setup: Setup, domain: str) -> Site:
    """Return the site of this domain.

    Raises:
        InputNeeded: the setup has no such site.
    """
    found = next((site for site in setup.sites if site.domain == domain), None)
    if found is None:
        raise InputNeeded(
            Problem(
                code="site_unknown",
                what=f"Setup {setup.name} has no site {domain}.",
                why=f"Its sites: {', '.join(site.domain for site in setup.sites)}.",
                next="Give one of them with --site.",
            )
        )
    return found


def _other_topology(domain: str) -> Problem:
    return Problem(
        code="no_maintenance_page",
        what=f"The load balancer of {domain} cannot answer for its program.",
        why="A Classic Load Balancer only sends requests on; visitors get its 503 while no instance is in service.",
        next="Set `topology: shared` to move the sites behind one Application Load Balancer, which can.",
        site=domain,
        key="topology",
    )


def _shown(setup: str, domain: str) -> Problem:
    return Problem(
        code="maintenance_page_shown",
        what=f"The maintenance page of {domain} is switched on: the load balancer answers its visitors with status "
        f"{AWAY}.",
        why="A run leaves the page as it is; it stays until it is switched off, whatever becomes of the program.",
        next=f"When the program is back: `{CALLED} maintenance {setup} --site {domain} off`",
        site=domain,
    )


def _ends(domains: Sequence[str]) -> Problem:
    return Problem(
        code="maintenance_page_ends",
        what=f"The maintenance page of {', '.join(domains)} is switched on, and ends as the names are led elsewhere: "
        "visitors get the program again.",
        why="A Classic Load Balancer has no page of its own.",
        next="Run this once the program may have visitors.",
    )


def _not_there(setup: str, domain: str) -> Problem:
    return Problem(
        code="site_not_served",
        what=f"The load balancer has no rule for {domain} yet, so that nobody would see the page.",
        why="The site is not set up, or not to its end.",
        next=f"Run `{CALLED} --resume {setup}` first.",
        site=domain,
    )
