"""A run that stops half-way: what went wrong can be read whole, and what is billed is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from multisite_tui.errors import Problem
from multisite_tui.wizard import words
from multisite_tui.wizard.run import _ended

from .gallery import reference_draft
from .rig import at, go, notice, options, piloted, press, text_of, to_review, until, wizard

DENIED = "User: arn:aws:iam::123456789012:user/somebody is not authorized to perform this operation. " * 3


@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
@pytest.mark.usefixtures("hurry")
def test_a_failure_can_be_read_whole_and_says_what_is_billed(
    tmp_path: Path, size: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
            await go(app, pilot, "listener", 0)
            await to_review(pilot)
            account = options(tmp_path)._practice_account
            account.fail("ConfigureHealthCheck", "AccessDenied", times=1, message=DENIED)
            await press(pilot, "enter")
            await at(pilot, "provision")
            await until(pilot, lambda: app.session is not None and not app.session.running)
            assert "AWS would bill about" in notice(app)
            trouble = app.screen.query_one("#trouble", VerticalScroll)
            trouble.focus()
            seen = text_of(app)
            for _ in range(30):
                await pilot.press("down")
                seen += text_of(app)
            assert trouble.max_scroll_y
            assert trouble.scroll_y == trouble.max_scroll_y
            assert "search for: AccessDenied" in seen
            told = str(trouble.query_one(Static).render())
            assert "then press `Try again`" in told
            assert "same command" not in told
            await pilot.press("ctrl+q")
            assert app.return_value is not None
            _ended(app.session, app.account_modes, app.return_value)
        assert "US dollars a month for what is there now" in capsys.readouterr().err

    run()


def test_advice_for_the_command_line_is_given_in_the_words_of_the_pages() -> None:
    problem = Problem(
        "AccessDenied", "AWS denied it.", next="Let an administrator allow it, then run the same command again."
    )
    assert words.problem_line(problem).endswith("allow it, then press F5.")
    assert words.next_of(problem, words.TRY_AGAIN).endswith("then press `Try again`.")
