"""Masks: words that stand for names, ids and texts; the same word for the same thing, however it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import idna

from multisite_tui.model.rules import domains

PLAIN_LABELS = ("www", "*")
"""Labels that say nothing about whose they are."""
MASKED_DOMAIN = "site-{number}.example"


class Masks:
    """The words of one report. A name below another one that the report knows is masked below its word."""

    def __init__(self, names: Iterable[str]) -> None:
        """Begin with the names of all domains that the report is about, so that it is known which is below which."""
        self._words: dict[tuple[str, str], str] = {}
        self._counts: Counter[str] = Counter()
        self._highest: dict[str, str] = {}
        canonical = list(dict.fromkeys(_canonical(name) for name in names))
        for name in canonical:
            if not any(_is_below(name, other) for other in canonical):
                self._add(name)

    def word(self, kind: str, value: str) -> str:
        """Return the word for a value, such as `account-1`; upper and lower case are the same."""
        known = (kind, value.casefold())
        if known not in self._words:
            self._counts[kind] += 1
            self._words[known] = f"{kind}-{self._counts[kind]}"
        return self._words[known]

    def domain(self, name: str) -> str:
        """Return the word for a domain, such as `sub-1.site-1.example`."""
        canonical = _canonical(name)
        above = [one for one in self._highest if canonical == one or _is_below(canonical, one)]
        if not above:
            return self._add(canonical)
        highest = max(above, key=len)
        labels = [one for one in canonical.removesuffix(highest).split(".") if one]
        masked = [one if one in PLAIN_LABELS else self.word("sub", one) for one in labels]
        return ".".join([*masked, self._highest[highest]])

    def knows(self, words: Iterable[str]) -> bool:
        """Whether one of these stands for something that is masked: a label of a domain, or a value."""
        labels = {label for name in self._highest for label in name.split(".")}
        values = {value for _, value in self._words}
        return any(one.casefold() in labels | values for one in words)

    def _add(self, name: str) -> str:
        return self._highest.setdefault(name, MASKED_DOMAIN.format(number=len(self._highest) + 1))


def _canonical(name: str) -> str:
    """Return a domain as DNS has it; text that is none, in lower case."""
    try:
        return domains.canonical(name.strip())
    except idna.IDNAError:
        return name.strip().removesuffix(".").lower()


def _is_below(name: str, other: str) -> bool:
    return name.endswith(f".{other}")
