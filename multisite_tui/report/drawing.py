"""Sites and steps drawn as lines of one width."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from multisite_tui.report import words as say
from multisite_tui.report.console import styled
from multisite_tui.report.layout import elapsed
from multisite_tui.report.marks import ASIDE, HEADING, STAGE_STYLES, Marks, stage_word
from multisite_tui.report.progress import ACTIVE, Row, SiteRows, Stage

WORD_WIDTH = 12
"""A mark, a space and the longest word, with two spaces after it."""
CLOCK_WIDTH = 9
MOST_WORDS = 3
"""Lines that the words of one step may take."""
RULER = Console(file=io.StringIO(), width=80)
"""rich wants a console to wrap by; nothing is written to it."""
TELLING = (*ACTIVE, Stage.FAILED)
"""The stages whose words a person needs."""


class Drawer:
    """Draws sites and steps as lines of one width.

    Args:
        width: Columns there are.
        domain_width: Columns for the domain where a site has one line.
        now: The time.
        marks: Signs that the terminal can show.
    """

    def __init__(self, width: int, domain_width: int, now: float, marks: Marks) -> None:
        self.width = width
        self.domain_width = domain_width
        self.now = now
        self.marks = marks

    def choices(self, site: SiteRows) -> list[list[Text]]:
        """Return the drawings of a site, the shortest first; a site that is well over has only the one line."""
        one = self.site_line(site)
        if site.stage is Stage.DONE:
            return [[one]]
        row = site.telling
        # A line that was cut gets a second chance with its words beneath, then with all its steps.
        two = [self.site_line(site, bare=True), *self.beneath(row)] if row and row.words else [one]
        return [[one], two, [styled(site.title, HEADING), *self.steps(site)]]

    def steps(self, site: SiteRows) -> list[Text]:
        """Return a line for each step, and the words of those that tell something."""
        longest = max(styled(row.title).cell_len for row in site.rows.values())
        title_width = min(longest, self.width - WORD_WIDTH - CLOCK_WIDTH)
        lines: list[Text] = []
        for row in site.rows.values():
            line = self.start(row.stage, row.action)
            line.append_text(padded(styled(row.title), title_width, self.marks))
            if row.stage not in (Stage.TO_DO, Stage.SKIPPED):
                line.append(f"  {elapsed(row.seconds(self.now)):>7}")
            lines.append(cut(line, self.width, self.marks))
            lines.extend(self.beneath(row) if row.stage in TELLING else [])
        return lines

    def beneath(self, row: Row) -> list[Text]:
        """Return a step's words on a few lines of their own."""
        room = max(8, self.width - WORD_WIDTH)
        parts = list(styled(row.words).wrap(RULER, room)) if row.words else []
        for part in parts:
            part.rstrip()
        if len(parts) > MOST_WORDS:
            rest = Text(" ").join(parts[MOST_WORDS - 1 :])
            parts = [*parts[: MOST_WORDS - 1], cut(rest, room, self.marks)]
        return [Text(" " * WORD_WIDTH).append_text(part) for part in parts]

    def site_line(self, site: SiteRows, *, bare: bool = False) -> Text:
        """Return the whole site on one line.

        Args:
            site: The site.
            bare: Whether to leave the words out, because they follow beneath.
        """
        line = self.start(site.stage, "").append_text(padded(styled(site.title), self.domain_width, self.marks))
        if site.stage is Stage.DONE:
            return cut(
                line.append("  ").append(say.LIVE_SITE_DONE.format(total=len(site.rows))), self.width, self.marks
            )
        count = say.LIVE_SITE_COUNT.format(done=site.count(Stage.DONE), total=len(site.rows))
        line.append(f"  {count:>5}")
        row = site.telling
        if row and row.stage is not Stage.TO_DO:
            line.append(f"  {elapsed(row.seconds(self.now)):>5}  ")
            told = row.noun if bare or not row.words else say.LIVE_WAIT.format(step=row.noun, words=row.words)
            line.append_text(styled(told))
        return cut(line, self.width, self.marks)

    def start(self, stage: Stage, action: str) -> Text:
        """Return mark and word, as wide as ever."""
        sign = f"{self.marks.of(stage)} {stage_word(stage, action):<{WORD_WIDTH - 2}}"
        return styled("").append(sign, STAGE_STYLES[stage])

    def most_telling(self, sites: Iterable[SiteRows], height: int) -> list[Text]:
        """Return the sites that fit when not even one line each does: trouble and waits first, and a count."""
        order = (Stage.FAILED, *ACTIVE, Stage.SKIPPED, Stage.TO_DO, Stage.DONE)
        ranked = sorted(sites, key=lambda site: order.index(site.stage))
        shown, hidden = ranked[: height - 1], ranked[height - 1 :]
        done = sum(site.stage is Stage.DONE for site in hidden)
        more = styled(say.LIVE_MORE.format(count=len(hidden), done=done), ASIDE)
        return [*(self.site_line(site) for site in shown), cut(more, self.width, self.marks)]


def padded(text: Text, width: int, marks: Marks) -> Text:
    """Return the text exactly so many columns wide; a wide letter counts two."""
    text = cut(text, width, marks)
    return text.append(" " * (width - text.cell_len))


def cut(text: Text, width: int, marks: Marks) -> Text:
    """Return the text, at most so many columns wide, with a sign where it was cut."""
    if text.cell_len > width:
        text.truncate(max(0, width - len(marks.more)), overflow="crop")
        text.append(marks.more)
    text.no_wrap = True
    return text
