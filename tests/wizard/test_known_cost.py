"""What it costs: the bar and the overview speak of the answers of now, and of what is there now."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.widgets.account_bar import AccountBar

from .gallery import allow_replacing, drafts_in, reference_draft
from .rig import Driver, at, go, options, piloted, press, say_yes, settled, to_review, until, wizard, words_of
from .test_walks import reviewed


def bar(app: WizardApp) -> str:
    """Return what the bar says where the account is a live one."""
    with mock.patch.object(AccountMode, "practice", new_callable=mock.PropertyMock, return_value=False):
        return " ".join(str(app.screen.query_one(AccountBar).render()).split())


def draft(folder: Path) -> None:
    made = reference_draft(folder)
    allow_replacing(made)
    drafts_in(folder).save(made)


async def planned(app: WizardApp, pilot: Driver) -> None:
    await go(app, pilot, "review")
    await until(pilot, lambda: reviewed(app))


@piloted
async def test_an_older_plan_says_nothing_of_the_cost_of_other_answers(tmp_path: Path) -> None:
    draft(tmp_path)
    async with wizard(tmp_path, size=(140, 40), resume="main-io") as (app, pilot):
        await planned(app, pilot)
        assert "LIVE ACCOUNT" in bar(app)
        assert "would bill about 43.80 USD a month" in bar(app)
        assert app.session is not None
        app.session.put("topology", "shared")
        await go(app, pilot, "overview")
        assert "one load balancer for all sites: 23.73" in words_of(app)
        assert "would bill about 23.73" in bar(app)
        app.session.put("topology", "classic")
        await go(app, pilot, "sites")
        await press(pilot, "f3")
        place = len(app.session.draft.sites) - 1
        app.session.draft.put(place, "domain", "c.main.io")
        assert "would bill about 65.70" in bar(app)


@pytest.mark.usefixtures("hurry")
@piloted
async def test_from_the_end_of_a_run_the_bar_says_what_is_billed(tmp_path: Path) -> None:
    draft(tmp_path)
    async with wizard(tmp_path, size=(140, 40), resume="main-io") as (app, pilot):
        account = options(tmp_path)._practice_account
        account.fail("ConfigureHealthCheck", "ValidationError", times=1, message="Told to fail.")
        await go(app, pilot, "overview")
        await to_review(pilot)
        await say_yes(pilot)
        await at(pilot, "provision")
        await until(pilot, lambda: app.screen.query_one("#again").display)
        await settled(pilot)
        assert "would bill" not in bar(app)
        assert "bills about" in bar(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        await settled(pilot)
        assert "bills about 43.80 USD a month" in bar(app)
        await go(app, pilot, "result")
        assert "bills about 43.80 USD a month" in bar(app)
        assert app.session is not None
        app.session.put("topology", "shared")  # what stands is billed until it is taken away
        assert "bills about 43.80 USD a month" in bar(app)
