"""Open questions: what only the person can decide, collected while the other values of a site are resolved."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from multisite_tui.errors import Problem


@dataclass
class OpenQuestions:
    """Collects the problems of a site while its other values are resolved."""

    site: str
    place: int
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, key: str, what: str, why: str, next: str) -> None:  # noqa: A002 - the field's own name
        """Add a problem of the site; `key` is one of the site's, such as `dns.zone`."""
        self.problems.append(Problem(code, what, why, next, self.site, key or None).placed(self.place))

    def has(self, code: str) -> bool:
        """Whether there is a problem with this code already."""
        return any(problem.code == code for problem in self.problems)

    def of_setup(self) -> None:
        """Turn the problems so far into problems of the setup: every other site would have the same ones."""
        prefix = f"sites[{self.place}]."
        self.problems = [
            replace(one, site=None, key=(one.key or "").removeprefix(prefix) or None) for one in self.problems
        ]
