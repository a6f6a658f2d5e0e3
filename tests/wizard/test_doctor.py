"""The doctor, called from the pages on which something may be ill."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from textual.widgets import Button

from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.screens import doctor as doctor_screen
from multisite_tui.wizard.screens.doctor import DoctorScreen

from .gallery import reference_draft
from .rig import (
    Driver,
    at,
    go,
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
)

SIZES = ((80, 24), (60, 20))
ILL = tuple(
    Diagnosis(
        "main.io",
        Area.INSTANCE,
        f"reason_{number}",
        Certainty.LIKELY,
        f"Reason {number} of [b]many[/b] [@click=app.quit]things[/].",
        "[/foo] is what it says.",
        "Mend it.",
    )
    for number in range(1, 16)
)


async def called(app: WizardApp, pilot: Driver) -> DoctorScreen:
    """Wait for the doctor to have looked."""
    # Its notice says something as soon as the look has begun.
    await until(pilot, lambda: isinstance(app.screen, DoctorScreen) and str(app.screen.notice.render()))
    await settled(pilot)
    assert isinstance(app.screen, DoctorScreen)
    return app.screen


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_failed_run_offers_the_doctor_who_names_the_reason(tmp_path: Path) -> None:
    # So tall that every reason is seen: the other site has reasons too, which depend on how far it is.
    async with wizard(tmp_path, size=(100, 90)) as (app, pilot):
        await to_sites(pilot)
        await reference_sites(pilot)
        await to_review(pilot)
        account = options(tmp_path)._practice_account
        account.fail("ConfigureHealthCheck", "ValidationError", times=1)
        account.set_answer(6403, 404)
        await press(pilot, "y")
        await at(pilot, "provision")
        await until(pilot, lambda: "ValidationError" in text_of(app))
        assert app.screen.query_one("#doctor", Button).display  # as soon as one site failed; the other still goes on
        await press(pilot, "f9")
        await called(app, pilot)
        assert "certain, load balancer" in text_of(app)
        assert "health_check_differs" in text_of(app)
        await pilot.press("escape")
        await at(pilot, "provision")
        account.set_answer(6403, 200)
        await until(pilot, lambda: app.session is not None and not app.session.running)
        await until(pilot, lambda: app.screen.query_one("#again", Button).display)
        await settled(pilot)  # the new button moves the others
        await pilot.click("#doctor")
        await called(app, pilot)
        await pilot.press("escape")
        await at(pilot, "provision")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_long_findings_scroll_and_are_no_markup(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
            await go(app, pilot, "result")
            with mock.patch.object(doctor_screen, "doctor", return_value=ILL):
                await pilot.press("f9")
                await called(app, pilot)
            assert "Reason 1 of [b]many[/b]" in " ".join(text_of(app).split())
            assert "[/foo] is" in text_of(app)
            await pilot.press("end")
            await until(pilot, lambda: "reason_15" in text_of(app))
            assert "scroll; F5 looks again" in text_of(app)
            await pilot.press("escape")
            await at(pilot, "result")

    run()


@piloted
async def test_f5_signs_in_anew_and_looks_again(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "result")
        assert app.session is not None
        account = options(tmp_path)._practice_account
        account.expire_after(0)
        await pilot.press("f9")
        await called(app, pilot)
        assert "does not accept the credentials" in text_of(app)
        before = app.session.aws
        account.renew()
        await pilot.press("f5")
        await settled(pilot)
        assert app.session.aws is not before
        assert "does not accept the credentials" not in text_of(app)


@piloted
async def test_a_doctor_who_breaks_does_not_take_the_wizard_with_it(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "result")
        with mock.patch.object(doctor_screen, "doctor", side_effect=KeyError("x")):
            await pilot.press("f9")
            await until(pilot, lambda: "mistake of the program (KeyError)" in text_of(app))
        await pilot.press("escape")
        await at(pilot, "result")
