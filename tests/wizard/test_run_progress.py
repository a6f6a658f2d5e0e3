"""The live page of a run: how far it is, what is left, and what a person has to do, first and whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import Problem
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import Event, Planned, Started, StepFailed, StepFinished, StepStarted, StepWaiting
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.roles import Role
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.drafts import domain_of
from multisite_tui.wizard.asking.resource_map import MapState
from multisite_tui.wizard.background_run import planned
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens import provision
from multisite_tui.wizard.screens.hand_records import HandRecordsScreen
from multisite_tui.wizard.screens.provision import ProvisionPage, RunTable
from multisite_tui.wizard.widgets.run_bar import EMPTY, FILLED

from .gallery import DENIED, reference_draft
from .rig import Driver, at, piloted, settled, text_of, until, wizard

pytestmark = pytest.mark.sampled(2)

USUAL = "usually 1 to 10 minutes"
RECORD = HandRecord("_x.main.io", "CNAME", "y.acm-validations.aws", "proves the domain")


class Told:
    """A run that tells what the test says, at the time that the test says."""

    tell: Callable[[Event], None]
    clock = 0.0

    def __init__(self, session: Any, setup: Any, tell: Callable[[Event], None]) -> None:
        self._session, self._setup = session, setup
        Told.tell, Told.clock = staticmethod(tell), 0.0

    def start(self) -> None:
        self._session.running, self._session.interrupt = True, Interrupt()
        Told.tell(Started("0", "main-io", "123456789012", "ap-northeast-2"))
        Told.tell(Planned(planned(self._session, self._setup, accept_leftovers=False).plan))


def told_now(page: ProvisionPage) -> float:
    return Told.clock


@asynccontextmanager
async def told_run(folder: Path, size: tuple[int, int]) -> AsyncIterator[tuple[WizardApp, Driver, ProvisionPage]]:
    """Show the page of a run that has begun."""
    reference_draft(folder)
    with (
        mock.patch.object(provision, "BackgroundRun", Told),
        mock.patch.object(ProvisionPage, "now", told_now),
    ):
        async with wizard(folder, size=size, resume="main-io") as (app, pilot):
            assert app.session is not None
            app.session.put_for(0, "dns.replace", True)
            app.session.approve()
            app.go(PageRef("provision"))
            await at(pilot, "provision")
            page = app.screen
            assert isinstance(page, ProvisionPage)
            await until(pilot, lambda: page._drawn)
            yield app, pilot, page
            page.session.running = False


def done(step: str) -> None:
    site = step.partition("/")[0]
    Told.tell(StepStarted(step, site, Action.CREATE))
    Told.tell(StepFinished(step, site, Action.CREATE))


def waits(step: str, *records: HandRecord, words: str = "ACM PENDING_VALIDATION") -> None:
    site = step.partition("/")[0]
    Told.tell(StepStarted(step, site, Action.CREATE))
    Told.tell(StepWaiting(step, site, words, USUAL, records))


async def painted(pilot: Driver, app: WizardApp, words: str) -> str:
    await until(pilot, lambda: words in text_of(app))
    return text_of(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
def test_the_bar_says_how_much_is_done_and_what_is_left(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with told_run(tmp_path, size) as (app, pilot, page):
            total = page.board.total
            text = await painted(pilot, app, f"0 of {total} steps")
            assert "usually 1 to 12 more minutes" in text
            assert FILLED not in text
            for site in ("main.io", "sub.main.io"):
                for step in ("security_group", "open_ports", "way_in", "certificate", "load_balancer"):
                    done(f"{site}/{step}")
                waits(f"{site}/validation")
            await until(pilot, lambda: page.board.sites["sub.main.io"].rows["sub.main.io/validation"].heard)
            Told.clock = 70.0
            text = await painted(pilot, app, "usually up to 10 more minutes")
            assert f"10 of {total} steps" in text
            line = next(one for one in text.split("\n") if FILLED in one)
            assert total == 20
            assert abs(line.count(FILLED) - line.count(EMPTY)) <= 1  # half of it
            assert "1:10" in text

    run()


@piloted
async def test_a_wait_says_how_long_it_takes_of_how_long_is_usual(tmp_path: Path) -> None:
    async with told_run(tmp_path, (120, 40)) as (app, pilot, _):
        waits("main.io/validation")
        await painted(pilot, app, "waiting")
        Told.clock = 70.0
        await painted(pilot, app, "1:10    of usually 1 to 10 minutes")
        Told.clock = 601.0
        text = await painted(pilot, app, "10:01   longer than usual (usual")
        assert "· longer than usual" in text
        assert "! main.io: validation takes longer than usual." in text


@piloted
async def test_what_the_practice_account_says_is_said_of_aws(tmp_path: Path) -> None:
    async with told_run(tmp_path, (80, 24)) as (app, pilot, _):
        Told.tell(Started("0", "main-io", "123456789012", "ap-northeast-2", AccountKind.PRACTICE))
        await painted(pilot, app, "· at AWS usually 1 to 12 more minutes")


@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=str)
def test_what_to_do_stands_in_the_first_lines_and_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with told_run(tmp_path, size) as (app, pilot, page):
            Told.tell(StepStarted("sub.main.io/security_group", "sub.main.io", Action.CREATE))
            Told.tell(StepFailed("sub.main.io/security_group", "sub.main.io", DENIED))
            await painted(pilot, app, "AWS denied ec2:CreateSecurityGroup.")
            await settled(pilot)
            shown = " ".join(text_of(app).split())
            assert f"! sub.main.io: {DENIED.what} do {DENIED.next}" in shown
            assert page.query_one(RunTable).size.height >= 4
            assert "F9 Doctor" in text_of(app)

    run()


@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=str)
def test_records_to_put_in_elsewhere_are_what_the_run_waits_for(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with told_run(tmp_path, size) as (app, pilot, page):
            for step in page.board.steps:
                if step.partition("/")[2] not in ("validation", "records", "listeners"):
                    done(step)
            for site in ("main.io", "sub.main.io"):
                waits(f"{site}/validation", RECORD)
            await until(pilot, lambda: isinstance(app.screen, HandRecordsScreen))
            await pilot.press("escape")
            await at(pilot, "provision")
            await painted(pilot, app, "the rest waits for you")
            shown = " ".join(text_of(app).split())
            assert "! main.io, sub.main.io: put 2 records in at the DNS provider (F4 shows what)." in shown
            assert "F4 Records" in text_of(app)
            assert page.query_one("#records").region.height == 1
            for site in ("main.io", "sub.main.io"):
                waits(f"{site}/validation")
            await until(pilot, lambda: "F4 Records" not in text_of(app))
            await until(pilot, lambda: "put 2 records in" not in text_of(app))

    run()


@piloted
async def test_the_map_is_as_far_as_the_run(tmp_path: Path) -> None:
    async with told_run(tmp_path, (120, 40)) as (app, pilot, page):
        for step in ("security_group", "open_ports", "load_balancer", "listeners"):
            done(f"main.io/{step}")
        waits("main.io/instances")
        failed = "sub.main.io/load_balancer"
        Told.tell(StepFailed(failed, "sub.main.io", Problem("x", "No.", "", "Ask.")))
        await until(pilot, lambda: page.map_states().entrances[1] is MapState.BAD)
        states = page.map_states()
        assert states.entrances == {0: MapState.GOOD, 1: MapState.BAD}
        assert states.programs == {0: MapState.BUSY, 1: MapState.UNKNOWN}
        assert states.names == {0: MapState.UNKNOWN, 1: MapState.UNKNOWN}
        await until(pilot, lambda: [line for line in text_of(app).split("\n") if "to-main" in line and "✓" in line])


@piloted
async def test_keys_that_do_nothing_now_are_not_offered(tmp_path: Path) -> None:
    async with told_run(tmp_path, (80, 24)) as (app, pilot, page):
        footer = text_of(app).rstrip("\n").split("\n")[-1]
        assert "Fold" in footer
        assert "Doctor" in footer
        assert not [word for word in ("Next", "Back", "Pages", "Look again", "Records", "Try again") if word in footer]
        page.session.running = False
        page._over("Stopped.")
        await until(pilot, lambda: "F5 Try again" in text_of(app))
        assert "F7 Back" in text_of(app)
        assert "F8" not in text_of(app).rstrip("\n").split("\n")[-1]


@piloted
async def test_a_size_that_changes_keeps_the_line_and_what_is_said(tmp_path: Path) -> None:
    async with told_run(tmp_path, (120, 40)) as (app, pilot, page):
        waits("main.io/validation", words="ACM says: " + "a long word " * 5 + "END")
        await painted(pilot, app, "waiting")
        await pilot.press("down", "down", "down", "down", "down")
        for size in ((60, 20), (100, 30), (80, 24), (120, 40)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert page.query_one(RunTable).cursor_row == 5
            assert app.focused is page.query_one(RunTable)
            assert "END" in text_of(app)  # whole, below the table
            lines = text_of(app).split("\n")
            assert ("visitors →" in text_of(app)) is (70 <= size[0] < 120), "\n".join(lines)


@piloted
async def test_the_map_follows_a_run_of_a_korean_domain_too(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, _):
        assert app.session is not None
        app.session.draft.put(0, "domain", "김치.main.io")
        page, site = ProvisionPage(app.session), domain_of("김치.main.io") or ""
        assert site.startswith("xn--")
        step = PlannedStep(f"{site}/records", Role.RECORDS, site, "records", Action.CREATE, "", ())
        page.board.steps = {step.id: step}
        page.board.hear(StepStarted(step.id, site, Action.CREATE), 0.0)
        page.board.hear(StepFinished(step.id, site, Action.CREATE), 1.0)
        assert page.map_states().names[0] is MapState.GOOD
