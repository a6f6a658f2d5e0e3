"""Credentials that run out: the wizard pauses, says how to sign in again, and goes on from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button

from multisite_tui.aws.session import sign_in_command
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.wizard.app import WizardApp

from .gallery import reference_draft
from .rig import (
    Driver,
    at,
    go,
    notice,
    options,
    piloted,
    press,
    reference_sites,
    settled,
    text_of,
    to_review,
    to_sites,
    until,
    wizard,
    words_in,
)


def paused(app: WizardApp) -> bool:
    assert app.session is not None
    return not app.session.running and "Paused:" in notice(app)


def made(account: PracticeAccount) -> list[int]:
    """Return the numbers of the calls that made a load balancer."""
    return [call.number for call in account.calls if call.name == "elb.CreateLoadBalancer" and call.outcome == "ok"]


async def provisioning(pilot: Driver, account: PracticeAccount) -> None:
    """Walk to the provision page, with credentials that run out some calls later."""
    await to_sites(pilot)
    await reference_sites(pilot)
    await to_review(pilot)
    account.expire_after(40)
    await press(pilot, "y")
    await at(pilot, "provision")


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_run_pauses_and_goes_on_once_signed_in_again(tmp_path: Path) -> None:
    account = options(tmp_path)._practice_account
    async with wizard(tmp_path) as (app, pilot):
        await provisioning(pilot, account)
        await until(pilot, lambda: paused(app))
        assert app.session is not None
        shown = text_of(app)
        assert "Nobody signs in to the practice account" in " ".join(shown.split())
        assert "aws sso login" not in shown
        assert "Continue" in shown
        told = words_in(app.screen.query_one("#trouble Static"))
        assert any(f"code {code}" in told for code in ("ExpiredToken", "RequestExpired"))  # each service its own
        assert "same command" not in shown
        assert app.is_running
        before = made(account)

        await press(pilot, "enter")  # too early: the credentials are still the old ones
        await until(pilot, lambda: paused(app))

        expired = app.session.aws
        account.renew()
        assert app.screen.query_one("#again", Button).has_focus
        await press(pilot, "enter")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        assert app.session.aws is not expired
    assert options(tmp_path).store().need("main-io").saved().outcome == "complete"
    assert len(made(account)) == 2
    assert made(account)[: len(before)] == before  # nothing was made twice


@pytest.mark.usefixtures("hurry")
@piloted
async def test_leaving_at_the_pause_saves_and_a_resume_goes_on(tmp_path: Path) -> None:
    account = options(tmp_path)._practice_account
    async with wizard(tmp_path) as (app, pilot):
        await provisioning(pilot, account)
        await until(pilot, lambda: paused(app))
        await pilot.press("ctrl+q")
    assert app.return_value == 130
    account.renew()
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "provision")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)


@piloted
async def test_on_a_page_f5_signs_in_again(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    account = options(tmp_path)._practice_account
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        account.expire_after(0)
        await press(pilot, "f5")
        assert "Take that back, then press F5" in " ".join(text_of(app).split())
        assert "F5" in notice(app)
        account.renew()
        await press(pilot, "f5")
        assert "knows you" in notice(app)
        await go(app, pilot, "review")
        await settled(pilot)
        account.expire_after(0)
        await press(pilot, "f5")
        assert "then press F5" in " ".join(text_of(app).split())
        account.renew()
        await press(pilot, "f5")
        await until(pilot, lambda: "does not accept" not in text_of(app))


def test_the_command_names_the_profile_and_is_safe_to_copy() -> None:
    assert sign_in_command("") == "aws sso login"
    assert sign_in_command("work") == "aws sso login --profile work"
    assert sign_in_command("my work; rm") == "aws sso login --profile 'my work; rm'"
    assert sign_in_command("work", "aws login --profile work") == "aws login --profile work"
