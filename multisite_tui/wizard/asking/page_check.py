"""What a check of the account says of one page. Checks run in the background: plain data in, plain data out.

A page decides nothing about the account by itself. It words what the planner finds: the resource that a run would use,
what that resource was found as, and the problems that would stop a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.aws.resources.certificates import CertificateChoice, SiteCertificate
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.records import NameRecords, SiteRecords
from multisite_tui.aws.resources.security_groups import GivenGroup, NewGroup
from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.plan.checked import Concerns, SiteCheck, StepsCheck
from multisite_tui.plan.checks import check, check_shared, planning_of, resolved_site
from multisite_tui.plan.external_records import ExternalRecords, OutsideNames
from multisite_tui.plan.history import History
from multisite_tui.plan.topologies import topology_of
from multisite_tui.wizard.asking.fields import keys_on

TARGET_GROUP = "target_group"
"""The role of a step in a topology with target groups."""
KEYS: Mapping[str, str] = {
    "CAA_ERROR": "certificate",
    "name_delegated_away": "dns.zone",
}
"""The key of the answers that a problem belongs to, by its code, where no answer settles it."""


@dataclass(frozen=True)
class PageCheck:
    """One check."""

    good: str = ""
    """What is as it should be, in a sentence."""
    problems: tuple[Problem, ...] = ()
    data: Any = field(default=None)
    """What the page draws."""


AccountCheck = Callable[[Facts], PageCheck]
"""Called in a thread of its own; raises what AWS refuses."""
SiteQuestion = Callable[[Facts, Setup, int, History | None], PageCheck]
"""Answers about one site of a setup, by its place, and by what is known of earlier runs."""


FoundGroup = tuple[NewGroup | GivenGroup, SecurityGroup | None]
"""A group that a load balancer is to have, and the one that is there."""


@dataclass(frozen=True)
class SiteView:
    """One site as the planner finds it now, by what the pages are about."""

    site: Site
    place: int
    check: SiteCheck

    @classmethod
    def of(cls, setup: Setup, place: int, facts: Facts, history: History | None = None) -> SiteView:
        """Ask the planner about one site, also for what does not depend on a question that is still open.

        `history` is what is known of earlier runs; None if nothing is.

        Raises:
            AwsFailure: a read was refused.
        """
        site = setup.sites[place]
        return cls(site, place, check(setup, site, facts, history, while_open=True))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stands in the way of the site."""
        return tuple(self.check.problems)

    def problems_on(self, page: str) -> tuple[Problem, ...]:
        """Return what stands in the way, as far as the keys that belong to a page settle it."""
        keys = keys_on(page)
        return tuple(one for one in self.check.problems if self._about(one, keys))

    def leftovers(self, *keys: str) -> tuple[Problem, ...]:
        """Return what earlier answers made and these no longer ask for; a run stops at it unless it is accepted."""
        return tuple(one for one in self.check.leftovers if self._about(one, keys))

    @property
    def entrance(self) -> Entrance | None:
        """The site's entrance; None if there is none of the planned name."""
        return self.records[1].entrance

    @property
    def owner(self) -> Owner:
        """Recognises the site's own resources."""
        return self.records[0].owner

    @property
    def group(self) -> FoundGroup | None:
        """The group that the load balancer is to have, and the one that is there; None while the VPC is not known."""
        group: FoundGroup | None = step_of(self.check, Role.SECURITY_GROUP)
        return group

    @property
    def target_group(self) -> object | None:
        """The site's target group that is there; None where there is none."""
        step = step_of(self.check, TARGET_GROUP)
        return None if step is None else step[1]

    @property
    def certificate(self) -> tuple[SiteCertificate, CertificateChoice] | None:
        """What chooses the certificate, and what it chose; None where no listener needs one."""
        certificate: tuple[SiteCertificate, CertificateChoice] | None = step_of(self.check, Role.CERTIFICATE)
        return certificate

    @property
    def records(self) -> tuple[SiteRecords, NameRecords] | tuple[ExternalRecords, OutsideNames]:
        """The records that a run would make or wait for, and those that are there."""
        records: tuple[SiteRecords, NameRecords] | tuple[ExternalRecords, OutsideNames] = step_of(
            self.check, Role.RECORDS
        )
        return records

    def _about(self, problem: Problem, keys: tuple[str, ...]) -> bool:
        """Whether one of these keys of the site settles the problem."""
        key = key_of(problem, self.place).removeprefix(f"sites[{self.place}].")
        return any(_is_of(key, one) for one in keys)


@dataclass(frozen=True)
class SetupView:
    """What all sites share, as the planner finds it now."""

    setup: Setup
    sites: Sequence[SiteCheck]
    shared: StepsCheck
    together: Concerns
    facts: Facts

    @classmethod
    def of(cls, setup: Setup, facts: Facts, history: History | None = None) -> SetupView:
        """Ask the planner about the setup as a whole.

        Raises:
            AwsFailure: a read was refused.
        """
        sites = [resolved_site(setup, site, facts) for site in setup.sites]
        shared = check_shared(planning_of(setup, sites, facts, history or History()), facts)
        settled = all(one.resolved is not None for one in sites)
        together = topology_of(setup).check_setup(sites, facts) if settled else Concerns()
        return cls(setup, sites, shared, together, facts)

    def problems_of(self, *keys: str) -> tuple[Problem, ...]:
        """Return what stands in the way, as far as one of these keys settles it."""
        found = [*self.shared.problems, *(one for each in self.sites for one in each.problems), *self.together.problems]
        return tuple(dict.fromkeys(one for one in found if any(_is_of(one.key or "", key) for key in keys)))

    @property
    def entrance(self) -> Entrance | None:
        """The load balancer that is there; None if there is none of the planned name."""
        return topology_of(self.setup).entrance(self.setup, self.setup.sites[0]).read(self.facts)

    @property
    def group(self) -> FoundGroup | None:
        """The group that the load balancer is to have, and the one that is there; None while the VPC is not known."""
        group: FoundGroup | None = step_of(self.shared, Role.SECURITY_GROUP)
        return group

    @property
    def vpcs(self) -> set[str]:
        """The VPCs of the instances, as far as they are known."""
        return {one.so_far.vpc for one in self.sites}


def step_of(check: StepsCheck, role: str) -> Any:
    """Return the resource of the step with this role, and what it was found as; None where there is no such step."""
    step = next((one for one in check.steps if one.role == role), None)
    return None if step is None else (step.resource, check.by_step.get(step.id))


def key_of(problem: Problem, place: int | None) -> str:
    """Return the key of the answers that a problem belongs to; empty where to none.

    `place` is that of the problem's site; None for a problem of the whole setup.
    """
    if problem.key is not None or place is None or problem.code not in KEYS:
        return problem.key or ""
    return f"sites[{place}].{KEYS[problem.code]}"


def _is_of(key: str, other: str) -> bool:
    """Whether a key is another one, or a part of it."""
    return key == other or key.startswith(f"{other}.")
