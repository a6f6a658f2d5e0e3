"""Fields that are mostly left as they are stand behind one line, but never what somebody answered or what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.pages import PAGES
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.folded_fields import FoldLine

from .gallery import reference_draft
from .rig import at, go, piloted, press, text_of, until, wizard

FOLDING = sorted(name for name, page in PAGES.items() if page.RARE)


def shown(app: WizardApp) -> list[str]:
    assert isinstance(app.screen, Page)
    return [field.ask.name for field in app.screen.fields]


@pytest.mark.parametrize("name", FOLDING)
def test_what_is_folded_stands_last_so_that_unfolding_moves_nothing(name: str) -> None:
    page = PAGES[name]
    assert tuple(ask.name for ask in page.ASKS[-len(page.RARE) :]) == page.RARE


@piloted
async def test_a_line_stands_for_the_fields_and_space_opens_it(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "listener", 0)
        assert shown(app) == ["load_balancer", "listeners.http", "listeners.https", "port"]
        assert "+ More listeners, Program speaks, Stickiness" in text_of(app)
        app.screen.query_one(FoldLine).focus()
        await press(pilot, "space")
        assert shown(app)[-3:] == ["listeners.more", "instance_protocol", "stickiness"]
        focused = app.focused
        assert isinstance(focused, Input)
        assert focused.query_ancestor("Field").id == "listeners-more"
        assert "+ More listeners" not in text_of(app)


@piloted
async def test_enter_on_the_last_field_passes_what_is_folded(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "tags", 0)
        assert shown(app) == ["tag.1"]
        await press(pilot, "enter")
        await at(pilot, "dns")


@piloted
async def test_an_answer_of_ones_own_is_never_folded(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.draft.put(0, "stickiness", "1h")
        for place in (0, 1):  # the second site takes it from the first
            await go(app, pilot, "listener", place)
            assert "stickiness" in shown(app)


@piloted
async def test_what_is_wrong_between_fields_unfolds_the_one_that_is_asked(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "listener", 0)
        for name in ("listeners.http", "listeners.https"):
            app.screen.field(name).seize()  # type: ignore[attr-defined]
            await press(pilot, "space")
        assert "listeners.more" not in shown(app)
        await press(pilot, "f8")
        await until(pilot, lambda: "listeners.more" in shown(app))
        assert app.screen.field("listeners.more").wrong  # type: ignore[attr-defined]
