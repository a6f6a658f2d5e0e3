"""The classic topology: one Classic Load Balancer for each site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.removals.load_balancers import FoundBalancer
from multisite_tui.aws.resources.entrances import ClassicEntrance, EntranceLocator
from multisite_tui.errors import Problem
from multisite_tui.model.plans import HeldEntrance, MonthlyCost
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import IN_SERVICE
from multisite_tui.plan.checked import Concerns, SiteCheck
from multisite_tui.plan.classic import balancer_costs, leftovers, questions
from multisite_tui.plan.classic.balancer_checks import check_balancer, check_quota, check_stickiness
from multisite_tui.plan.classic.site_removal import NAME, removal_of, sites_by_tags, standing_of
from multisite_tui.plan.classic.site_steps import ClassicSite
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.group_capacity import check_group_capacity
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import EntranceRemoval, Leaving
from multisite_tui.plan.open_questions import OpenQuestions
from multisite_tui.plan.packet_checks import check_packets
from multisite_tui.plan.resolve import own_subnets
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.topology import Ask, Planning


@dataclass(frozen=True)
class ClassicTopology:
    """One load balancer for each site; there are no steps of the setup as a whole."""

    name: str = NAME
    in_service: str = IN_SERVICE

    def entrance(self, setup: Setup, site: Site) -> ClassicEntrance:
        """Return the site's own load balancer."""
        return ClassicEntrance(site.load_balancer)

    def entrance_found(self, found: Found, site: str) -> Entrance | None:
        """Return the site's load balancer as the steps of a run read it; None if it does not exist."""
        there = found.of(Role.LOAD_BALANCER, site)
        balancer = there.balancer if isinstance(there, FoundBalancer) else there
        return balancer.entrance if isinstance(balancer, LoadBalancer) else None

    def choose_subnets(
        self,
        setup: Setup,
        site: Site,
        instances: Sequence[Instance],
        facts: Facts,
        entrance: EntranceLocator,
        questions: OpenQuestions,
    ) -> tuple[str, ...]:
        """Return those of the answers, or one public subnet in each zone of the site's instances."""
        return own_subnets(setup, site, instances, facts, entrance, questions)

    def first_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Return the load balancers, the setup's ingress rules, and the certificates if a site needs one."""
        return questions.first(setup, facts)

    def second_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Return the details of the sites' load balancers and certificates."""
        return questions.second(setup, facts)

    def standing_questions(self, facts: Facts) -> Iterable[Ask]:
        """Return the load balancers."""
        return [facts.load_balancers]

    def removal_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Return what carries the setup's tags, and the certificates."""
        return questions.of_removal(setup, facts)

    def shared_steps(self, planning: Planning) -> Iterable[Step]:
        """Return no steps."""
        return ()

    def site_steps(self, planning: Planning, resolved: ResolvedSite) -> Iterable[Step]:
        """Return the steps of one site."""
        return ClassicSite(planning, resolved).steps()

    def open_steps(self, planning: Planning, so_far: ResolvedSite) -> Iterable[Step]:
        """Return the steps of one site that can be read while a value is open."""
        return ClassicSite(planning, so_far).steps_while_open()

    def check_site(self, checked: SiteCheck, facts: Facts) -> Concerns:
        """Check the site's load balancer, and the path of packets through it."""
        found = [check_balancer(checked, facts), check_packets(checked, facts), check_stickiness(checked.site)]
        return Concerns(
            [one for each in found for one in each.problems], [one for each in found for one in each.warnings]
        )

    def check_setup(self, checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
        """Check the quota of load balancers, and the room for rules in the instances' security groups."""
        resolved = [one for one in checked if one.resolved]
        new = sum(one.found.of(Role.LOAD_BALANCER, one.site.domain) is None for one in resolved)
        quota = check_quota(new, facts)
        capacity = check_group_capacity(checked)
        return Concerns([*quota.problems, *capacity.problems], [*quota.warnings, *capacity.warnings])

    def leftovers(
        self, setup: Setup, history: History, checked: Sequence[SiteCheck], facts: Facts
    ) -> Iterable[Problem]:
        """Return load balancers, security groups and records that are no longer asked for."""
        return leftovers.of_setup(setup, history, checked, facts)

    def cost(self, setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
        """Return the monthly cost of the load balancers after the run."""
        return balancer_costs.wanted_cost(setup, checked, facts)

    def current_cost(self, setup: str, facts: Facts) -> MonthlyCost:
        """Return the monthly cost of the load balancers that exist."""
        return balancer_costs.existing_cost(setup, facts)

    def new_cost(self, steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
        """Return the monthly cost of the load balancers that are still to be created."""
        return balancer_costs.added_cost(steps, created, region)

    def stopped_cost(self, steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
        """Return the monthly cost of the load balancers that exist after a run that stopped part-way."""
        return balancer_costs.stopped_cost(steps, found, accepted, region)

    def domains(self, setup: str, facts: Facts) -> Iterable[str]:
        """Return the sites of the load balancers and security groups with the setup's tags."""
        return sites_by_tags(setup, facts)

    def standing(self, setup: str, domain: str, facts: Facts) -> Iterable[ClassicEntrance]:
        """Return the load balancers with the site's tags."""
        return standing_of(setup, domain, facts)

    def page_shown(self, setup: str, domain: str, facts: Facts) -> bool:
        """Return no: a Classic Load Balancer has no page."""
        return False

    def held(self, setup: str, sites: Collection[str], facts: Facts) -> Iterable[HeldEntrance]:
        """Return the load balancers of sites that have moved to another topology."""
        return balancer_costs.held_balancers(setup, sites, facts)

    def abandoned(self, setup: Setup, facts: Facts) -> Iterable[Problem]:
        """Return the load balancers of sites that are no longer asked for."""
        return leftovers.of_former_sites(setup, facts)

    def changes_for_visitors(self, setup: Setup, moving: Collection[str]) -> Iterable[Problem]:
        """Return nothing: what the other topology added is gone, and everything is answered as by the program."""
        return ()

    def removal(self, leaving: Leaving, facts: Facts) -> EntranceRemoval:
        """Return how the sites' load balancers, their groups and their ways in are removed, in an order AWS accepts."""
        return removal_of(leaving, facts)
