"""Taking one site away: what stands of it and what that costs, and the consent to exactly the plan that was shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.accounts import Account
from multisite_tui.model.plans import Action, Plan
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.plan.saved_setup import setup_of_saved
from multisite_tui.plan.topologies import standing_cost
from multisite_tui.setup_run import Consent
from multisite_tui.wizard.background_run import conductor_of
from multisite_tui.wizard.session import Session

NAMED = (Role.LOAD_BALANCER, Role.TARGET_GROUP, Role.CERTIFICATE)
"""What a person should know to be standing, beside the records."""
RECORD = "the record of {name}"
ANOTHER_PLAN = Problem(
    code="plan_changed",
    what="What would be taken away is no longer what was shown; nothing was changed.",
    why="Something was changed in the account in the meantime.",
    next="Close this, and remove the site once more: the plan is shown anew.",
)


@dataclass(frozen=True)
class SiteRemovalPlan:
    """What a removal of one site would do, and what the site costs as it stands."""

    setup: Setup
    """The setup as its last run was asked for."""
    planned: PlannedRun
    cost: Decimal | None
    """US dollars a month that end with the removal; None where the price table lacks the region."""

    @property
    def plan(self) -> Plan:
        """What would be done."""
        return self.planned.plan

    @property
    def things(self) -> list[str]:
        """What stands of the site, as far as it is its own."""
        made = [step.title for step in self.plan.changes if step.role in NAMED]
        return [*made, *dict.fromkeys(RECORD.format(name=change.name) for change in self.plan.dns)]


def site_removal_plan(session: Session, site: str) -> SiteRemovalPlan:
    """Return what would be taken away of a site, by its domain; for the background.

    Raises:
        Failure: it cannot be told.
    """
    setup = setup_of_saved(session.account_mode.store.need(session.draft.id))
    conductor = conductor_of(session, setup)
    planned = conductor.plan_removal(site)
    now, then = standing_cost(setup, conductor.facts(), session.history).total, planned.plan.cost.total
    return SiteRemovalPlan(setup, planned, None if now is None or then is None else now - then)


def consent_to(shown: Plan) -> Consent:
    """Return the consent to what was shown: to fewer steps too, not to others."""

    def consent(planned: PlannedRun, account: Account) -> None:
        if not set(_deleted(planned.plan)) <= set(_deleted(shown)):
            raise InputNeeded(ANOTHER_PLAN)

    return consent


def _deleted(plan: Plan) -> Iterator[object]:
    """Yield what a plan takes away: its steps, and the things that only their tags say to be the setup's."""
    yield from ((step.id, step.why) for step in plan.changes if step.action is Action.DELETE)
    yield from (step.id for step in plan.changes if step.action is not Action.DELETE)
    yield from plan.found_by_tags
