"""The result page says in service only of a site that visitors reach, and asks AWS no more often than it must."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from multisite_tui.errors import AccessError, Problem
from multisite_tui.wizard.asking.page_states import PageState
from multisite_tui.wizard.asking.resource_map import MapState
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens import result
from multisite_tui.wizard.screens.result import ResultPage

from .conftest import MADE
from .gallery import SIZES
from .rig import Driver, at, go, notice, options, piloted, press, say_yes, settled, text_of, until, wizard, words_of

pytestmark = pytest.mark.sampled(2)


async def opened(pilot: Driver) -> ResultPage:
    """Open the setup on its result."""
    await go(pilot.app, pilot, "result")  # type: ignore[arg-type]
    page = pilot.app.screen
    assert isinstance(page, ResultPage)
    await until(pilot, lambda: page.standing is not None)
    await settled(pilot)
    return page


@piloted
async def test_a_name_that_leads_elsewhere_is_not_in_service(made: Path) -> None:
    options(made).break_practice(MADE, None, "record")
    async with wizard(made, resume="main-io") as (app, pilot):
        page = await opened(pilot)
        assert "! https://main.io/" in text_of(app)
        assert "DNS: leads to A 198.51.100.77 (300 s) instead" in words_of(app)
        assert "1 of 1 InService" in text_of(app)
        assert notice(app).startswith("! Something is not as you asked for it")
        assert page.map_states().names == {0: MapState.BAD}
        options(made).mend_practice()
        await press(pilot, "f5")
        await until(pilot, lambda: "✓ https://main.io/" in text_of(app))
        assert "Everything is in service" in notice(app)
        assert page.map_states().names == {0: MapState.GOOD}


@piloted
async def test_a_certificate_that_ends_is_no_site_out_of_service(made: Path) -> None:
    options(made).break_practice(MADE, None, "certificate")
    async with wizard(made, resume="main-io") as (app, pilot):
        await opened(pilot)
        assert "✓ https://main.io/" in text_of(app)
        assert "Everything is in service" not in text_of(app)


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("size", SIZES)
def test_what_differs_is_one_key_from_the_plan_that_repairs_it(made: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with wizard(made, size=size, resume="main-io") as (app, pilot):
            page = await opened(pilot)
            buttons = page.query("#buttons Button")
            assert not page.query_one("#repair").display
            assert not page.check_action("repair", ())
            options(made).break_practice(MADE, None, "port")
            await press(pilot, "f5")
            await until(pilot, lambda: page.query_one("#repair").display)
            await settled(pilot)
            assert "! https://main.io/" in text_of(app)
            assert all(app.screen.region.contains_region(one.region) for one in buttons if one.display)
            assert notice(app).startswith("! Something is not as you asked for it. Repair (r)")
            assert page.session.known_pages[PageRef("result")] is PageState.BAD
            await pilot.press("enter")
            await say_yes(pilot)
            await until(pilot, lambda: app.session is not None and app.session.finished)
            await go(app, pilot, "result")
            await until(pilot, lambda: "✓ https://main.io/" in text_of(app))

    run()


@piloted
async def test_the_doctor_s_cure_is_a_key_and_no_command_that_leads_back_here(made: Path) -> None:
    options(made).break_practice(MADE, None, "port")
    async with wizard(made, size=(100, 40), resume="main-io") as (app, pilot):
        await opened(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: "do    Press r (Repair)" in text_of(app))
        assert "--resume" not in text_of(app).partition("Doctor")[2].partition("Arrows")[0]
        await pilot.press("r")
        await at(pilot, "review")


@piloted
async def test_the_doctor_over_home_leads_to_the_plan_too(made: Path) -> None:
    options(made).break_practice(MADE, None, "port")
    async with wizard(made, size=(100, 40)) as (app, pilot):
        await settled(pilot)
        await pilot.press("d")
        await until(pilot, lambda: "do    Press r (Repair)" in text_of(app))
        await pilot.press("r")
        await at(pilot, "review")


@piloted
async def test_a_healthy_setup_is_not_repaired(made: Path) -> None:
    async with wizard(made, size=(100, 40), resume="main-io") as (app, pilot):
        await opened(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: "Nothing was found" in text_of(app))
        assert not app.screen.check_action("repair", ())


@piloted
async def test_only_the_health_is_asked_for_again_and_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result, "EVERY", 0.1)
    wholes, healths = (counted(monkeypatch, name) for name in ("standing_now", "check_health"))
    async with wizard(made, resume="main-io") as (_, pilot):
        await opened(pilot)
        await until(pilot, lambda: len(healths) > 4)
        assert len(wholes) == 1
        await press(pilot, "f5")
        await until(pilot, lambda: len(wholes) == 2)


@piloted
async def test_why_it_cannot_be_told_stays_said(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*named: object) -> None:
        raise AccessError(Problem("AccessDenied", "It is so."))

    monkeypatch.setattr(result, "EVERY", 0.1)
    monkeypatch.setattr(result, "standing_now", refused)
    async with wizard(made, resume="main-io") as (app, pilot):
        await go(app, pilot, "result")
        page = app.screen
        assert isinstance(page, ResultPage)
        await until(pilot, lambda: page.health)
        await at(pilot, "result")
        assert notice(app) == "! It is so."
        assert "… https://main.io/" in text_of(app)


def counted(monkeypatch: pytest.MonkeyPatch, name: str) -> list[str]:
    """Count the calls of a function of the page."""
    calls: list[str] = []
    whole: Callable[..., object] = getattr(result, name)

    def noted(*named: object) -> object:
        calls.append(name)
        return whole(*named)

    monkeypatch.setattr(result, name, noted)
    return calls
