"""The graph: steps, and what each needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from multisite_tui.aws.resources.base import Resource


@dataclass(frozen=True)
class Step:
    """Bring one resource to what is wanted."""

    id: str
    """The site and the resource, such as `main.io/load_balancer`."""
    site: str
    resource: Resource[Any]
    needs: tuple[str, ...] = ()
    """Steps that must be done first."""


def roots_of(step: Step, failed: Iterable[str], skipped: dict[str, str]) -> str | None:
    """Return the failed step because of which this one cannot run, None where it can."""
    broken = set(failed)
    for need in step.needs:
        if need in broken:
            return need
        if need in skipped:
            return skipped[need]
    return None
