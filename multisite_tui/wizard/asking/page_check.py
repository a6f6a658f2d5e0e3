"""What a check of the account says of one page. Checks run in the background: plain data in, plain data out.

A page decides nothing about the account by itself. It words what the planner finds: the resource that a run would use,
what that resource was found as, and the problems that would stop a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from multisite_tui.plan.checked import SiteCheck
from multisite_tui.plan.checks import check
from multisite_tui.plan.external_records import ExternalRecords, OutsideNames
from multisite_tui.plan.history import History
from multisite_tui.wizard.asking.fields import keys_on

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
    def group(self) -> tuple[NewGroup | GivenGroup, SecurityGroup | None] | None:
        """The group that the load balancer is to have, and the one that is there; None while the VPC is not known."""
        group: tuple[NewGroup | GivenGroup, SecurityGroup | None] | None = self._step(Role.SECURITY_GROUP)
        return group

    @property
    def certificate(self) -> tuple[SiteCertificate, CertificateChoice] | None:
        """What chooses the certificate, and what it chose; None where no listener needs one."""
        certificate: tuple[SiteCertificate, CertificateChoice] | None = self._step(Role.CERTIFICATE)
        return certificate

    @property
    def records(self) -> tuple[SiteRecords, NameRecords] | tuple[ExternalRecords, OutsideNames]:
        """The records that a run would make or wait for, and those that are there."""
        records: tuple[SiteRecords, NameRecords] | tuple[ExternalRecords, OutsideNames] = self._step(Role.RECORDS)
        return records

    def _step(self, role: Role) -> Any:
        step = next((one for one in self.check.steps if one.role is role), None)
        return None if step is None else (step.resource, self.check.by_step.get(step.id))

    def _about(self, problem: Problem, keys: tuple[str, ...]) -> bool:
        """Whether one of these keys of the site settles the problem."""
        key = key_of(problem, self.place).removeprefix(f"sites[{self.place}].")
        return any(key == one or key.startswith(f"{one}.") for one in keys)


def key_of(problem: Problem, place: int | None) -> str:
    """Return the key of the answers that a problem belongs to; empty where to none.

    `place` is that of the problem's site; None for a problem of the whole setup.
    """
    if problem.key is not None or place is None or problem.code not in KEYS:
        return problem.key or ""
    return f"sites[{place}].{KEYS[problem.code]}"
