"""The lines of the live table: the board, a line for each site and, where it is open, for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rich.text import Text

from multisite_tui.report import words as say
from multisite_tui.report.clean import clean
from multisite_tui.report.layout import elapsed
from multisite_tui.report.marks import FULL, HEADING, STAGE_STYLES, WARNED, stage_word
from multisite_tui.report.progress import Row, RunProgress, SiteRows, Stage
from multisite_tui.report.time_left import is_late

COLUMNS = (("state", 10), ("step", 20), ("time", 6), ("what happens", 0))
STEP = "  {noun}"
WHOLE = "{title}: {words}"
OF_USUAL = "of {usual}: {words}"
"""Behind how long a step has waited."""
LONGER = "longer than usual ({usual}): {words}"
WAITS = "{step} {clock} {words}"


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    key: str
    cells: tuple[Text, ...]
    whole: str
    """All that there is to say, for below the table. It has no clock, so that it is not laid out anew each second."""

    def changed(self, before: Line) -> Iterator[tuple[str, Text]]:
        """Yield the columns that are not as before."""
        for (title, _), now, then in zip(COLUMNS, self.cells, before.cells, strict=True):
            if now != then:
                yield title, now


def lines_of(board: RunProgress, is_open: Callable[[str], bool], now: float) -> list[Line]:
    """Return the table as it is now."""
    lines = []
    for site in board.sites.values():
        lines.append(_site_line(site, now))
        if is_open(site.domain):
            lines += [_step_line(step, row, now) for step, row in site.rows.items()]
    return lines


def _site_line(site: SiteRows, now: float) -> Line:
    stage, telling = site.stage, site.telling
    count = say.LIVE_SITE_COUNT.format(done=site.count(Stage.DONE), total=len(site.rows))
    if telling is None:
        happens = whole = say.LIVE_SITE_DONE.format(total=len(site.rows)) if stage is Stage.DONE else ""
    else:
        whole = say.LIVE_WAIT.format(step=telling.noun, words=telling.words) if telling.words else telling.noun
        clock = elapsed(telling.seconds(now))
        waits = _waits(telling)
        happens = WAITS.format(step=telling.noun, clock=clock, words=_happens(telling, now)) if waits else whole
    cells = (_state(stage, ""), _text(site.title, HEADING), _text(count), _text(happens))
    return Line(site.domain, cells, WHOLE.format(title=site.title, words=whole))


def _step_line(step: str, row: Row, now: float) -> Line:
    took = "" if row.stage in (Stage.TO_DO, Stage.SKIPPED) else elapsed(row.seconds(now))
    cells = (
        _state(row.stage, row.action),
        _text(STEP.format(noun=row.noun)),
        _text(took, WARNED if is_late(row, now) else ""),
        _text(_happens(row, now)),
    )
    return Line(step, cells, WHOLE.format(title=row.title, words=row.words))


def _waits(row: Row) -> bool:
    return row.stage is Stage.WAITING and bool(row.expected)


def _happens(row: Row, now: float) -> str:
    """Return what happens; of a wait, how long it usually takes, which goes on from how long it has taken."""
    if not _waits(row):
        return row.words
    return (LONGER if is_late(row, now) else OF_USUAL).format(usual=row.expected, words=row.heard)


def _state(stage: Stage, action: str) -> Text:
    return Text(f"{FULL.of(stage)} {stage_word(stage, action)}", style=STAGE_STYLES[stage], no_wrap=True)


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style=style, no_wrap=True, overflow="ellipsis")
