"""A setup that was taken away is a draft like one that was never made: no yes to it holds any more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.resuming import resumed
from multisite_tui.wizard.options import account_modes_of
from multisite_tui.wizard.screens.removal import RemovalScreen

from .gallery import allow_replacing, drafts_in, reference_draft
from .rig import Driver, at, options, piloted, press, text_of, until, wizard
from .standing_setups import provisioned
from .test_approval import changes
from .test_home import line_of, looked, removal_asks

pytestmark = pytest.mark.sampled(2)

NAME = "main-io"


def stopped(folder: Path, page: str = "provision") -> None:
    """Have a setup whose run was said yes to in the wizard, and did not come to a good end there."""
    provisioned(folder)
    draft = reference_draft(folder)
    allow_replacing(draft)
    drafts_in(folder).save(draft)
    session = resumed(account_modes_of(options(folder))[1], NAME)
    session.approve()
    session.draft.page = page
    session.save()


async def taken_away(app: WizardApp, pilot: Driver) -> None:
    """Take it away on the home screen."""
    await looked(pilot)
    await pilot.press("x")
    await until(pilot, lambda: removal_asks(app))
    app.screen.query_one("#answer", Input).value = NAME
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, RemovalScreen) and app.screen.ended)
    await press(pilot, "escape")
    await looked(pilot)


def destroy(folder: Path, *more: str) -> None:
    command = [sys.executable, "-m", "multisite_tui", "--demo", "--state-dir", str(folder), "destroy", NAME, "--yes"]
    subprocess.run([*command, *more], check=True, capture_output=True, timeout=300)


@pytest.mark.parametrize("by_wizard", [True, False])
@piloted
async def test_a_yes_that_was_given_before_a_removal_makes_nothing(tmp_path: Path, by_wizard: bool) -> None:
    stopped(tmp_path)
    if by_wizard:
        async with wizard(tmp_path, size=(100, 40)) as (app, pilot):
            await taken_away(app, pilot)
            assert "left at Overview" in line_of(app, NAME)
            before = changes(options(tmp_path))
            await pilot.press("enter")
            await at(pilot, "overview")
            assert app.session is not None
            assert (app.session.draft.approved, app.session.stands) == ("", False)
    else:
        destroy(tmp_path)
        before = changes(options(tmp_path))
    async with wizard(tmp_path, size=(100, 40), resume=NAME) as (app, pilot):
        await at(pilot, "overview")
        assert app.session is not None
        assert (app.session.draft.approved, app.session.running) == ("", False)
    assert changes(options(tmp_path)) == before


@piloted
async def test_a_setup_without_one_of_its_sites_comes_back_without_it(tmp_path: Path) -> None:
    stopped(tmp_path, page="result")
    destroy(tmp_path, "--site", "sub.main.io")
    destroy(tmp_path)
    async with wizard(tmp_path, size=(100, 40)) as (app, pilot):
        await looked(pilot)
        await pilot.press("enter")
        await at(pilot, "overview")
        assert app.session is not None
        assert [one.values["domain"] for one in app.session.draft.sites] == ["main.io"]
        assert "can leave now" not in text_of(app)


@piloted
async def test_a_walk_whose_setup_is_taken_away_by_a_command_meanwhile_makes_nothing(tmp_path: Path) -> None:
    stopped(tmp_path, page="overview")
    async with wizard(tmp_path, size=(100, 40), resume=NAME) as (app, pilot):
        assert app.session is not None
        assert (app.session.approved, app.session.stands) == (True, True)
        destroy(tmp_path)
        before = changes(options(tmp_path))
        await pilot.press("f6", "end", "enter")
        await until(pilot, lambda: app.session is not None and not app.session.stands)
        assert not app.session.approved
        assert app.screen.NAME not in ("provision", "result")
        assert changes(options(tmp_path)) == before


def test_a_yes_holds_where_no_run_began_and_nothing_was_taken_away(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    session = resumed(account_modes_of(options(tmp_path))[1], NAME)
    session.approve()
    assert resumed(account_modes_of(options(tmp_path))[1], NAME).approved
