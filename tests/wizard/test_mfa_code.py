"""A profile that wants an MFA code: the wizard asks for it itself, over the page that signs in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from textual.widgets import Input

from multisite_tui.aws.mfa import checked
from multisite_tui.aws.session import Aws
from multisite_tui.errors import AccessError
from multisite_tui.options import Options
from multisite_tui.wizard.screens.mfa_code import MfaCodeScreen

from .gallery import reference_draft
from .rig import notice, piloted, text_of, until, wizard, write

DEVICE = "arn:aws:iam::123456789012:mfa/ann"


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let signing in to the practice account need a code; those that were given are in the list, or why none was."""
    given: list[str] = []
    connector = Options.connector

    def asking(options: Options, setup: Any) -> Callable[[], Aws]:
        def connect() -> Aws:
            assert options.ask_code is not None
            try:
                given.append(checked(options.ask_code)(DEVICE))
            except AccessError as failure:
                given.append(failure.problem.code)
                raise
            return connector(options, setup)()

        return connect

    monkeypatch.setattr(Options, "connector", asking)
    return given


def is_asking(app: Any) -> bool:
    return isinstance(app.screen, MfaCodeScreen) and isinstance(app.focused, Input)


@piloted
async def enter_code(tmp_path: Path, codes: list[str]) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await until(pilot, lambda: is_asking(app))
        assert DEVICE in text_of(app)
        await write(pilot, "12x3")
        await pilot.press("enter")
        await until(pilot, lambda: "Six digits" in text_of(app))
        await write(pilot, "456")
        await pilot.press("enter")
        await until(pilot, lambda: "AWS answers, and knows you" in notice(app))
    assert codes == ["123456"]


def test_the_code_is_asked_over_the_page_and_signs_in(tmp_path: Path, codes: list[str]) -> None:
    enter_code(tmp_path, codes)


def test_without_a_code_the_page_says_so_and_asks_again_on_f5(tmp_path: Path, codes: list[str]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await until(pilot, lambda: is_asking(app))
            await pilot.press("escape")
            await until(pilot, lambda: f"No code of the MFA device {DEVICE} was given" in notice(app))
            assert "press F5" in notice(app)
            await pilot.press("f5")
            await until(pilot, lambda: is_asking(app))
            await write(pilot, "654321")
            await pilot.press("enter")
            await until(pilot, lambda: "AWS answers, and knows you" in notice(app))

    run()
    assert codes == ["mfa_needed", "654321"]


def test_leaving_gives_the_code_up(tmp_path: Path, codes: list[str]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await until(pilot, lambda: is_asking(app))
            await pilot.press("ctrl+q")
            await until(pilot, lambda: codes)  # a run that leaves waits for the thread that asked

    run()
    assert codes == ["mfa_needed"]


def test_a_thread_that_asks_once_the_wizard_has_ended_gets_no_code(tmp_path: Path) -> None:
    dialogs = []

    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, _):
            dialogs.append(app.codes)

    run()
    with pytest.raises(AccessError):
        checked(dialogs[0].ask)(DEVICE)


def test_pages_that_look_at_once_ask_for_one_code(tmp_path: Path, codes: list[str]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await until(pilot, lambda: is_asking(app))
            session = app.session
            assert session is not None
            other = Thread(target=session.signed_in)
            other.start()
            await write(pilot, "123456")
            await pilot.press("enter")
            await until(pilot, lambda: not other.is_alive())
            await until(pilot, lambda: "AWS answers, and knows you" in notice(app))

    run()
    assert codes == ["123456"]
