"""The welcome page: it is painted first, and all that can wait is loaded behind it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event
from unittest import mock

import pytest
from textual.widgets import Footer

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import AccessError, Problem
from multisite_tui.options import Options
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking import needs
from multisite_tui.wizard.asking.needs import Need, NeedState
from multisite_tui.wizard.options import AccountMode, account_modes_of
from multisite_tui.wizard.screens.welcome import Welcome
from multisite_tui.wizard.widgets.picker import PickList

from .gallery import reference_draft
from .rig import PATIENCE, at, options, piloted, text_of, until, wizard


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
async def test_an_enter_that_comes_before_all_is_loaded_begins_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Event()

    async def slow(self: Welcome) -> None:
        await asyncio.to_thread(read.wait, PATIENCE)

    monkeypatch.setattr(Welcome, "look_for_saved", slow)
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
    async def broken(self: Welcome) -> None:
        raise RuntimeError

    monkeypatch.setattr(Welcome, "look_for_saved", broken)
    async with wizard(tmp_path, broken=True) as (_, pilot):
        await pilot.press("enter")
        await at(pilot, "account")


@piloted
async def test_a_folder_in_which_others_can_write_is_named_and_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*named: object, **more: object) -> None:
        raise AccessError(Problem("no_region", "No AWS region is set."))

    monkeypatch.setattr(AccountMode, "connect", refuse)
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice").chmod(0o777)
    async with WizardApp(account_modes_of(options(tmp_path)), demo=True).run_test() as pilot:
        await until(pilot, lambda: "Others than you can write" in text_of(pilot.app))
        await pilot.press("up", "enter")
        await at(pilot, "account")


@piloted
async def test_a_button_begins_too_and_the_keys_are_told(tmp_path: Path) -> None:
    async with wizard(tmp_path, size=(60, 20)) as (app, pilot):
        assert "Enter begins" in text_of(app)
        assert "To practise, you need nothing." in " ".join(text_of(app).split())
        await pilot.click("#next")
        await at(pilot, "account")
        assert app.session is not None
        assert app.session.account_mode.practice


@piloted
async def test_without_demo_the_real_account_is_picked_and_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Need(NeedState.THERE, "one thing"), Need(NeedState.MISSING, "another"), Need(NeedState.UNKNOWN, "a third")]
    monkeypatch.setattr(needs, "needs_of", lambda mode: found if not mode.practice else [])
    async with WizardApp(account_modes_of(options(tmp_path, demo=False))).run_test() as pilot:
        await until(pilot, lambda: "✓ one thing" in text_of(pilot.app))
        assert "(o) Set up sites in my AWS account" in text_of(pilot.app)
        assert "! another" in text_of(pilot.app)
        assert "· a third" in text_of(pilot.app)
        found[1] = Need(NeedState.THERE, "another")
        await pilot.press("f5")
        await until(pilot, lambda: "✓ another" in text_of(pilot.app))


def test_what_is_needed_is_found_in_an_account(tmp_path: Path) -> None:
    mode = account_modes_of(options(tmp_path))[1]
    lines = [one.line for one in needs.needs_of(mode)]
    assert lines[0] == "✓ AWS lets you in: account 123456789012, region ap-northeast-2"
    assert lines[1].startswith("✓ domains whose DNS is in Route 53: ")
    assert "main.io" in lines[1]
    assert lines[2].startswith("✓ running EC2 instances in ap-northeast-2: ")


def test_what_is_missing_says_what_to_do(tmp_path: Path) -> None:
    mode = account_modes_of(options(tmp_path))[1]
    with mock.patch.object(Facts, "zones", return_value=()), mock.patch.object(Facts, "instances", return_value=()):
        found = needs.needs_of(mode)
    assert [one.state for one in found] == [NeedState.THERE, NeedState.MISSING, NeedState.MISSING]
    assert "create a public hosted zone" in found[1].text
    assert "Start it in the EC2 console" in found[2].text


@pytest.mark.parametrize(
    ("code", "state", "words"),
    [
        ("NoCredentialsError", NeedState.MISSING, "not signed in to AWS"),
        ("no_region", NeedState.UNKNOWN, "no region is chosen yet"),
        ("mfa_needed", NeedState.UNKNOWN, "asks for the code of a device"),
    ],
)
def test_who_is_not_signed_in_reads_it_and_nothing_else_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, state: NeedState, words: str
) -> None:
    def refuse(*named: object, **more: object) -> None:
        assert more == {"asks": False}
        raise AccessError(Problem(code, "No."))

    monkeypatch.setattr(AccountMode, "connect", refuse)
    found = needs.needs_of(account_modes_of(options(tmp_path, demo=False))[0])
    assert (found[0].state, words in found[0].text) == (state, True)
    assert [one.state for one in found[1:]] == [NeedState.UNKNOWN, NeedState.UNKNOWN]


def test_nobody_is_asked_for_a_code_where_nobody_is_to_be(tmp_path: Path) -> None:
    mode = account_modes_of(options(tmp_path, demo=False))[0]
    asked: list[str] = []
    mode.options.ask_code = lambda device: asked.append(device) or "123456"
    with mock.patch.object(Options, "connector", autospec=True) as connector:
        mode.connect("", "", asks=False)
        quiet = connector.call_args.args[0]
        mode.connect("", "")
        asking = connector.call_args.args[0]
    assert quiet.ask_code("a device") == ""
    assert asking.ask_code("a device") == "123456"
    assert asked == ["a device"]


@pytest.mark.parametrize("resume", [None, "main-io"], ids=["from the first page", "from another page"])
def test_it_is_said_that_all_is_loaded(tmp_path: Path, resume: str | None) -> None:
    @piloted
    async def run() -> None:
        said: list[bool] = []
        async with wizard(tmp_path, resume=resume, loaded=lambda: said.append(True)) as (_, pilot):
            await until(pilot, lambda: said)

    reference_draft(tmp_path)
    run()
