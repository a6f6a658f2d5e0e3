"""The topology protocol: what is put between visitors and instances, for the setup as a whole and for each site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.errors import Problem
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.plans import HeldEntrance, MonthlyCost
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.checked import Concerns, SiteCheck
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import EntranceRemoval, Leaving
from multisite_tui.plan.open_questions import OpenQuestions
from multisite_tui.plan.resolved import ResolvedSite

Ask = Callable[[], object]
"""Asks the account one question; the facts keep the answer."""


@dataclass(frozen=True)
class Planning:
    """The input from which the steps of one setup are made."""

    setup: Setup
    account: Account
    history: History
    resolved: Mapping[str, ResolvedSite]
    """By domain; a site with an open value is missing."""
    predecessors: Mapping[str, tuple[EntranceLocator, ...]] = field(default_factory=dict)
    """By domain, the entrances of other topologies of this setup that stand for the site; it moves from them."""

    @property
    def visits(self) -> bool:
        """Whether sites can be visited, which needs a real AWS account."""
        return self.account.kind is AccountKind.AWS


class Topology(Protocol):
    """One way to lead visitors to the instances. Engine, state and report know none of its classes."""

    @property
    def name(self) -> str:
        """Its name in the answers."""

    @property
    def in_service(self) -> str:
        """AWS's word for an instance that passes the health check."""

    def entrance(self, setup: Setup, site: Site) -> EntranceLocator:
        """Return the locator of the site's entrance, which may not exist yet."""

    def entrance_found(self, found: Found, site: str) -> Entrance | None:
        """Return the site's entrance as the steps of a run read it; None if it does not exist."""

    def choose_subnets(
        self,
        setup: Setup,
        site: Site,
        instances: Sequence[Instance],
        facts: Facts,
        entrance: EntranceLocator,
        questions: OpenQuestions,
    ) -> tuple[str, ...]:
        """Return the subnets of the site's entrance; what only the person can decide becomes a question.

        Raises:
            AwsFailure: a read was refused.
        """

    def first_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Yield what every plan of the setup asks of the account, as far as nothing need be known before."""

    def second_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Yield what a plan of the setup is likely to ask next, given the answers to the first questions."""

    def standing_questions(self, facts: Facts) -> Iterable[Ask]:
        """Yield what shows whether any entrance of the topology stands, as far as nothing need be known before."""

    def removal_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Yield what every removal of the setup asks of the account, as far as nothing need be known before."""

    def shared_steps(self, planning: Planning) -> Iterable[Step]:
        """Yield the steps of the setup as a whole."""

    def site_steps(self, planning: Planning, resolved: ResolvedSite) -> Iterable[Step]:
        """Yield the steps of one site."""

    def open_steps(self, planning: Planning, so_far: ResolvedSite) -> Iterable[Step]:
        """Yield the steps of one site that can be read while a value is open, because they do not depend on it."""

    def check_site(self, checked: SiteCheck, facts: Facts) -> Concerns:
        """Return the problems of one site that its resources do not report themselves."""

    def check_setup(self, checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
        """Return the problems of all sites together, such as a quota."""

    def leftovers(
        self, setup: Setup, history: History, checked: Sequence[SiteCheck], facts: Facts
    ) -> Iterable[Problem]:
        """Yield what runs of earlier answers created and these answers no longer ask for."""

    def cost(self, setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
        """Return the monthly cost after the run: of what is asked for, and of what is left of earlier answers."""

    def current_cost(self, setup: str, facts: Facts) -> MonthlyCost:
        """Return the monthly cost of what exists of the setup, whether it is still asked for or not."""

    def new_cost(self, steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
        """Return the monthly cost that the steps with these ids add by creating their resources."""

    def stopped_cost(self, steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
        """Return the monthly cost of what exists after a run that stopped part-way.

        Args:
            steps: All steps of the run.
            found: Their resources as last read; for a step that did not finish, as the plan read it.
            accepted: The ids of the steps with a call that AWS accepted.
            region: The region whose prices apply.
        """

    def domains(self, setup: str, facts: Facts) -> Iterable[str]:
        """Yield the domains of the sites that the tags of what the topology created name; one may come twice.

        Raises:
            AwsFailure: a read was refused.
        """

    def standing(self, setup: str, domain: str, facts: Facts) -> Iterable[EntranceLocator]:
        """Yield the entrances with the setup's tags that stand for a site, whether they are asked for or not.

        Raises:
            AwsFailure: a read was refused.
        """

    def page_shown(self, setup: str, domain: str, facts: Facts) -> bool:
        """Whether an entrance that stands for a site answers its visitors with the site's maintenance page.

        Raises:
            AwsFailure: a read was refused.
        """

    def held(self, setup: str, sites: Collection[str], facts: Facts) -> Iterable[HeldEntrance]:
        """Yield what stands of the entrances for these sites, which have moved to another topology.

        Raises:
            AwsFailure: a read was refused.
        """

    def abandoned(self, setup: Setup, facts: Facts) -> Iterable[Problem]:
        """Yield what stands for sites that the answers no longer ask for, while the setup has another topology.

        Raises:
            AwsFailure: a read was refused.
        """

    def changes_for_visitors(self, setup: Setup, moving: Collection[str]) -> Iterable[Problem]:
        """Yield what visitors notice of sites that move here from another topology. `moving` are their domains."""

    def removal(self, leaving: Leaving, facts: Facts) -> EntranceRemoval:
        """Return the steps that take away the topology's entrances of these sites, and what only those need.

        Raises:
            AwsFailure: a read was refused.
        """
