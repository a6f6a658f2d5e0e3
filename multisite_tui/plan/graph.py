"""The graph: the steps, which steps each of them needs, and what was found of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from multisite_tui.aws.resources.base import Resource, StepOutputs
from multisite_tui.model.roles import Role

SHARED = "shared"
"""The first part of the id of a step of the setup as a whole; never a site's domain, which has a dot."""


@dataclass(frozen=True)
class Step:
    """Brings one resource to the wanted state."""

    id: str
    """Unique in the plan and the same in every run, such as `main.io/load_balancer`."""
    role: Role
    site: str
    """The domain of its site; empty if the step belongs to the setup as a whole."""
    sites: tuple[str, ...]
    """The domains of the sites that it serves."""
    resource: Resource[Any]
    needs: tuple[str, ...] = ()
    """Ids of the steps that must be done first."""

    def without(self, left_out: Collection[str]) -> Step:
        """Return the same step, which does not need these."""
        return replace(self, needs=tuple(need for need in self.needs if need not in left_out))


def site_step(site: str, role: Role, resource: Resource[Any], *needs: str, name: str = "") -> Step:
    """Return a step of one site.

    Args:
        site: The domain.
        role: The part that the step plays for the site.
        resource: The resource that it brings to the wanted state.
        needs: The steps that must be done first: names of steps of the same site, or, with a slash, ids of any steps.
        name: The part of its id after the site; needed if the role is not unique in the site.
    """
    needed = tuple(need if "/" in need else f"{site}/{need}" for need in needs)
    return Step(f"{site}/{name or role}", role, site, (site,), resource, needed)


def shared_step(sites: Iterable[str], role: Role, resource: Resource[Any], *needs: str, name: str = "") -> Step:
    """Return a step of the setup as a whole that serves these sites. The other arguments are those of `site_step`."""
    needed = tuple(need if "/" in need else f"{SHARED}/{need}" for need in needs)
    return Step(f"{SHARED}/{name or role}", role, "", tuple(sites), resource, needed)


@dataclass(frozen=True)
class Found:
    """The resources of some steps as they were read."""

    steps: tuple[Step, ...] = ()
    by_step: Mapping[str, Any] = field(default_factory=dict)
    """By step id; a step that is missing was not read, or did not finish."""

    def of(self, role: Role, site: str) -> Any:
        """Return the resource of the site's first step with this role; None if it does not exist or was not read."""
        return next(self.each(role, site), None)

    def each(self, role: Role, site: str) -> Iterator[Any]:
        """Yield the resource of each of the site's steps with this role."""
        for step in self.steps:
            if step.role is role and site in step.sites and self.by_step.get(step.id) is not None:
                yield self.by_step[step.id]

    def has(self, role: Role, site: str) -> bool:
        """Whether a step with this role was read, or finished."""
        return any(step.id in self.by_step for step in self.steps if step.role is role and site in step.sites)

    @property
    def outputs(self) -> StepOutputs:
        """The same, as input for the resources that need it."""
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
