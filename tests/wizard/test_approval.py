"""Nothing in AWS is changed without a yes to exactly that: it holds until it is made or changed, and over a kill."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, DataTable

from multisite_tui.options import Options
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.terminal.calm import Calm

from .gallery import drafts_in, reference_draft
from .rig import Driver, at, go, options, piloted, press, text_of, to_review, until, wizard, words_of
from .standing_setups import provisioned
from .test_walks import planned, reviewed


def changes(command: Options) -> int:
    """Return how many calls that change something the account has heard."""
    reads = ("Describe", "Get", "List", "Simulate")
    return sum(not call.name.partition(".")[2].startswith(reads) for call in command._practice_account.calls)


async def finished(app: WizardApp, pilot: Driver) -> None:
    await until(pilot, lambda: app.session is not None and not app.session.running and app.session.finished is not None)


async def made(app: WizardApp, pilot: Driver) -> None:
    """Say yes to the reference case, and let it be made."""
    await go(app, pilot, "overview")
    await to_review(pilot)
    await press(pilot, "y")
    await at(pilot, "provision")
    await finished(app, pilot)


@piloted
async def test_only_a_deliberate_key_says_yes_to_a_bill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        await press(pilot, "space")
        before = changes(options(tmp_path))
        monkeypatch.setattr(Calm, "SECONDS", 3600.0)
        await press(pilot, "f8", "y", "enter", "y")  # typed ahead, and while the plan was being made
        await until(pilot, lambda: reviewed(app))
        await press(pilot, "enter", "f8", "space", "y", "enter")
        assert app.session is not None
        assert (app.screen.NAME, app.session.approved) == ("review", False)
        assert "press it once more" in words_of(app)
        monkeypatch.setattr(Calm, "SECONDS", 0.0)
        await press(pilot, "enter", "f8", "ctrl+n", "space")
        assert (app.screen.NAME, app.session.approved) == ("review", False)
        assert "F8 does not say yes" in text_of(app)
        assert changes(options(tmp_path)) == before
        await press(pilot, "y")
        await at(pilot, "provision")


@pytest.mark.usefixtures("hurry")
@piloted
async def test_the_button_says_yes_where_a_person_went_to_it(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        await to_review(pilot)
        await pilot.click("#next")
        await at(pilot, "provision")


@pytest.mark.usefixtures("hurry")
@piloted
async def test_after_a_good_end_the_pages_change_nothing_without_another_yes(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await made(app, pilot)
        assert app.session is not None
        before = changes(options(tmp_path))
        await press(pilot, "enter")
        await at(pilot, "result")
        await press(pilot, "f7")  # back to what was made: it is shown, and not made again
        await at(pilot, "provision")
        await until(pilot, lambda: "Nothing to do" in text_of(app))
        assert "✓ kept" in text_of(app)
        assert "to do " not in text_of(app)
        await press(pilot, "enter")
        await at(pilot, "result")

        await go(app, pilot, "health_check", 0)
        await pilot.press("end", "backspace", "1", "5")
        await go_by_list(app, pilot, "provision")
        await at(pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert planned(app).plan.changes
        assert changes(options(tmp_path)) == before
        await press(pilot, "y")
        await at(pilot, "provision")
        await until(pilot, lambda: changes(options(tmp_path)) > before)
        await until(pilot, lambda: app.session is not None and app.session.unchanged)


async def go_by_list(app: WizardApp, pilot: Driver, page: str) -> None:
    """Go to one of the last pages by the list of pages."""
    await pilot.press("f6", "end", *(["up"] if page == "provision" else []), "enter")
    await until(pilot, lambda: getattr(app.screen, "NAME", "") in (page, "review"))


@piloted
async def test_a_draft_that_was_left_on_provision_goes_on_only_with_its_yes(tmp_path: Path) -> None:
    draft = reference_draft(tmp_path)
    draft.page = "provision"
    draft.put(0, "dns.replace", value=True)
    drafts_in(tmp_path).save(draft)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):  # nobody said yes
        await at(pilot, "review")
        assert changes(options(tmp_path)) == 0
        await until(pilot, lambda: reviewed(app))
        assert app.session is not None
        app.session.approve()
        app.session.draft.page = "provision"
        app.session.put("port", "6500")  # and now to something else
        app.session.save()
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "review")
        assert changes(options(tmp_path)) == 0
        assert app.session is not None
        app.session.approve()
        app.session.draft.page = "provision"
        app.session.save()
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "provision")
        await finished(app, pilot)
        assert changes(options(tmp_path)) > 0
        assert app.session is not None
        assert not app.session.draft.approved


@pytest.mark.parametrize("leftovers", [False, True])
def test_a_saved_yes_knows_whether_leftovers_may_stay(tmp_path: Path, *, leftovers: bool) -> None:
    from multisite_tui.wizard.asking.resuming import resumed
    from multisite_tui.wizard.options import account_modes_of

    reference_draft(tmp_path)
    account_mode = account_modes_of(options(tmp_path))[1]
    session = resumed(account_mode, "main-io")
    session.accept_leftovers = leftovers
    session.approve()
    again = resumed(account_mode, "main-io")
    assert again.approved
    assert again.accept_leftovers is leftovers
    again.accept_leftovers = not leftovers
    assert not again.approved


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_finished_setup_leads_from_the_review_to_the_result(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert "Nothing to change: see the result" in text_of(app)
        await press(pilot, "enter")
        await at(pilot, "result")
        await pilot.press("enter")
    assert app.return_value == 0


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_finished_setup_that_was_left_on_provision_shows_what_was_kept(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await made(app, pilot)
    before = changes(options(tmp_path))
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "provision")
        await until(pilot, lambda: "Nothing to do" in text_of(app))
        assert "✓ kept" in text_of(app)
        assert changes(options(tmp_path)) == before
        await press(pilot, "enter")
        await at(pilot, "result")


@pytest.mark.usefixtures("hurry")
@piloted
async def test_pages_of_the_table_scroll_from_a_button_too(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await made(app, pilot)
        app.screen.query_one("#next", Button).focus()
        table = app.screen.query_one(DataTable)
        table.move_cursor(row=0)
        await press(pilot, "pagedown")
        assert table.cursor_row > 0
        await press(pilot, "pageup")
        assert table.cursor_row == 0
