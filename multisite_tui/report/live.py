"""The board drawn to fit: every step where there is room, one line a site where there is not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from multisite_tui.report import words as say
from multisite_tui.report.console import styled
from multisite_tui.report.drawing import Drawer, cut
from multisite_tui.report.layout import elapsed
from multisite_tui.report.marks import HEADING, Marks
from multisite_tui.report.progress import RunProgress
from multisite_tui.report.time_left import time_left

LEAST_DOMAIN = 16
BESIDE_DOMAIN = 50
"""Columns of a site's line that its domain may not take."""
LEAST_LINES = 3


class LiveView:
    """A renderable that draws the board anew for the size the terminal has right now.

    The lock is the board's own and is held only while lines are made, never while rich takes a lock of its own, so
    that rich's refreshing thread and the thread of an event cannot wait for each other.
    """

    def __init__(
        self, board: RunProgress, lock: threading.Lock, marks: Marks, clock: Callable[[], float] = time.monotonic
    ):
        self.board = board
        self.lock = lock
        self.marks = marks
        self.clock = clock

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield one line of text after the other, at most one less than the terminal is high."""
        with self.lock:
            lines = self.lines(options.max_width, max(LEAST_LINES, console.height - 1))
        yield from lines

    def lines(self, width: int, height: int) -> list[Text]:
        """Return the heading and the sites, cut to the width, at most `height` lines."""
        now = self.clock()
        self.board.settle(now)
        sites = list(self.board.sites.values())
        longest = max((styled(site.title).cell_len for site in sites), default=0)
        drawer = Drawer(width, min(longest, max(LEAST_DOMAIN, width - BESIDE_DOMAIN)), now, self.marks)
        blocks = fit([drawer.choices(site) for site in sites], height - 1)
        shown = [line for block in blocks for line in block]
        if len(shown) > height - 1:
            shown = drawer.most_telling(sites, height - 1)
        return [self.heading(width, now), *shown]

    def heading(self, width: int, now: float) -> Text:
        """Return the line on top: how far, how long, and that stopping is safe."""
        fields = {
            "setup": self.board.setup,
            "done": self.board.done,
            "total": self.board.total,
            "clock": elapsed(self.board.seconds(now)),
        }
        # In the practice account, this clock says nothing of the time that waits take there.
        left = "" if self.board.practice else time_left(self.board, now).words
        templates = [*([say.LIVE_LEFT] if left else []), say.LIVE_HEADING, say.LIVE_HEADING_SHORT]
        texts = [styled(template.format(**fields, left=left), HEADING) for template in templates]
        text = next((one for one in texts if one.cell_len <= width), texts[-1])
        return cut(text, width, self.marks)


def fit(choices: list[list[list[Text]]], height: int) -> list[list[Text]]:
    """Choose for each site the fullest drawing such that all of them fit; from the first site on, level by level.

    Args:
        choices: For each site its drawings, the shortest first.
        height: Lines there are.
    """
    chosen = [0] * len(choices)
    left = height - sum(len(drawings[0]) for drawings in choices)
    for level in range(1, max((len(drawings) for drawings in choices), default=1)):
        for place, drawings in enumerate(choices):
            if level < len(drawings) and chosen[place] == level - 1:
                more = len(drawings[level]) - len(drawings[level - 1])
                if more <= left:
                    chosen[place], left = level, left - more
    return [drawings[level] for drawings, level in zip(choices, chosen, strict=True)]
