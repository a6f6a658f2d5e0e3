"""The shared topology: one Application Load Balancer for all sites."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.target_groups import TargetGroup
from multisite_tui.aws.resources.entrances import EntranceLocator, SharedEntrance
from multisite_tui.aws.resources.host_rules import rules_of
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.targets import RegisteredTargets
from multisite_tui.errors import Problem
from multisite_tui.model.plans import HeldEntrance, MonthlyCost
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.terms import HEALTHY
from multisite_tui.plan.checked import Concerns, SiteCheck
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.group_capacity import check_group_capacity
from multisite_tui.plan.history import History
from multisite_tui.plan.leaving import EntranceRemoval, Leaving
from multisite_tui.plan.open_questions import OpenQuestions
from multisite_tui.plan.packet_checks import check_packets
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.shared import shared_costs, shared_leftovers, shared_questions, shared_removal, visitor_changes
from multisite_tui.plan.shared.setup_steps import SharedSteps
from multisite_tui.plan.shared.shared_checks import check_groups, check_name, check_quotas, check_vpc
from multisite_tui.plan.shared.shared_site import SharedSite
from multisite_tui.plan.shared.shared_subnets import subnets_for_all
from multisite_tui.plan.topology import Ask, Planning


@dataclass(frozen=True)
class SharedTopology:
    """One load balancer for all sites, which sends a request on by the host that the visitor asks for."""

    name: str = shared_removal.NAME
    in_service: str = HEALTHY

    def entrance(self, setup: Setup, site: Site) -> SharedEntrance:
        """Return the load balancer of all sites, as visitors of this one meet it."""
        return SharedEntrance(setup.shared_balancer, site.target_group_name, site.domain)

    def entrance_found(self, found: Found, site: str) -> Entrance | None:
        """Return the load balancer as the steps of a run read it; None if it does not exist."""
        balancer = found.of(Role.LOAD_BALANCER, site)
        if not isinstance(balancer, ApplicationLoadBalancer):
            return None
        group = found.of(Role.TARGET_GROUP, site)
        targets = found.of(Role.INSTANCES, site)
        there = targets.targets if isinstance(targets, RegisteredTargets) else ()
        entrance = Entrance(
            name=balancer.name,
            dns_name=balancer.dns_name,
            leads_to=balancer.leads_to,
            vpc=balancer.vpc,
            subnets=balancer.subnets,
            security_groups=balancer.security_groups,
            ports=(),
            instances=frozenset(one.instance for one in there if not one.leaving),
            health_check=None,
        )
        return replace(entrance, tags=group.tags, tagged=group.arn) if isinstance(group, TargetGroup) else entrance

    def choose_subnets(
        self,
        setup: Setup,
        site: Site,
        instances: Sequence[Instance],
        facts: Facts,
        entrance: EntranceLocator,
        questions: OpenQuestions,
    ) -> tuple[str, ...]:
        """Return the subnets of the load balancer of all sites, in two availability zones at least."""
        return subnets_for_all(setup, instances, facts, entrance, questions)

    def first_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Return the load balancers, target groups and ingress rules, and the certificates if a site needs one."""
        return shared_questions.first(setup, facts)

    def second_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Return the details of the load balancer and of the target groups."""
        return shared_questions.second(setup, facts)

    def standing_questions(self, facts: Facts) -> Iterable[Ask]:
        """Return the load balancers of the later API."""
        return [facts.application_load_balancers]

    def removal_questions(self, setup: Setup, facts: Facts) -> Iterable[Ask]:
        """Return what carries the setup's tags, and the certificates."""
        return shared_questions.of_removal(setup, facts)

    def shared_steps(self, planning: Planning) -> Iterable[Step]:
        """Return the steps of the load balancer; none while no site is without an open value."""
        return SharedSteps(planning).steps() if planning.resolved else ()

    def site_steps(self, planning: Planning, resolved: ResolvedSite) -> Iterable[Step]:
        """Return the steps of one site."""
        return SharedSite(planning, resolved).steps()

    def open_steps(self, planning: Planning, so_far: ResolvedSite) -> Iterable[Step]:
        """Return the steps of one site that can be read while a value is open."""
        return SharedSite(planning, so_far).steps_while_open()

    def check_site(self, checked: SiteCheck, facts: Facts) -> Concerns:
        """Check the path of packets through the load balancer to the site's instances."""
        return check_packets(checked, facts)

    def check_setup(self, checked: Sequence[SiteCheck], facts: Facts) -> Concerns:
        """Check name, VPC, target groups and quotas of the load balancer, and the room in the instances' groups."""
        found = [
            check_name(checked, facts),
            check_groups(checked, facts),
            check_vpc(checked),
            check_quotas(checked, facts),
            check_group_capacity(checked),
        ]
        return Concerns(
            [one for each in found for one in each.problems], [one for each in found for one in each.warnings]
        )

    def leftovers(
        self, setup: Setup, history: History, checked: Sequence[SiteCheck], facts: Facts
    ) -> Iterable[Problem]:
        """Return load balancers, target groups and records that are no longer asked for."""
        return shared_leftovers.of_setup(setup, history, checked, facts)

    def page_shown(self, setup: str, domain: str, facts: Facts) -> bool:
        """Return whether a rule of the site answers for its program, at any load balancer of the setup."""
        owner = Owner(setup, domain, {})
        return any(
            owner.owns(rule.tags) and rule.answers
            for balancer in {one.name for one in self.standing(setup, domain, facts)}
            for there in rules_of(facts.application_load_balancer(balancer), facts).by_port.values()
            for rule in there.rules
        )

    def held(self, setup: str, sites: Collection[str], facts: Facts) -> Iterable[HeldEntrance]:
        """Return the load balancer that sites have moved away from; nothing if it serves other sites alone."""
        held = list(shared_costs.held_balancers(setup, sites, facts))
        # Where none stands, what target groups there are is not worth a read of each plan.
        serves = {site for _, site in shared_leftovers.groups_of(setup, facts).values()} if held else set()
        return () if serves and serves.isdisjoint(sites) else held

    def abandoned(self, setup: Setup, facts: Facts) -> Iterable[Problem]:
        """Return the target groups of sites that are no longer asked for."""
        return shared_leftovers.of_former_sites(setup, facts)

    def cost(self, setup: Setup, checked: Sequence[SiteCheck], facts: Facts) -> MonthlyCost:
        """Return the monthly cost of the load balancer after the run."""
        return shared_costs.wanted_cost(setup, checked, facts)

    def current_cost(self, setup: str, facts: Facts) -> MonthlyCost:
        """Return the monthly cost of the load balancers that exist."""
        return shared_costs.existing_cost(setup, facts)

    def new_cost(self, steps: Sequence[Step], created: Collection[str], region: str) -> MonthlyCost:
        """Return the monthly cost of the load balancer if it is still to be created."""
        return shared_costs.added_cost(steps, created, region)

    def stopped_cost(self, steps: Sequence[Step], found: Found, accepted: Collection[str], region: str) -> MonthlyCost:
        """Return the monthly cost of the load balancer if it exists after a run that stopped part-way."""
        return shared_costs.stopped_cost(steps, found, accepted, region)

    def domains(self, setup: str, facts: Facts) -> Iterable[str]:
        """Return the sites of which a target group carries the setup's tags."""
        return shared_removal.sites_by_tags(setup, facts)

    def standing(self, setup: str, domain: str, facts: Facts) -> Iterable[EntranceLocator]:
        """Return the load balancer for each target group with the site's tags."""
        return shared_removal.standing_of(setup, domain, facts)

    def changes_for_visitors(self, setup: Setup, moving: Collection[str]) -> Iterable[Problem]:
        """Return what a load balancer that knows hosts and speaks HTTP does differently."""
        return visitor_changes.changes_for_visitors(setup, moving)

    def removal(self, leaving: Leaving, facts: Facts) -> EntranceRemoval:
        """Return how the sites leave the load balancer, which goes with the last one."""
        return shared_removal.removal_of(leaving, facts)
