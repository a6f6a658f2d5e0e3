"""Verifications: what a visitor of one name saw, and what that means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from multisite_tui.errors import ExitCode, Problem
from multisite_tui.internet.listener_visits import ListenerVisit


@dataclass(frozen=True)
class Verification:
    """One name of one site, as a visitor meets it."""

    site: str
    """The domain of the site."""
    name: str
    """The name that was visited: the domain, or one of its aliases."""
    seen: tuple[ListenerVisit, ...] = ()
    """What each listener showed, in their order; empty where no visit was made."""
    problems: tuple[Problem, ...] = ()
    """What is wrong, in full."""
    hints: tuple[Problem, ...] = ()
    """What deserves a second look and proves nothing."""
    not_made: str = ""
    """Why no visit was made."""

    @property
    def ok(self) -> bool | None:
        """Whether all is as expected; None where no visit was made and nothing is known to be wrong."""
        if self.problems:
            return False
        return None if self.not_made else True

    @property
    def message(self) -> str:
        """One line, such as `http 301 to https, https 200, certificate main.io until 2027-05-01`."""
        return self.not_made or ", ".join(one.message for one in self.seen)


def exit_code(verifications: Iterable[Verification]) -> ExitCode:
    """Return 5 where anything is not as expected, else 0.

    So it is 0 as well where no visit was made because the endpoint is not AWS: nothing is wrong there. Hints count for
    nothing.
    """
    wrong = any(one.ok is False for one in verifications)
    return ExitCode.PARTIAL if wrong else ExitCode.DONE
