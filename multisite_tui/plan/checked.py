"""Check results: what the account holds for some steps, and which problems the steps would meet."""

from __future__ import annotations

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
    """The problems and warnings of a check."""

    problems: list[Problem] = field(default_factory=list)
    """Problems that must be solved before the first change."""
    warnings: list[Problem] = field(default_factory=list)
    """Problems that do not stop the run."""


@dataclass
class StepsCheck:
    """Some steps compared with the account."""

    before: Found = field(default_factory=Found)
    """The steps that these steps may need, with their resources."""
    steps: list[Step] = field(default_factory=list)
    by_step: dict[str, Any] = field(default_factory=dict)
    """By step id, each step's resource as it was read."""
    left_out: set[str] = field(default_factory=set)
    """Ids of the steps that have nothing to do, and are in the plan only if they have."""
    problems: list[Problem] = field(default_factory=list)
    """Problems that must be solved before the first change."""
    warnings: list[Problem] = field(default_factory=list)
    leftovers: list[Problem] = field(default_factory=list)
    """What exists, is no longer asked for, and is not removed; it stops the run until the person accepts it."""

    @property
    def found(self) -> Found:
        """The resources of these steps and of the steps that they may need."""
        return Found((*self.before.steps, *self.steps), {**self.before.by_step, **self.by_step})

    @property
    def calls(self) -> list[Call]:
        """The calls that the steps would make now."""
        known = self.found.outputs
        planned = [step for step in self.steps if step.resource.kind is not Kind.OBSERVE]
        return [call for step in planned for call in step.resource.calls(self.by_step.get(step.id), known)]


@dataclass
class SiteCheck(StepsCheck):
    """One site compared with the account."""

    site: Site = field(kw_only=True)
    place: int = field(kw_only=True)
    """The site's index in the setup, from 0."""
    so_far: ResolvedSite = field(kw_only=True)
    """The site with the values that the account decides; a value that is still open is empty."""
    resolved: ResolvedSite | None = None
    """The same if no value is open; None if only the person can decide one."""

    @property
    def requests_certificate(self) -> bool:
        """Whether the site has no usable certificate, so that one would be requested."""
        choice = self.found.of(Role.CERTIFICATE, self.site.domain)
        return isinstance(choice, CertificateChoice) and choice.certificate is None

    def take(self, concerns: Concerns) -> None:
        """Add the result of a check of the site."""
        self.problems += [problem.of(self.site.domain).placed(self.place) for problem in concerns.problems]
        self.warnings += [warning.of(self.site.domain) for warning in concerns.warnings]
