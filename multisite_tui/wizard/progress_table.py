"""The lines of the live table: the board, a line for each site and, where it is open, for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.text import Text

from multisite_tui.report import words as say
from multisite_tui.report.clean import clean
from multisite_tui.report.layout import elapsed
from multisite_tui.report.marks import FULL, HEADING, STAGE_STYLES, stage_word
from multisite_tui.report.progress import ACTIVE, Row, RunProgress, SiteRows, Stage

COLUMNS = (("state", 10), ("step", 20), ("time", 6), ("what happens", 0))
STEP = "  {noun}"
WHOLE = "{title}: {words}"


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    key: str
    cells: tuple[Text, ...]
    whole: str
    """All that there is to say, for below the table."""

    def changed(self, before: Line) -> Iterator[tuple[str, Text]]:
        """Yield the columns that are not as before."""
        for (title, _), now, then in zip(COLUMNS, self.cells, before.cells, strict=True):
            if now != then:
                yield title, now


def lines_of(board: RunProgress, is_open: Callable[[str], bool], now: float) -> list[Line]:
    """Return the table as it is now."""
    lines = []
    for site in board.sites.values():
        lines.append(_site_line(site))
        if is_open(site.domain):
            lines += [_step_line(step, row, now) for step, row in site.rows.items()]
    return lines


def _site_line(site: SiteRows) -> Line:
    stage, telling = site.stage, site.telling
    count = say.LIVE_SITE_COUNT.format(done=site.count(Stage.DONE), total=len(site.rows))
    if telling is None:
        happens = say.LIVE_SITE_DONE.format(total=len(site.rows)) if stage is Stage.DONE else ""
    else:
        happens = say.LIVE_WAIT.format(step=telling.noun, words=telling.words) if telling.words else telling.noun
    cells = (_state(stage, ""), _text(site.title, HEADING), _text(count), _text(happens))
    return Line(site.domain, cells, WHOLE.format(title=site.title, words=happens))


def _step_line(step: str, row: Row, now: float) -> Line:
    took = "" if row.stage in (Stage.TO_DO, Stage.SKIPPED) else elapsed(row.seconds(now))
    cells = (
        _state(row.stage, row.action),
        _text(STEP.format(noun=row.noun)),
        _text(took),
        _text(row.words if row.words or row.stage in ACTIVE else ""),
    )
    return Line(step, cells, WHOLE.format(title=row.title, words=row.words))


def _state(stage: Stage, action: str) -> Text:
    return Text(f"{FULL.of(stage)} {stage_word(stage, action)}", style=STAGE_STYLES[stage], no_wrap=True)


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style=style, no_wrap=True, overflow="ellipsis")
