"""The graph: steps, what each needs, and what was found of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.resources.base import Resource, StepOutputs
from multisite_tui.model.roles import Role

SHARED = "shared"
"""Begins the id of a step of the setup as a whole; a site's domain always has a dot."""


@dataclass(frozen=True)
class Step:
    """Bring one resource to what is wanted."""

    id: str
    """Unique in the plan and the same in each run, such as `main.io/load_balancer`."""
    role: Role
    site: str
    """The domain of the site that it belongs to; empty where it belongs to the setup as a whole."""
    sites: tuple[str, ...]
    """The domains of the sites that it serves."""
    resource: Resource[Any]
    needs: tuple[str, ...] = ()
    """Steps that must be done first."""


def site_step(site: str, role: Role, resource: Resource[Any], *needs: str, name: str = "") -> Step:
    """Return a step of one site.

    Args:
        site: The domain.
        role: What it is.
        resource: What it brings to what is wanted.
        needs: The names of steps of the same site that must be done first; one with a slash is any step's id.
        name: The part of its id behind the site, where the role alone is not unique in the site.
    """
    needed = tuple(need if "/" in need else f"{site}/{need}" for need in needs)
    return Step(f"{site}/{name or role}", role, site, (site,), resource, needed)


def shared_step(sites: Iterable[str], role: Role, resource: Resource[Any], *needs: str, name: str = "") -> Step:
    """Return a step of the setup as a whole, which serves these sites. The arguments are those of `site_step`."""
    needed = tuple(need if "/" in need else f"{SHARED}/{need}" for need in needs)
    return Step(f"{SHARED}/{name or role}", role, "", tuple(sites), resource, needed)


@dataclass(frozen=True)
class Found:
    """What the resources of some steps were found as."""

    steps: tuple[Step, ...] = ()
    by_step: Mapping[str, Any] = field(default_factory=dict)
    """By step id; a step that is not here was not looked at, or did not finish."""

    def of(self, role: Role, site: str) -> Any:
        """Return what the site's first step of this role was found as; None where it is not there."""
        return next(self.each(role, site), None)

    def each(self, role: Role, site: str) -> Iterator[Any]:
        """Yield what each of the site's steps of this role was found as."""
        for step in self.steps:
            if step.role is role and site in step.sites and self.by_step.get(step.id) is not None:
                yield self.by_step[step.id]

    def has(self, role: Role, site: str) -> bool:
        """Whether a step of this role was looked at, or finished."""
        return any(step.id in self.by_step for step in self.steps if step.role is role and site in step.sites)

    @property
    def outputs(self) -> StepOutputs:
        """The same, for the resources that build on it."""
        return StepOutputs(self.by_step)


def roots_of(step: Step, failed: Iterable[str], skipped: Mapping[str, str]) -> str | None:
    """Return the failed step that blocks this one, or None."""
    broken = set(failed)
    for need in step.needs:
        if need in broken:
            return need
        if need in skipped:
            return skipped[need]
    return None
