"""For everyone: the cursor where the person is, themes, words beside colours, and nothing taken as markup."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from unittest import mock

import pytest
from textual.command import CommandPalette
from textual.widgets import DataTable, Input

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.report.marks import FULL, stage_word
from multisite_tui.report.progress import Stage
from multisite_tui.wizard import themes
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.screens.help import HelpScreen
from multisite_tui.wizard.widgets.field import TextField
from multisite_tui.wizard.widgets.picker import Picker

from .gallery import reference_draft, show
from .rig import at, go, notice, piloted, press, settled, text_of, until, wizard, write

WIZARD = Path(__file__).parents[2] / "multisite_tui" / "wizard"


def line_at_cursor(app: WizardApp) -> str:
    return text_of(app).split("\n")[app.cursor_position.y]


@piloted
async def test_the_terminals_cursor_follows_the_highlight_and_the_focus(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path) as (app, pilot):
        for words in ("main-io", "Practise first", "Set up sites"):
            await until(pilot, lambda words=words: words in line_at_cursor(app))
            await pilot.press("down")
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "instances", 0)
        await until(pilot, lambda: "running" in line_at_cursor(app))
        await go(app, pilot, "certificate", 0)
        await pilot.press("down")
        await until(pilot, lambda: "Always a new one" in line_at_cursor(app))
        await pilot.press("tab")
        await until(pilot, lambda: "More names" in line_at_cursor(app))
        await write(pilot, "www")
        await pilot.pause(0.1)
        assert (
            app.cursor_position.x == app.screen.query_one("#aliases", TextField).query_one(Input).cursor_screen_offset.x
        )
        await pilot.press("f6", "home", "down")
        await until(pilot, lambda: "Sites" in line_at_cursor(app))
        await go(app, pilot, "listener", 0)
        await pilot.press("tab")
        await until(pilot, lambda: "HTTP, port 80" in line_at_cursor(app))


@piloted
async def test_the_cursor_follows_a_list_that_scrolls(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        from multisite_tui.wizard.widgets.picker import Pick

        await go(app, pilot, "certificate", 0)
        picker = app.screen.query_one(Picker)
        picker.offer([Pick(str(number), f"option {number}.") for number in range(40)], ["0"])
        picker.seize()
        await pilot.press(*["down"] * 25)
        await until(pilot, lambda: "option 25." in line_at_cursor(app))


@piloted
async def test_the_cursor_follows_the_rows_of_the_live_table(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    from multisite_tui.wizard.screens import provision

    from .gallery import CannedRun

    with mock.patch.object(provision, "BackgroundRun", CannedRun):
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await show(app, pilot, "provision", None)
            table = app.screen.query_one(DataTable)
            table.focus()
            await pilot.press("down", "down")
            await until(pilot, lambda: table.cursor_row == 2)
            await until(pilot, lambda: str(table.get_row_at(2)[1]).strip() in line_at_cursor(app))


EDGES = str.maketrans("▌▐", "  ")
"""What stands around a field where no colour shows it."""


@pytest.mark.parametrize("theme", sorted(themes.THEMES))
def test_each_theme_draws_the_same_words(tmp_path: Path, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")

    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await go(app, pilot, "health_check", 0)
            before = text_of(app)
            app.theme = theme
            await pilot.pause(0.1)
            assert text_of(app).translate(EDGES).split() == before.split()

    run()


@piloted
async def test_the_command_palette_is_a_second_door(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "Theme" in titles
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press("escape")
        await at(pilot, "account")
        app.plain = True
        assert "Theme" not in {command.title for command in app.get_system_commands(app.screen)}


@piloted
async def test_f1_explains_also_the_last_pages_and_the_first(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    from multisite_tui.wizard.screens import provision

    from .gallery import CannedRun

    async with wizard(tmp_path) as (app, pilot):
        await press(pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
    with mock.patch.object(provision, "BackgroundRun", CannedRun):
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            for page in ("overview", "review", "provision", "result"):
                await show(app, pilot, page, None)
                await press(pilot, "f1")
                assert isinstance(app.screen, HelpScreen)
                assert "What usually goes wrong" in text_of(app) or app.screen.query_one("#help").max_scroll_y
                await press(pilot, "escape")


def test_every_state_has_a_word_and_a_mark_of_its_own() -> None:
    assert len({FULL.of(stage) for stage in Stage}) == len(Stage)
    assert all(stage_word(stage, "") for stage in Stage)
    assert FULL.done != FULL.failed


def test_no_toast_takes_text_as_markup() -> None:
    calls = [
        call
        for path in WIZARD.rglob("*.py")
        for call in re.findall(r"(?:\.|\b)notify\((.*?)\)", path.read_text("utf-8"), re.DOTALL)
    ]
    assert all("markup=False" in call for call in calls)


def test_no_widget_takes_text_as_markup() -> None:
    """A `Static` or a `Label` says so; a `Button` is given words of ours, or a `Text`."""
    for path in WIZARD.rglob("*.py"):
        text = path.read_text("utf-8")
        for call in re.findall(r"\b(?:Static|Label)\((?!\))(.*?)\)\n", text, re.DOTALL):
            assert "markup=False" in call or 'id="plan"' in call, f"{path.name}: {call}"


@piloted
async def test_typing_goes_on_while_aws_does_not_answer(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    answer = threading.Event()

    def slow(self: Facts, name: str) -> None:
        assert answer.wait(60)

    with mock.patch.object(Facts, "load_balancer", slow):
        try:
            async with wizard(tmp_path, resume="main-io") as (app, pilot):
                from multisite_tui.wizard.flow import PageRef

                app.go(PageRef("listener", 0))
                await until(pilot, lambda: "asking AWS" in text_of(app))
                await pilot.press("end")
                await write(pilot, "-two")
                await until(pilot, lambda: "to-main-two" in text_of(app))
                await until(pilot, lambda: "asking AWS" in notice(app))  # once nothing more is typed
                await pilot.press("f7")  # Back waits for nobody
                await until(pilot, lambda: getattr(app.screen, "NAME", "") == "overview")
                answer.set()
                await settled(pilot)
        finally:
            answer.set()
