"""Measuring, and how it is written down."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEAD = f"{'subject':60}  {'ratio':>6}"


@dataclass(frozen=True)
class Ratio:
    """Two things of one kind, measured in the same run."""

    subject: str
    one: float
    other: float
    unit: str = "s"

    def __str__(self) -> str:
        digits = 0 if self.unit != "s" else 3
        both = f"({self.one:.{digits}f} {self.unit} : {self.other:.{digits}f} {self.unit})"
        return f"{self.subject:60}  {self.one / self.other:6.1f}   {both}"


@dataclass(frozen=True)
class Spread:
    """One thing, measured often."""

    subject: str
    seconds: Sequence[float]

    @property
    def late(self) -> float:
        """The 95th percentile."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]

    def __str__(self) -> str:
        told = (
            f"median {statistics.median(self.seconds):.3f} s, 19 of 20 under {self.late:.3f} s,"
            f" worst {max(self.seconds):.3f} s, {len(self.seconds)} keys"
        )
        return f"  {self.subject}: {told}"


def median_of(times: int, do: Callable[[], object]) -> float:
    """Return the median of the seconds that something takes."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


@dataclass(frozen=True)
class Table:
    """Numbers side by side."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def __str__(self) -> str:
        """As Markdown: the first column is text, the others are numbers."""
        lines = [self.head, ["---", *(["--:"] * (len(self.head) - 1))], *self.rows]
        table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"\n### {self.title}\n\n{self.note}{table}\n"


@dataclass(frozen=True)
class Target:
    """What was to be reached, and what was measured."""

    subject: str
    most: float
    measured: float
    unit: str = "x"
    """`x` for a ratio."""

    @property
    def met(self) -> bool:
        return self.measured <= self.most

    def cells(self) -> tuple[str, str, str, str]:
        return self.subject, f"{self.most:g} {self.unit}", f"{self._rounded()} {self.unit}", "yes" if self.met else "no"

    def __str__(self) -> str:
        subject, most, measured, met = self.cells()
        return f"target: {subject}: {measured}, at most {most}: {met}"

    def _rounded(self) -> str:
        return f"{self.measured:.2f}" if self.unit == "x" else f"{self.measured:.0f}"


Line = Ratio | Spread | Table | Target
