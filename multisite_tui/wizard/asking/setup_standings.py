"""How a saved setup stands in its account now, in the few words that the home screen has room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from multisite_tui.aws.error_codes import DENIED, SIGNED_OUT, UNREACHED
from multisite_tui.conductor import Conductor
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import Failure, Problem
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.statuses import SetupStatus, SiteStatus
from multisite_tui.plan.saved_setup import setup_of_saved
from multisite_tui.report.layout import dollars
from multisite_tui.report.shortcomings import shortcomings
from multisite_tui.wizard.options import AccountMode

IN_SERVICE = "in service"
SOME_IN_SERVICE = "{well} of {all} in service"
NEEDS_A_LOOK = "needs a look"
"""All sites are in service, and something is to be done all the same."""
NOT_THERE = "not there"
NOT_SIGNED_IN = "not signed in"
OTHER_ACCOUNT = "other account"
NO_ANSWER = "no answer"
NOT_ALLOWED = "not allowed"
UNKNOWN = "cannot be read"
ONE_DIFFERS = "1 thing differs from what was asked for"
DIFFERS = "{count} things differ from what was asked for"
PAGE_SHOWN = "visitors of {site} are shown the maintenance page"
ELSEWHERE = "{site} does not lead to its load balancer"
HELD = "its move to another kind of load balancer is not ended"


class Mood(StrEnum):
    """What a row's health means."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """How a setup stands."""

    mood: Mood
    health: str
    cost: Decimal | None = None
    """What AWS bills a month, in US dollars; None where it is not known."""
    ends: datetime | None = None
    """When the first of its certificates ends."""
    renews: bool = True
    """Whether nobody has to do anything before that."""
    waits: tuple[str, ...] = ()
    """What is to be done or known, in sentences."""

    @property
    def cost_text(self) -> str:
        """The cost, or nothing."""
        return "" if self.cost is None else dollars(self.cost)


def standing_of(account_mode: AccountMode, name: str) -> Standing:
    """Look at a setup in its account, without asking a person for anything; for the background. Nothing is changed."""
    try:
        saved = account_mode.store.need(name)
        setup = setup_of_saved(saved).model_copy(update={"region": saved.region})
        aws = account_mode.connect(account_mode.options.profile or setup.profile or "", saved.region, asks=False)
        clock = account_mode.clock()
        conductor = Conductor(setup, aws, account_mode.store, clock, Interrupt(), lambda event: None)
        return standing_in_words(conductor.standing())
    except Failure as failure:
        return Standing(Mood.UNKNOWN, why_unknown(failure.problem), waits=(failure.problem.what,))


def why_unknown(problem: Problem) -> str:
    """Return in two words why a setup could not be looked at."""
    if problem.code in SIGNED_OUT or problem.code in ("no_region", "ProfileNotFound"):
        return NOT_SIGNED_IN
    if problem.code == "wrong_account":
        return OTHER_ACCOUNT
    if problem.code in DENIED:
        return NOT_ALLOWED
    return NO_ANSWER if problem.code in UNREACHED else UNKNOWN


def standing_in_words(status: SetupStatus) -> Standing:
    """Return how a setup stands, from what `status` knows."""
    well = not shortcomings(status)
    certificates = [site.certificate for site in status.sites if site.certificate is not None]
    return Standing(
        Mood.GOOD if well else Mood.BAD,
        IN_SERVICE if well else _unwell(status),
        status.cost.total,
        min((one.until for one in certificates if one.until), default=None),
        renews=all(one.concern is None and one.renews is not False for one in certificates),
        waits=tuple(dict.fromkeys(_waits(status))),
    )


def _unwell(status: SetupStatus) -> str:
    """Return how many sites visitors reach, of a setup in which something is not well."""
    if not any(site.load_balancer_dns for site in status.sites):
        return NOT_THERE
    reached = sum(site.in_service for site in status.sites)
    return NEEDS_A_LOOK if reached == len(status.sites) else SOME_IN_SERVICE.format(well=reached, all=len(status.sites))


def _waits(status: SetupStatus) -> Iterator[str]:
    for problem in status.problems:
        yield problem.what
    for site in status.sites:
        yield from _waits_of(site)
    drift = {step.id for site in status.sites for step in site.drift}
    if drift:
        yield ONE_DIFFERS if len(drift) == 1 else DIFFERS.format(count=len(drift))
    if status.held:
        yield HELD


def _waits_of(site: SiteStatus) -> Iterator[str]:
    if not site.leads_here:
        yield ELSEWHERE.format(site=readable(site.domain))
    if site.certificate is not None and site.certificate.concern is not None:
        yield site.certificate.concern.what
    if site.maintenance:
        yield PAGE_SHOWN.format(site=site.domain)
