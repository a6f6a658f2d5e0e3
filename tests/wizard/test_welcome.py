"""The welcome page: it is painted first, and all that can wait is loaded behind it."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Footer

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.options import account_modes_of
from multisite_tui.wizard.screens.welcome import Welcome
from multisite_tui.wizard.widgets.picker import Pick, PickList
from multisite_tui.wizard.widgets.saved_picks import UNREADABLE

from .gallery import reference_draft
from .rig import PATIENCE, at, options, piloted, text_of, until, wizard

SAVED = Pick("practice main-io", "Go on with main-io")


@piloted
async def test_the_ways_to_begin_are_drawn_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(Welcome, "_load", lambda self: drawn.append(text_of(self.app)))
    app = WizardApp(account_modes_of(options(tmp_path)), demo=True)
    async with app.run_test() as pilot:
        await until(pilot, lambda: drawn)
    assert "Set up sites in my AWS account" in drawn[0]
    assert "Practise first" in drawn[0]


@piloted
async def test_the_keys_stand_at_the_foot_once_it_is_painted(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, _):
        assert len(app.screen.query(Footer)) == 1
        assert "F1 Help" in text_of(app).rstrip().split("\n")[-1]


@piloted
async def test_an_enter_that_comes_before_all_is_loaded_begins_what_was_picked_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Event()
    monkeypatch.setattr(Welcome, "_saved", lambda self: [SAVED] if read.wait(PATIENCE) else [])
    async with WizardApp(account_modes_of(options(tmp_path)), demo=True).run_test() as pilot:
        await until(pilot, lambda: getattr(pilot.app.screen, "begun", False))
        await pilot.press("enter")
        await until(pilot, lambda: getattr(pilot.app.screen, "unsettled", False))
        read.set()
        await at(pilot, "account")
        app = pilot.app
        assert isinstance(app, WizardApp)
        assert app.session is not None
        assert app.session.draft.id.startswith("draft-")


@piloted
async def test_an_enter_that_comes_before_the_first_painting_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount = Welcome.on_mount

    def enter_at_once(self: Welcome) -> None:
        mount(self)
        self.query_one(PickList).action_select()

    monkeypatch.setattr(Welcome, "on_mount", enter_at_once)
    async with WizardApp(account_modes_of(options(tmp_path)), demo=True).run_test() as pilot:
        await at(pilot, "account")


@piloted
async def test_what_is_saved_and_cannot_be_read_keeps_nobody_from_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Welcome) -> list[Pick]:
        raise RuntimeError

    monkeypatch.setattr(Welcome, "_saved", broken)
    async with wizard(tmp_path) as (_, pilot):
        await pilot.press("enter")
        await at(pilot, "account")


@piloted
async def test_a_folder_in_which_others_can_write_is_named_and_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice").chmod(0o777)
    async with WizardApp(account_modes_of(options(tmp_path)), demo=True).run_test() as pilot:
        await until(pilot, lambda: "Others than you can write" in text_of(pilot.app))
        await pilot.press("up", "enter")
        await at(pilot, "account")


@piloted
async def test_a_damaged_journal_is_picked_with_a_sentence(tmp_path: Path) -> None:
    journal = options(tmp_path).store().folder / "main-io" / "journal.jsonl"
    journal.parent.mkdir(parents=True, mode=0o700)
    journal.write_text('{"record":"opened","at":"2026-11-26T01:00:20.661+00:00","answers":5}\n')
    async with wizard(tmp_path) as (app, pilot):
        await until(pilot, lambda: UNREADABLE in " ".join(text_of(app).split()))
        await pilot.press("enter")
        await until(pilot, lambda: "move the journal away" in " ".join(text_of(app).split()))
        assert app.crash is None


@pytest.mark.parametrize("resume", [None, "main-io"], ids=["from the welcome page", "from another page"])
def test_it_is_said_that_all_is_loaded(tmp_path: Path, resume: str | None) -> None:
    @piloted
    async def run() -> None:
        said: list[bool] = []
        async with wizard(tmp_path, resume=resume, loaded=lambda: said.append(True)) as (_, pilot):
            await until(pilot, lambda: said)

    reference_draft(tmp_path)
    run()
