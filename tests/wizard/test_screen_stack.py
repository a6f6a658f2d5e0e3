"""One page at a time: what lies over a page goes with it, and the guard of a small terminal stays."""

from __future__ import annotations

from pathlib import Path

from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens.too_small import TooSmallScreen
from multisite_tui.wizard.screens.zones import ZonesScreen

from .gallery import reference_draft
from .rig import at, go, piloted, press, settled, until, wizard


@piloted
async def test_what_lies_over_a_page_goes_with_it(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        await press(pilot, "f2")
        await until(pilot, lambda: isinstance(app.screen, ZonesScreen))
        app.go(None)  # as the palette does
        await at(pilot, "home")
        assert [getattr(one, "NAME", "") for one in app.screen_stack[1:]] == ["home"]


@piloted
async def test_a_page_that_turns_in_a_small_terminal_is_not_drawn_there(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        await pilot.resize_terminal(30, 8)
        await until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        app.go(PageRef("overview"))
        await settled(pilot)
        assert isinstance(app.screen, TooSmallScreen)
        await pilot.resize_terminal(80, 24)
        await at(pilot, "overview")
