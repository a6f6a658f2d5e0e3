"""The list of pages: a tick means that the account was asked about these very answers."""

from __future__ import annotations

import threading
from pathlib import Path
from unittest import mock

import pytest

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.page_check import PageCheck
from multisite_tui.wizard.asking.page_states import PageState, PageStates, answers_by_page
from multisite_tui.wizard.asking.resuming import opened
from multisite_tui.wizard.flow import PageRef, every
from multisite_tui.wizard.options import account_modes_of
from multisite_tui.wizard.screens import tags

from .gallery import allow_replacing, drafts_in, reference_draft
from .rig import at, go, options, piloted, press, until, wizard, words_of, write
from .standing_setups import provisioned


def ticked(app: WizardApp, page: str, site: int | None = None) -> bool:
    assert app.session is not None
    return app.session.known_pages[PageRef(page, site)] is PageState.GOOD


@pytest.mark.parametrize(
    ("name", "value", "gone"),
    [
        ("port", "6500", {"sites", "overview", "review", "listener", "dns"}),
        ("domain", "zzz.example", {"sites", "overview", "review", "listener", "dns"}),
        ("profile", "other", {"account", "sites", "topology", "overview", "review", "listener", "dns"}),
        ("topology", "shared", {"topology", "overview", "review", "dns"}),
        ("health_check.path", "/up", {"overview", "review", "listener", "dns"}),
    ],
)
def test_a_tick_goes_with_the_answers_it_was_about_whoever_changes_them(
    tmp_path: Path, name: str, value: str, gone: set[str]
) -> None:
    draft, states = reference_draft(tmp_path), PageStates()
    for page in every(draft):
        states.seen(answers_by_page(draft), page, good=True)
    former = draft.value(0, name)
    draft.put(0, name, value)
    now = states.of(draft)
    pages = ("account", "sites", "topology", "overview", "review", "listener", "dns")
    known = {page: now.get(PageRef(page, 0)) or now.get(PageRef(page)) for page in pages}
    assert {page for page, state in known.items() if state is PageState.TO_DO} == gone
    draft.put(0, name, former)
    assert set(states.of(draft).values()) == {PageState.GOOD}


@piloted
async def test_a_domain_that_is_typed_twice_has_no_green_note_and_no_tick(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        assert ticked(app, "sites")
        await press(pilot, "f3")
        await write(pilot, "main.io")
        await press(pilot, "enter")
        await write(pilot, "6404")
        await until(pilot, lambda: "main.io stands twice" in words_of(app))
        assert not ticked(app, "sites")
        await press(pilot, "f8", "shift+tab", "tab", "tab")  # the note stays while one moves about
        await at(pilot, "sites")
        assert "main.io stands twice" in words_of(app)
        assert not ticked(app, "sites")


@piloted
async def test_an_answer_that_comes_late_is_kept_for_the_page_it_is_about(tmp_path: Path) -> None:
    draft = reference_draft(tmp_path)
    allow_replacing(draft)
    drafts_in(tmp_path).save(draft)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        gate, page = threading.Event(), ""

        def slow(*_: object) -> PageCheck:
            gate.wait(10)
            return PageCheck(good="fine")

        with mock.patch.object(tags, "check_tags", slow):
            app.go(PageRef("tags", 0))
            await until(pilot, lambda: getattr(app.screen, "NAME", "") == "tags" and app.screen.looking)  # type: ignore[attr-defined]
            assert app.session is not None
            app.session.draft.page = page = "dns"  # as the walk does before the next page is drawn
            gate.set()
            await until(pilot, lambda: ticked(app, "tags", 0))
        assert not ticked(app, page, 0)


def test_of_a_setup_that_was_made_review_and_provision_are_not_to_do(tmp_path: Path) -> None:
    provisioned(tmp_path)
    session = opened(account_modes_of(options(tmp_path))[1], "main-io", whole=True)
    known = session.known_pages
    assert [known[PageRef(page)] for page in ("review", "provision")] == [PageState.GOOD, PageState.GOOD]
    session.put("port", "6500")
    assert [session.known_pages[PageRef(page)] for page in ("review", "provision")] == [PageState.TO_DO] * 2
