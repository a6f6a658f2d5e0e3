"""Lists: a click picks and stays, and without colours one sees where one is."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.resuming import resumed
from multisite_tui.wizard.options import account_modes_of

from .gallery import reference_draft
from .rig import at, go, notice, options, piloted, press, settled, text_of, until, wizard


def line_of(app: WizardApp, words: str) -> int:
    return next(place for place, line in enumerate(text_of(app).split("\n")) if words in line)


def turned(app: WizardApp) -> list[str]:
    """Return what is drawn in reverse or underlined."""
    strips = app.screen._compositor.render_strips()
    marked = [one for strip in strips for one in strip if one.style and (one.style.reverse or one.style.underline)]
    return [one.text.strip() for one in marked]


@piloted
async def test_a_click_on_an_instance_picks_and_stays(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        await go(app, pilot, "instances", 0)
        line = line_of(app, "[x] ")
        await pilot.click(offset=(30, line))
        await settled(pilot)
        assert "[ ] " in text_of(app).split("\n")[line]
        await pilot.click(offset=(30, line))
        await until(pilot, lambda: "[x] " in text_of(app).split("\n")[line])
        await until(pilot, lambda: "1 picked" in notice(app))
        assert app.session.draft.page == "instances"
        await press(pilot, "enter")
        await at(pilot, "tags")


@piloted
async def test_a_click_on_one_of_several_picks_and_stays(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        await go(app, pilot, "certificate", 0)
        await pilot.click(offset=(30, line_of(app, "Always a new one")))
        await settled(pilot)
        assert app.session.value("certificate") == "request"
        assert app.session.draft.page == "certificate"


@piloted
async def test_a_click_begins_where_the_list_is_all_there_is(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await pilot.click(offset=(10, line_of(app, "Practise first")))
        await at(pilot, "account")


@piloted
async def test_without_colour_one_sees_where_one_types_and_what_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    reference_draft(tmp_path)
    account_modes = account_modes_of(options(tmp_path))
    app = WizardApp(account_modes, resumed(account_modes[1], "main-io"), demo=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await go(app, pilot, "tags", 0)
        field = app.screen.query_one(Input)
        field.cursor_blink = False
        assert field.has_focus
        await settled(pilot)
        assert "" in turned(app)  # the cell that the next letter goes to
        await go(app, pilot, "certificate", 0)
        await until(pilot, lambda: any("The best that is there" in one for one in turned(app)))
        await press(pilot, "f6")
        await until(pilot, lambda: any("Certificate" in one for one in turned(app)))
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: any("Again" in one for one in turned(app)))
        await press(pilot, "escape")
