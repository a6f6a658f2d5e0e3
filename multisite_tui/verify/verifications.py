"""Verifications: the results of visiting one name of a site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from multisite_tui.errors import ExitCode, Problem
from multisite_tui.internet.listener_visits import ListenerVisit


@dataclass(frozen=True)
class Verification:
    """The result of visiting one name of one site."""

    site: str
    """The domain of the site."""
    name: str
    """The visited name: the site's domain, or one of its aliases."""
    seen: tuple[ListenerVisit, ...] = ()
    """The result of each listener, in their order; empty if no visit was made."""
    problems: tuple[Problem, ...] = ()
    """The problems in full."""
    hints: tuple[Problem, ...] = ()
    """Observations that may be problems; they do not affect the exit code."""
    not_made: str = ""
    """Why no visit was made; empty if one was made."""

    @property
    def ok(self) -> bool | None:
        """Whether everything is as expected; None if a visit could not be made and no problem is known."""
        if self.problems:
            return False
        return None if self.not_made or any(one.ok is None for one in self.seen) else True

    @property
    def message(self) -> str:
        """One line, such as `http 301 to https, https 200, certificate main.io until 2027-05-01`."""
        return self.not_made or ", ".join(one.message for one in self.seen)


def exit_code(verifications: Iterable[Verification]) -> ExitCode:
    """Return 5 if anything is not as expected, else 0.

    It is 0 also if no visit was made because the endpoint is not AWS. Hints are ignored.
    """
    wrong = any(one.ok is False for one in verifications)
    return ExitCode.PARTIAL if wrong else ExitCode.DONE
