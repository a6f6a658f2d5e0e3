"""A run that stops half-way: what went wrong can be read whole, and what is billed is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from multisite_tui.aws.error_codes import BROKEN, DENIED, EXPIRED, INVALID, THROTTLED
from multisite_tui.aws.errors import refused
from multisite_tui.aws.explanations import EXPLANATIONS
from multisite_tui.aws.signed_in import SIGNED_IN
from multisite_tui.errors import Problem
from multisite_tui.wizard import words
from multisite_tui.wizard.run import last_words

from .gallery import reference_draft
from .rig import at, go, notice, options, piloted, press, text_of, to_review, until, wizard, words_in

MESSAGE = "User: arn:aws:iam::123456789012:user/somebody is not authorized to perform this operation. " * 3


@pytest.mark.sampled
@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=str)
@pytest.mark.usefixtures("hurry")
def test_a_failure_can_be_read_whole_and_says_what_is_billed(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
            await go(app, pilot, "overview")
            await to_review(pilot)
            account = options(tmp_path)._practice_account
            account.fail("ConfigureHealthCheck", "AccessDenied", times=1, message=MESSAGE)
            await press(pilot, "y")
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
            assert "code  AccessDenied" in seen
            told = words_in(trouble.query_one(Static))
            assert "then press `Try again`" in told
            assert "same command" not in told
            await pilot.press("ctrl+q")
            assert app.return_value is not None
            assert "US dollars a month for what is there now" in last_words(app.session)

    run()


def test_advice_for_the_command_line_is_given_in_the_words_of_the_pages() -> None:
    problem = refused("elb:CreateLoadBalancer", "AccessDenied", "No.").problem
    allowed = " The statement MakeWithOwnerTag of docs/policy.json in the source allows it."
    assert problem.next == (
        "Let an administrator allow elasticloadbalancing:CreateLoadBalancer, then run the same command again;"
        f" what is done stays done.{allowed}"
    )
    assert words.problem_line(problem).endswith(f"CreateLoadBalancer, then press F5; what is done stays done.{allowed}")
    assert "then press `Try again`;" in words.next_of(problem, words.TRY_AGAIN)


COMMAND_LINE = re.compile(r"\bresume\b|same command|run again|--accept-leftovers", re.IGNORECASE)
"""What only the command line can say."""


@pytest.mark.parametrize("code", [*EXPLANATIONS, *sorted(THROTTLED | BROKEN | DENIED | EXPIRED | INVALID), "Unheard"])
def test_no_page_gives_the_advice_of_the_command_line(code: str) -> None:
    problem = refused("elb:CreateLoadBalancer", code, "No.").problem
    said = words.next_of(problem, words.TRY_AGAIN)
    assert not COMMAND_LINE.search(said)
    assert problem.advice is not None
    assert (words.TRY_AGAIN in said) is ("{again}" in problem.advice.template)


@pytest.mark.parametrize("code", words.INSTEAD)
def test_what_the_pages_say_instead_is_whole(code: str) -> None:
    said = words.next_of(Problem(code, "What.", next="Run again."), words.TRY_AGAIN)
    assert not COMMAND_LINE.search(said)
    assert "{" not in said


def test_who_must_sign_in_again_is_given_the_command_with_the_profile() -> None:
    SIGNED_IN.learn("my work")
    problem = refused("sts:GetCallerIdentity", "ExpiredToken", "No.").problem
    assert problem.next == (
        "Sign in again (`aws sso login --profile 'my work'`, or renew the keys of the profile), then run the same"
        " command again."
    )
    assert words.next_of(problem) == (
        "Sign in again in another window (`aws sso login --profile 'my work'`, or renew the keys of the profile), then"
        " press F5."
    )
