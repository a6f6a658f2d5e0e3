"""How a state looks is written once, for the report and for the wizard."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_samples import PLAN
from rich.errors import StyleSyntaxError
from rich.style import Style
from rich.text import Text

import multisite_tui
from multisite_tui.model.events import Planned, StepFinished, StepStarted
from multisite_tui.model.plans import Action
from multisite_tui.report import marks
from multisite_tui.report.drawing import Drawer
from multisite_tui.report.progress import RunProgress, Stage
from multisite_tui.wizard.progress_table import lines_of

PACKAGE = Path(multisite_tui.__file__).parent
ROOMS = ("report", "wizard")
STYLED = (PACKAGE / "report" / "marks.py", PACKAGE / "wizard" / "themes.py")
"""Where styles are written: for texts, and in the colours of the screens."""
NO_STYLES = {"", "none", "default", "frame", "s", "b", "c", "d", "o", "r"}
"""Words that rich takes for a style, and that mean something else here."""


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text that is written in the rooms that draw, with its place."""
    for path in sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.py") if path not in STYLED):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node.value


def is_style(text: str) -> bool:
    try:
        return text.strip() not in NO_STYLES and bool(Style.parse(text))
    except StyleSyntaxError:
        return False


def test_no_style_is_written_elsewhere() -> None:
    assert is_style("bold red")
    assert [place for place, text in texts() if is_style(text)] == []


def test_no_sign_of_what_is_done_is_written_elsewhere() -> None:
    assert [place for place, text in texts() if marks.FULL.done in text] == []


def test_every_stage_and_every_action_looks_like_something() -> None:
    assert set(marks.STAGE_STYLES) == set(marks.STAGE_WORDS) == set(Stage)
    assert set(marks.ACTION_MARKS) == set(marks.DONE_WORDS) == {str(action) for action in Action}
    assert all(marks.FULL.of(stage) and marks.ASCII.of(stage) for stage in Stage)
    assert {stage: marks.stage_word(stage, "") for stage in Stage} == {stage: str(stage) for stage in Stage}


def styles_of(text: Text) -> set[str]:
    return {str(text.style), *(str(span.style) for span in text.spans)}


@pytest.mark.parametrize("stage", [Stage.WORKING, Stage.DONE, Stage.TO_DO])
def test_another_style_of_a_stage_is_another_in_both_faces(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(marks.STAGE_STYLES, stage, "magenta")  # type: ignore[arg-type]
    board, now = RunProgress(), time.monotonic()
    board.hear(Planned(PLAN), now)
    step = PLAN.steps[0]
    if stage is not Stage.TO_DO:
        board.hear(StepStarted(step.id, step.site, step.action), now)
    if stage is Stage.DONE:
        board.hear(StepFinished(step.id, step.site, step.action), now)

    in_report = Drawer(80, 20, now, marks.FULL).steps(board.sites[step.site])[0]
    in_wizard = next(line for line in lines_of(board, lambda site: True, now) if line.key == step.id).cells[0]

    assert "magenta" in styles_of(in_report)
    assert "magenta" in styles_of(in_wizard)
    assert in_report.plain.startswith(in_wizard.plain)
