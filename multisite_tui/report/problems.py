"""Problems as a person reads them: what happened, why, what to do, and words to search for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table

from multisite_tui.errors import Problem
from multisite_tui.report import words as say
from multisite_tui.report.clean import clean
from multisite_tui.report.console import console_for, styled
from multisite_tui.report.marks import ASIDE, BAD, HEADING, PROBLEM
from multisite_tui.report.safe_stream import SafeStream


def write_problems(
    problems: Sequence[Problem], stream: TextIO, *, brief: bool = False, of_command: bool = False
) -> None:
    """Write the problems to the stream.

    Args:
        problems: What to tell.
        stream: Mostly stderr.
        brief: Only what happened, one problem a line, never wrapped, as editors and scripts want the faults of a file.
        of_command: Whether what concerns no site is about the command itself, and not about the setup as a whole.
    """
    if brief:
        SafeStream(stream).write("".join(f"{clean(problem.what)}\n" for problem in problems))
        return
    console = console_for(stream)
    own = [problem for problem in problems if of_command and problem.site is None]
    for problem in own:
        console.print(problem_table(problem))
    for part in problems_text([problem for problem in problems if problem not in own]):
        console.print(part)


def problems_text(problems: Sequence[Problem]) -> Iterator[RenderableType]:
    """Yield the problems by site, those of the whole setup first."""
    sites = dict.fromkeys(problem.site for problem in problems)
    for site in sorted(sites, key=lambda site: site is not None):
        yield styled(say.PROBLEM_WHOLE if site is None else site, HEADING)
        for problem in dict.fromkeys(problem for problem in problems if problem.site == site):
            yield Padding(problem_table(problem), (0, 0, 0, 2))


def problem_table(problem: Problem, *, with_site: bool = False, next_first: bool = False) -> Table:
    """Return one problem: what happened beside its mark, the rest beneath.

    Args:
        problem: What to tell.
        with_site: Whether its site is named.
        next_first: Whether what to do stands before why, for places where not all of it may be in sight.
    """
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    what = f"{problem.site}: {problem.what}" if with_site and problem.site else problem.what
    table.add_row(styled(PROBLEM, BAD), styled(what))
    table.add_row("", details_table(problem, next_first=next_first))
    return table


def details_table(problem: Problem, *, next_first: bool = False) -> Table:
    """Return why, what to do, the key and the code, as far as they are known."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=ASIDE)
    table.add_column()
    reasons = ((say.PROBLEM_WHY, problem.why), (say.PROBLEM_NEXT, problem.next))
    details = (
        *(reversed(reasons) if next_first else reasons),
        (say.PROBLEM_KEY, problem.key),
        (say.PROBLEM_CODE, problem.code),
    )
    for label, text in details:
        if text:
            table.add_row(styled(label), styled(text))
    return table
