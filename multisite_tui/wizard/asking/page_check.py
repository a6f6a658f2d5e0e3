"""What a look at the account says of one page. Looks run in the background: plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import Problem
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checks import check


@dataclass(frozen=True)
class PageCheck:
    """One look."""

    good: str = ""
    """What is as it should be, in a sentence."""
    problems: tuple[Problem, ...] = ()
    data: Any = field(default=None)
    """What the page draws."""


AccountCheck = Callable[[Facts], PageCheck]
"""Called in a thread of its own; raises what AWS refuses."""


def problems_of(setup: Setup | None, place: int, facts: Facts, *keys: str) -> tuple[Problem, ...]:
    """Return what stands in the way of one site, as far as these keys of its answers settle it."""
    if setup is None:
        return ()
    found = check(setup, setup.sites[place], facts)
    return tuple(problem for problem in found.problems if not keys or _about(problem, place, keys))


def _about(problem: Problem, place: int, keys: tuple[str, ...]) -> bool:
    key = (problem.key or "").removeprefix(f"sites[{place}].")
    return any(key == one or key.startswith(f"{one}.") for one in keys)
