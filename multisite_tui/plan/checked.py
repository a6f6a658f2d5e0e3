"""What a look at the account found of some steps, and what stands in their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.calls import Call
from multisite_tui.aws.resources.base import Kind
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.errors import Problem
from multisite_tui.model.roles import Role
from multisite_tui.model.sites import Site
from multisite_tui.plan.graph import Found, Step
from multisite_tui.plan.resolved import ResolvedSite


@dataclass
class Concerns:
    """What a check came to."""

    problems: list[Problem] = field(default_factory=list)
    """What must be settled before the first change."""
    warnings: list[Problem] = field(default_factory=list)
    """What stops nothing, and should be known."""


@dataclass
class StepsCheck:
    """Some steps against the account as it is."""

    before: Mapping[str, Any] = field(default_factory=dict)
    """What the steps found that these may build on, by step."""
    steps: list[Step] = field(default_factory=list)
    by_step: dict[str, Any] = field(default_factory=dict)
    """What each step's resource was found as."""
    problems: list[Problem] = field(default_factory=list)
    """What must be settled before the first change."""
    warnings: list[Problem] = field(default_factory=list)
    leftovers: list[Problem] = field(default_factory=list)
    """What is there, is no longer asked for, and is not taken away; it stops the run until the person accepts it."""

    @property
    def found(self) -> Found:
        """What the steps have found, with what they build on."""
        return Found(tuple(self.steps), {**self.before, **self.by_step})

    @property
    def calls(self) -> list[Call]:
        """What the steps would do."""
        known = self.found.outputs
        planned = [step for step in self.steps if step.resource.kind is not Kind.OBSERVE]
        return [call for step in planned for call in step.resource.calls(self.by_step.get(step.id), known)]


@dataclass
class SiteCheck(StepsCheck):
    """One site against the account as it is."""

    site: Site = field(kw_only=True)
    place: int = field(kw_only=True)
    """Of the site in the setup, from 0."""
    so_far: ResolvedSite = field(kw_only=True)
    """The site with what the account tells of it; what is still open is empty."""
    resolved: ResolvedSite | None = None
    """The same; None where a question is open that only the person can settle."""

    @property
    def requests_certificate(self) -> bool:
        """Whether a certificate is still to be requested."""
        choice = self.found.of(Role.CERTIFICATE, self.site.domain)
        return isinstance(choice, CertificateChoice) and choice.certificate is None

    def take(self, concerns: Concerns) -> None:
        """Add what a check of the site came to."""
        self.problems += [problem.of(self.site.domain).placed(self.place) for problem in concerns.problems]
        self.warnings += [warning.of(self.site.domain) for warning in concerns.warnings]
