"""The topology: what stands between visitors and instances, planned for the setup as a whole and for each site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.errors import Problem
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.plans import MonthlyCost
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.checked import Concerns, SiteCheck
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History
from multisite_tui.plan.resolved import ResolvedSite


@dataclass(frozen=True)
class Planning:
    """What the steps of one setup are made from."""

    setup: Setup
    account: Account
    history: History
    resolved: Mapping[str, ResolvedSite]
    """By domain; a site that has a question open is missing."""

    @property
    def visits(self) -> bool:
        """Whether sites can be visited, which only AWS makes possible."""
        return self.account.kind is AccountKind.AWS


class Topology(Protocol):
    """One way to lead visitors to the instances. Engine, state and report know none of its classes."""

    @property
    def name(self) -> str:
        """The word for it in the answers."""

    def entrance(self, setup: Setup, site: Site) -> EntranceLocator:
        """Return what visitors of the site come in by, whether it is there or not."""

    def entrance_found(self, found: Found, site: str) -> Entrance | None:
        """Return the site's entrance as the steps of a run found it; None where they found none."""

    def ask_ahead(self, setup: Setup, facts: Facts) -> None:
        """Ask in parallel what every plan of the setup needs; a failure is raised where the answer is used."""

    def shared_steps(self, planning: Planning) -> Iterable[Step]:
        """Yield the steps of the setup as a whole."""

    def site_steps(self, planning: Planning, resolved: ResolvedSite) -> Iterable[Step]:
        """Yield the steps of one site."""

    def open_steps(self, planning: Planning, so_far: ResolvedSite) -> Iterable[Step]:
        """Yield the steps of one site that can be read while a question is open, since they do not depend on it."""

    def check_site(self, checked: SiteCheck, facts: Facts) -> Concerns:
        """Return what stands in the way of one site beyond what its resources say themselves."""

    def check_setup(self, checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
        """Return what stands in the way of all sites together, such as a quota."""

    def leftovers(
        self, setup: Setup, history: History, checked: Sequence[SiteCheck], facts: Facts
    ) -> Iterable[Problem]:
        """Yield what earlier answers made and these no longer ask for."""

    def cost(self, setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
        """Return what the setup will cost a month: what is asked for, and what is left of earlier answers."""

    def current_cost(self, setup: str, facts: Facts) -> MonthlyCost:
        """Return what the setup costs a month as it is, whether it is still asked for or not."""

    def new_cost(self, steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
        """Return what the steps of these ids add to the cost of a month, once they have created their resources."""

    def stopped_cost(self, steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
        """Return what is billed a month after a run that stopped half-way.

        Args:
            steps: All steps of the run.
            found: What they found; of a step that did not finish, what the plan found.
            accepted: The ids of the steps of which AWS accepted a call.
            region: The region whose prices hold.
        """

    def removal(self, setup: str, site: str | None, history: History, facts: Facts) -> Removal:
        """Return the steps that take a setup, or one site of it, away.

        Raises:
            AwsFailure: a read was refused.
        """


@dataclass(frozen=True)
class Removal:
    """How a setup, or one site of it, is taken away."""

    sites: tuple[str, ...]
    """The domains of the sites that go."""
    steps: tuple[Step, ...]
    remaining_cost: MonthlyCost
    """What the setup goes on costing a month."""
