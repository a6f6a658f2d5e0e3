"""Everything can be reached: by key and by mouse, at every size, in any script."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from rich.cells import cell_len
from textual.widgets import Button

from multisite_tui.wizard.screens import provision
from multisite_tui.wizard.screens.provision import ProvisionPage
from multisite_tui.wizard.widgets.answers import Tick

from .gallery import SIZES, CannedRun, reference_draft, show
from .rig import at, go, piloted, settled, text_of, until, wizard
from .test_choices import line_of
from .test_pages import _seen

pytestmark = pytest.mark.sampled(2)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_last_pages_too(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        with mock.patch.object(provision, "BackgroundRun", CannedRun):
            async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
                for page in ("provision", "result"):
                    screen = await show(app, pilot, page, None)
                    if isinstance(screen, ProvisionPage):
                        screen.session.running = False
                        screen._offer()  # the run is over, and failed
                        await settled(pilot)
                        shown = {button.id for button in screen.query(Button) if button.display}
                        assert shown == {"again", "doctor", "leave"}
                    for widget in screen.focus_chain:
                        screen.set_focus(widget)
                        await until(pilot, lambda widget=widget, screen=screen: _seen(screen, widget))

    run()


@piloted
async def test_the_mouse_alone_walks_ticks_picks_and_jumps(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await pilot.click("#next")
        await at(pilot, "sites")
        await pilot.click("#next")
        await at(pilot, "overview")
        await pilot.click(offset=(45, line_of(app, "to-main, new")))
        await at(pilot, "listener")
        tick = app.screen.query(Tick).first()
        before = tick.value
        await pilot.click(tick)
        await pilot.pause()
        assert tick.value is not before
        await pilot.click("#back")
        await at(pilot, "overview")
        await pilot.click(offset=(45, line_of(app, "a new one, free")))
        await at(pilot, "certificate")
        line = next(place for place, one in enumerate(text_of(app).split("\n")) if "Always a new one" in one)
        await pilot.click(offset=(30, line))
        await until(pilot, lambda: app.session is not None and app.session.value("certificate") == "request")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_korean_text_keeps_its_columns(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
            assert app.session is not None
            app.session.draft.put(0, "domain", "아주아주긴이름의가게.main.io")
            app.session.draft.put(0, "tag.1", "팀=웹")
            for page in ("listener", "tags", "dns", "sites"):
                await go(app, pilot, page, None if page == "sites" else 0)
                lines = text_of(app).split("\n")
                assert all(cell_len(line) <= size[0] for line in lines)
                assert any("아주아주" in line for line in lines)  # long names are cut where they push out others

    run()


@piloted
async def test_a_change_is_saved_without_waiting_for_the_disk(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "tags", 0)
        with mock.patch("os.fsync", side_effect=AssertionError("an fsync for a key")):
            await pilot.press("a", "equals_sign", "b")
            await pilot.pause()
        saved = app.account_modes[1].drafts.read("main-io")
        assert saved is not None
        assert saved.draft.value(0, "tag.1") == "a=b"
