"""Removing a site on Sites: at once where nothing stands, else asked for; undone with Ctrl-Z; taken away in AWS."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.removed_sites import put_back, take_out
from multisite_tui.wizard.screens.site_removal import SiteRemovalScreen
from multisite_tui.wizard.screens.sites import CellField, SitesPage

from .gallery import drafts_in, reference_draft
from .rig import Driver, go, notice, options, piloted, press, settled, text_of, until, wizard, words_of
from .standing_setups import provisioned

pytestmark = pytest.mark.sampled(2)


def domains(app: WizardApp) -> list[str]:
    assert app.session is not None
    draft = app.session.draft
    return [draft.text(place, "domain") for place in range(len(draft.sites))]


def balancers(app: WizardApp) -> set[str]:
    assert app.session is not None
    aws = app.session.signed_in()
    return {one["LoadBalancerName"] for one in aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]}


async def asked(app: WizardApp, pilot: Driver, cell: int) -> None:
    """Press F4 in a row of a site that stands, and wait until it is said what stands."""
    await go(app, pilot, "sites")
    app.screen.query(CellField)[cell].seize()
    await settled(pilot)
    await press(pilot, "f4")
    await until(pilot, lambda: isinstance(app.screen, SiteRemovalScreen) and not app.screen.looking)
    await settled(pilot)


@piloted
async def test_a_site_that_stands_is_never_removed_without_a_question(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await asked(app, pilot, 2)
        told = " ".join(text_of(app).replace("│", " ").split())
        assert "load balancer to-sub" in told
        assert "certificate of sub.main.io" in told
        assert "the record of sub.main.io" in told
        assert "21.90 US dollars a month" in told
        assert "AWS would bill" in told
        await press(pilot, "enter")  # the first answer keeps it
        assert isinstance(app.screen, SitesPage)
        assert domains(app) == ["main.io", "sub.main.io"]
        await press(pilot, "f4")
        await press(pilot, "escape")
        assert domains(app) == ["main.io", "sub.main.io"]


@piloted
async def test_a_site_is_taken_out_of_the_setup_only_and_put_back(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await asked(app, pilot, 2)
        await press(pilot, "down", "enter")
        await until(pilot, lambda: domains(app) == ["main.io"])
        await settled(pilot)
        told = words_of(app)
        assert "sub.main.io is not asked for any more: what was made for it stays, with what it costs" in told
        assert "Ctrl-Z puts it back" in told
        assert "Undo" in text_of(app).splitlines()[-1]
        assert balancers(app) == {"to-main", "to-sub"}
        await go(app, pilot, "overview")
        assert notice(app).startswith("Nothing is in the way.")  # just that was chosen, with its cost named
        await go(app, pilot, "review")
        await until(pilot, lambda: "no longer asked for" in words_of(app))
        told = words_of(app)  # what is seen at once, without scrolling
        assert "must be settled first" not in told
        assert "its load balancer to-sub is still there" in told
        assert "Leave what is left [x] yes" in told
        await go(app, pilot, "sites")
        await press(pilot, "ctrl+z")
        assert domains(app) == ["main.io", "sub.main.io"]
        assert "is not asked for any more" not in text_of(app)
        assert "Undo" not in text_of(app).splitlines()[-1]
        assert app.session is not None
        assert not app.session.accept_leftovers


@piloted
async def test_what_is_left_without_that_choice_is_asked_about(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.leave_out(1)
        await go(app, pilot, "overview")
        assert notice(app).startswith("! No longer asked for, and still there: sub.main.io.")
        await go(app, pilot, "review")
        await until(pilot, lambda: "no longer asked for" in words_of(app))
        told = words_of(app)  # what is seen at once, without scrolling
        assert "its load balancer to-sub is still there" in told
        assert "costs about 21.90 US dollars a month as long as it is there" in told
        assert "Leave what is left" in told


@pytest.mark.usefixtures("hurry")
@pytest.mark.sampled
@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
def test_a_site_is_taken_away_there_once_its_plan_was_read(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        provisioned(tmp_path)
        async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
            await asked(app, pilot, 2)
            await press(pilot, "y")  # nothing is asked for yet
            assert balancers(app) == {"to-main", "to-sub"}
            await press(pilot, "down", "down", "enter")
            assert "delete  records that lead to to-sub" in text_of(app)
            await press(pilot, "end")
            assert "6 to delete" in text_of(app)
            await press(pilot, "enter", "f8", "space")
            assert balancers(app) == {"to-main", "to-sub"}
            await press(pilot, "y")
            await until(pilot, lambda: "is taken away" in text_of(app))
            assert balancers(app) == {"to-main"}
            assert "✓ Done in" in text_of(app)
            await press(pilot, "escape")
            assert domains(app) == ["main.io"]
            assert "is not asked for any more" not in text_of(app)
            assert "Undo" not in text_of(app).splitlines()[-1]
            await go(app, pilot, "review")
            await until(pilot, lambda: "Nothing to change" in text_of(app))
        store = options(tmp_path).store()
        assert "sub.main.io" not in store.need("main-io").answers

    run()


@pytest.mark.usefixtures("hurry")
@piloted
async def test_the_last_site_is_taken_away_and_the_setup_is_new(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        for left in (1, 0):
            await asked(app, pilot, 0)
            await press(pilot, "down", "down", "enter")
            await press(pilot, "y")
            await until(pilot, lambda: "✓ Done in" in text_of(app))
            await press(pilot, "escape")
            assert len(balancers(app)) == left
        assert domains(app) == [""]
        assert app.session is not None
        assert not app.session.stands
        assert options(tmp_path).store().names() == ()


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_removal_that_would_now_take_away_more_than_was_shown_changes_nothing(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await asked(app, pilot, 2)
        screen = app.screen
        assert isinstance(screen, SiteRemovalScreen)
        removal = screen._removal
        assert removal is not None
        less = replace(removal.plan, steps=removal.plan.steps[:2])
        screen._removal = replace(removal, planned=replace(removal.planned, plan=less))
        await press(pilot, "down", "down", "enter")
        await press(pilot, "y")
        await until(pilot, lambda: "no longer what was shown" in text_of(app))
        assert balancers(app) == {"to-main", "to-sub"}


@piloted
async def test_a_removal_that_cannot_be_planned_says_why_and_leaves_the_other_ways(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        journal = options(tmp_path).store().folder / "main-io" / "journal.jsonl"
        journal.write_text("garbled\n")
        app.screen.query(CellField)[2].seize()
        await settled(pilot)
        await press(pilot, "f4")
        await until(pilot, lambda: "cannot be read" in text_of(app))
        await press(pilot, "escape")
        assert domains(app) == ["main.io", "sub.main.io"]


@piloted
async def test_sites_that_were_never_made_go_at_once_and_come_back_one_after_the_other(tmp_path: Path) -> None:
    draft = reference_draft(tmp_path)
    draft.put(0, "certificate", "none")
    draft.put(1, "aliases", "www.sub.main.io")
    drafts_in(tmp_path).save(draft)
    before = draft.as_json()["sites"]
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        await press(pilot, "f4")
        assert domains(app) == ["sub.main.io"]
        assert "main.io is out of this setup. Ctrl-Z puts it back." in words_of(app)
        await press(pilot, "f4")
        assert domains(app) == [""]
        await press(pilot, "ctrl+z")
        assert domains(app) == ["sub.main.io"]
        await press(pilot, "ctrl+z")
        assert domains(app) == ["main.io", "sub.main.io"]
        shown = [row.query(CellField)[0].value for row in app.screen.query("SiteRow")]
        assert shown == ["main.io", "sub.main.io"]
        assert app.session is not None
        assert app.session.draft.as_json()["sites"] == before
        await press(pilot, "ctrl+z")
        assert domains(app) == ["main.io", "sub.main.io"]


def test_what_was_changed_meanwhile_stays_when_a_site_is_put_back() -> None:
    draft = Draft("x", "practice")
    draft.put(0, "domain", "main.io")
    draft.put(0, "certificate", "none")
    draft.put(0, "instance_protocol", "https")
    draft.add_site()
    draft.put(1, "domain", "sub.main.io")
    removed = take_out(draft, 0)
    assert draft.text(0, "certificate") == "none"
    draft.put(0, "certificate", "auto")
    assert put_back(draft, removed) == 0
    assert draft.text(1, "certificate") == "auto"
    assert draft.text(1, "instance_protocol") == "https"
    assert draft.sites[1].follows
    assert "instance_protocol" not in draft.sites[1].values
