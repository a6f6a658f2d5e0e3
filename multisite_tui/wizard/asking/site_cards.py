"""The card of each site: what a run would do about it, as the planner finds it now, and what is to be settled first."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.instances import health_message
from multisite_tui.aws.resources.records import NameRecords, SiteRecords
from multisite_tui.errors import Problem
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import PENDING
from multisite_tui.model.topology_relations import SHARED
from multisite_tui.plan.external_records import ExternalRecords, OutsideNames
from multisite_tui.plan.history import History
from multisite_tui.plan.topologies import topology_of
from multisite_tui.threads import thread_pool
from multisite_tui.wizard.asking.dns_records import strange
from multisite_tui.wizard.asking.page_check import SetupView, SiteView, key_of

AT_ONCE = 8
"""Sites that are looked at side by side; each asks AWS what the others have not asked yet."""
BALANCER_NEW = "{name}, new: {listeners}"
BALANCER_THERE = "{name}, there already: {listeners}"
OF_ALL_NEW = "{name}, new, for all sites"
OF_ALL_THERE = "{name}, there already, for all sites"
INSTANCE = "{name} ({id})"
PROGRAM = "port {port} on {instances}"
PROGRAM_UNASKED = "port {port} on {instances}, not asked yet"
PROGRAM_ANSWERS = "port {port} on {instances}, in service"
PROGRAM_ILL = "port {port} on {instances} does not answer the load balancer\n{health}"
NO_INSTANCE = "port {port}; which instance is open"
CERTIFICATE_NONE = "none: browsers call the site not secure"
CERTIFICATE_NEW = "a new one, free, in 1 to 10 minutes"
CERTIFICATE_PENDING = "requested already; AWS issues it soon"
CERTIFICATE_THERE = "one that is there: no wait"
CHANGE = "{before} → {after}"
CHANGE_OF = "{name}: {before} → {after}"
STANDS = "leads to the load balancer already"
NO_RECORD = "no record"
BY_HAND = "kept elsewhere: the run says what to put in there"


class LineState(StrEnum):
    """What is known of a line, beside what is to be settled first."""

    WELL = "well"
    OPEN = "open"
    """It is known once it is made."""
    ILL = "ill"
    """It is not well, which stops no run."""


@dataclass(frozen=True)
class CardLine:
    """One thing that a run would do about a site, and the page that changes it."""

    page: str
    text: str
    state: LineState = LineState.WELL


@dataclass(frozen=True)
class SiteCard:
    """What the overview says of one site."""

    place: int
    lines: tuple[CardLine, ...]
    problems: tuple[Problem, ...]
    """What stands in the way, each with the key that settles it where there is one."""
    serving: tuple[str, ...]
    """The ids of the instances that a run would use."""
    replaces: tuple[str, ...] = ()
    """The records that a run would replace, where that must be allowed."""

    @property
    def leads_here(self) -> bool:
        """Whether every name leads to the load balancer already, so that no record is replaced."""
        return all(set(line.text.split("\n")) == {STANDS} for line in self.lines if line.page == "dns")

    @property
    def program(self) -> LineState:
        """Whether its program answers."""
        return next((line.state for line in self.lines if line.page == "instances"), LineState.OPEN)


@dataclass(frozen=True)
class SetupCard:
    """What the overview says of all sites together."""

    problems: tuple[Problem, ...]
    sites: tuple[SiteCard, ...]


def setup_card(facts: Facts, setup: Setup, history: History) -> SetupCard:
    """Look at everything at once.

    Raises:
        AwsFailure: a read was refused.
    """
    together = SetupView.of(setup, facts, history)
    with thread_pool(AT_ONCE) as pool:
        cards = list(pool.map(lambda place: _site_card(facts, setup, place, history), range(len(setup.sites))))
    said = {_said(problem) for card in cards for problem in card.problems}
    found = dict.fromkeys([*together.shared.problems, *together.together.problems])
    return SetupCard(tuple(one for one in found if _said(one) not in said), tuple(cards))


def _said(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.what


def _site_card(facts: Facts, setup: Setup, place: int, history: History) -> SiteCard:
    view = SiteView.of(setup, place, facts, history)
    problems = tuple(replace(one, key=key_of(one, place) or None) for one in view.problems)
    serving = view.check.so_far.instances
    names = {one.id: one.tags.get("Name", "") for one in serving}
    lines = (
        CardLine(_balancer_page(setup), _balancer(setup, view)),
        _program(facts, setup, view, names),
        CardLine("certificate", _certificate(view)),
        CardLine("dns", "\n".join(_dns(view))),
    )
    return SiteCard(place, lines, problems, tuple(names), _replaced(view))


def _balancer_page(setup: Setup) -> str:
    return "target" if setup.topology == SHARED else "listener"


def _balancer(setup: Setup, view: SiteView) -> str:
    name = topology_of(setup).entrance(setup, view.site).name
    if setup.topology == SHARED:
        return (OF_ALL_NEW if view.entrance is None else OF_ALL_THERE).format(name=name)
    listeners = ", ".join(f"{one.protocol}:{one.port}" for one in view.site.listeners)
    template = BALANCER_NEW if view.entrance is None else BALANCER_THERE
    return template.format(name=name, listeners=listeners)


def _instance(facts: Facts, one: str, name: str) -> str:
    """Return what an instance is called: its name alone where no other of the region has it."""
    same = [other for other in facts.instances() if other.tags.get("Name", "") == name]
    return (name if len(same) == 1 else INSTANCE.format(name=name, id=one)) if name else one


def _program(facts: Facts, setup: Setup, view: SiteView, names: dict[str, str]) -> CardLine:
    """Say where the program is, and whether it answers: only a load balancer that stands has asked it."""
    site, there = view.site, view.entrance
    instances = ", ".join(_instance(facts, one, name) for one, name in names.items())
    if not instances:
        return CardLine("instances", NO_INSTANCE.format(port=site.port), LineState.OPEN)
    if there is None or not _asks(there, site, names):
        return CardLine("instances", PROGRAM_UNASKED.format(port=site.port, instances=instances), LineState.OPEN)
    health = topology_of(setup).entrance(setup, site).health(facts, tuple(sorted(there.instances)))
    if health and all(one.in_service for one in health):
        return CardLine("instances", PROGRAM_ANSWERS.format(port=site.port, instances=instances))
    text = PROGRAM_ILL.format(port=site.port, instances=instances, health=health_message(health))
    return CardLine("instances", text, LineState.ILL)


def _asks(entrance: Entrance, site: Site, instances: Collection[str]) -> bool:
    """Whether the load balancer asks the very program that the site is to have."""
    check = entrance.health_check
    same = check is not None and check.target == site.check_target and site.port in entrance.entry_ports
    return same and set(instances) <= entrance.instances


def _certificate(view: SiteView) -> str:
    if view.certificate is None:
        return CERTIFICATE_NONE
    choice: CertificateChoice = view.certificate[1]
    if choice.certificate is None:
        return CERTIFICATE_NEW
    return CERTIFICATE_PENDING if choice.certificate.status == PENDING else CERTIFICATE_THERE


def _replaced(view: SiteView) -> tuple[str, ...]:
    match view.records:
        case (SiteRecords() as records, NameRecords() as found):
            return strange(records, found)
    return ()


def _dns(view: SiteView) -> Iterator[str]:
    """Yield what becomes of each name: the record that is there now, and the one that is there then."""
    match view.records:
        case (SiteRecords() as records, NameRecords() as found):
            for name in records.zones:
                yield _change(
                    view.site, name, found.described(name), [records.wanted(found)], stands=found.stands(name)
                )
        case (ExternalRecords() as outside, OutsideNames() as answers) if answers.at:
            for change in outside.changes("", answers):
                yield _change(view.site, change.name, change.before, change.after, stands=change.before == change.after)
        case _:
            yield BY_HAND


def _change(site: Site, name: str, before: Collection[str], after: Collection[str], *, stands: bool) -> str:
    template = CHANGE if len(site.names) == 1 else CHANGE_OF
    now = "; ".join(before) or NO_RECORD
    return STANDS if stands else template.format(name=readable(name), before=now, after="; ".join(after))
