"""How each state looks, in the report and in the wizard: its sign, its word and its style.

A word always stands beside a sign and a style, so that no meaning hangs on either. The wizard's style sheet names the
colours of Textual's theme for the same three moods: good, bad and busy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass

from multisite_tui.report import words
from multisite_tui.report.progress import Stage

HEADING = "bold"
ASIDE = "dim"
"""What need not be read: labels, reasons, what was not looked at."""
GOOD = "green"
BAD = "bold red"
WARNED = "bold yellow"
OPEN = "yellow"
"""What is not over yet."""
BUSY = "cyan"
UNKNOWN = "bold"
CHANGED = "yellow"
GONE = "red"

STAGE_STYLES: Mapping[Stage, str] = {
    Stage.TO_DO: ASIDE,
    Stage.WORKING: BUSY,
    Stage.WAITING: OPEN,
    Stage.RETRYING: OPEN,
    Stage.DONE: GOOD,
    Stage.FAILED: BAD,
    Stage.SKIPPED: ASIDE,
}
STAGE_WORDS: Mapping[Stage, str] = {
    Stage.TO_DO: words.WORD_TO_DO,
    Stage.WORKING: words.WORD_WORKING,
    Stage.WAITING: words.WORD_WAITING,
    Stage.RETRYING: words.WORD_RETRYING,
    Stage.DONE: words.WORD_DONE,
    Stage.FAILED: words.WORD_FAILED,
    Stage.SKIPPED: words.WORD_SKIPPED,
}
ACTION_MARKS: Mapping[str, str] = {"create": "+", "update": "~", "keep": "=", "check": "?", "delete": "-"}
ACTION_STYLES: Mapping[str, str] = {"create": GOOD, "update": CHANGED, "delete": GONE}
DONE_WORDS: Mapping[str, str] = {
    "create": words.WORD_MADE,
    "update": words.WORD_UPDATED,
    "keep": words.WORD_KEPT,
    "check": words.WORD_CHECKED,
    "delete": words.WORD_REMOVED,
}
PROBLEM = "!"
"""Before a problem; every terminal has it."""
VISIT_MARKS: Mapping[bool | None, str] = {True: "ok", False: PROBLEM, None: "-"}
"""Whether a visitor saw what is expected, None where nobody looked; plain letters, so that every terminal has them."""
VISIT_STYLES: Mapping[bool | None, str] = {True: GOOD, False: BAD, None: ASIDE}


@dataclass(frozen=True)
class Marks:
    """One set of signs."""

    done: str
    failed: str
    waiting: str
    working: str
    retrying: str
    skipped: str
    to_do: str
    arrow: str
    more: str
    """Where a line was cut."""

    def of(self, stage: Stage) -> str:
        """Return the sign of a step's stage."""
        sign: str = getattr(self, stage.name.lower())
        return sign


FULL = Marks(done="✓", failed="!", waiting="…", working=">", retrying="~", skipped="-", to_do=" ", arrow="→", more="…")
ASCII = Marks(
    done="+", failed="!", waiting=".", working=">", retrying="~", skipped="-", to_do=" ", arrow="->", more="..."
)
PAGE_TO_DO = "·"
"""Before a page of the wizard that was not left yet; a step that is to do has no sign, for many stand in a column."""


def marks_for(can_write: Callable[[str], bool]) -> Marks:
    """Return the signs that the stream can show."""
    return FULL if can_write("".join(astuple(FULL))) else ASCII


def stage_word(stage: Stage, action: str) -> str:
    """Return the word of a step's stage; of one that is done, what was done."""
    return DONE_WORDS.get(action, words.WORD_DONE) if stage is Stage.DONE else STAGE_WORDS[stage]
