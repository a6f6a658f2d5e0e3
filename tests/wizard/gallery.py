"""Every screen as text, drawn by the program itself: for the golden files and for `screens.md`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from textual.widgets import Input

from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from multisite_tui.errors import Problem
from multisite_tui.model.events import (
    Event,
    Planned,
    Started,
    StepFailed,
    StepFinished,
    StepSkipped,
    StepStarted,
    StepWaiting,
)
from multisite_tui.model.plans import Action, MonthlyCost
from multisite_tui.model.restarts import Timing
from multisite_tui.model.setup import Setup
from multisite_tui.model.statuses import InstanceStatus, SetupStatus, SiteStatus
from multisite_tui.state.drafts import DraftFiles
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking import saved_rows, setup_standings
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.page_check import PageCheck
from multisite_tui.wizard.asking.saved_drafts import SavedDrafts
from multisite_tui.wizard.asking.saved_rows import SavedRow
from multisite_tui.wizard.asking.setup_standings import Mood, Standing
from multisite_tui.wizard.asking.site_health import SiteHealth
from multisite_tui.wizard.flow import SITE_PAGES, PageRef
from multisite_tui.wizard.options import AccountMode
from multisite_tui.wizard.screens import doctor, page_switch, provision, result, sign_in
from multisite_tui.wizard.screens.home import Home
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.provision import ProvisionPage
from multisite_tui.wizard.screens.result import ResultPage
from multisite_tui.wizard.screens.review import ReviewPage
from multisite_tui.wizard.screens.sign_in import SignInScreen
from multisite_tui.wizard.session import Session

from .rig import Driver, at, options, settled, text_of, until, wizard
from .standing_setups import provisioned

SIZES = ((80, 24), (60, 20), (120, 40))
PAGES = (
    "account", "sites", "overview", "topology", "balancer", "balancer_group", "target", "listener", "security_group",
    "certificate", "health_check", "instances", "tags", "dns", "review", "provision", "result",
)  # fmt: skip
OF_ALL = ("balancer", "balancer_group", "target")
"""Pages of a setup whose sites share one load balancer; the others are drawn with one for each."""
OVER = {"sites": ("f2", "zones"), "dns": ("f1", "help"), "provision": ("f9", "doctor")}
"""Pages on which a key draws something over the page that is worth a picture."""
SECONDS = re.compile(r"\b0:[0-5]\d\b")
UNSTEADY = re.compile(r"to-(?:main|sub)-[0-9]+\.")


FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Addresses of fonts, from which a page would load them."""
IDS = re.compile(r"terminal-\d+")
COMMAND = "multisite-tui --demo"


@dataclass(frozen=True)
class Picture:
    """One screen at one size."""

    name: str
    text: str
    svg: str

    @classmethod
    def of(cls, name: str, app: WizardApp) -> Picture:
        """Return what is shown now."""
        svg = FONTS.sub("", IDS.sub("terminal", app.export_screenshot(title="multisite-tui")))
        return cls(name, steady(text_of(app)), steady(svg))


def drafts_in(folder: Path) -> SavedDrafts:
    """Return the drafts of the practice account."""
    return SavedDrafts(DraftFiles(options(folder).store().folder))


def reference_draft(folder: Path) -> Draft:
    """Return the reference case as a draft of this practice account, saved."""
    draft = Draft("main-io", "practice", page="account")
    draft.put(0, "domain", "main.io")
    draft.put(0, "port", "6402")
    draft.add_site()
    draft.put(1, "domain", "sub.main.io")
    draft.put(1, "port", "6403")
    draft.put(0, "topology", "classic")
    drafts_in(folder).save(draft)
    return draft


def allow_replacing(draft: Draft) -> None:
    """Tick that the record may be replaced which the first site of the reference case has."""
    draft.put(0, "dns.replace", value=True)
    draft.sites[0].replaces = ["main.io A 203.0.113.10 (300 s)"]


class CannedRun:
    """A run that tells the same in every picture."""

    def __init__(self, session: Any, setup: Any, tell: Callable[[Event], None]) -> None:
        self._session, self._setup, self._tell = session, setup, tell

    def start(self) -> None:
        from multisite_tui.engine.interrupt import Interrupt
        from multisite_tui.wizard.background_run import planned

        self._session.running = True
        self._session.interrupt = Interrupt()
        plan = planned(self._session, self._setup, accept_leftovers=False).plan
        self._tell(Started("0", "main-io", "123456789012", "ap-northeast-2"))
        self._tell(Planned(plan))
        for step in ("security_group", "certificate", "open_ports", "way_in", "load_balancer"):
            self._tell(StepStarted(f"main.io/{step}", "main.io", Action.CREATE))
            self._tell(StepFinished(f"main.io/{step}", "main.io", Action.CREATE))
        self._tell(StepStarted("main.io/validation", "main.io", Action.CREATE))
        words = "ACM PENDING_VALIDATION: waiting to see the CNAME _29b42ac0fe96.main.io"
        self._tell(StepWaiting("main.io/validation", "main.io", words, "usually 1 to 10 minutes"))
        self._tell(StepStarted("sub.main.io/security_group", "sub.main.io", Action.CREATE))
        self._tell(StepFailed("sub.main.io/security_group", "sub.main.io", DENIED))
        self._tell(StepSkipped("sub.main.io/load_balancer", "sub.main.io", "sub.main.io/security_group"))


def canned_now(page: ProvisionPage) -> float:
    """The time of a canned run: 70 seconds have passed since a site failed."""
    return 70.0 if page._failed else 0.0


DENIED = Problem(
    "UnauthorizedOperation",
    "AWS denied ec2:CreateSecurityGroup.",
    "The identity in use lacks this permission.",
    "Let an administrator allow ec2:CreateSecurityGroup, then try again; what is done stays done.",
)


ILL = (
    Diagnosis(
        "main.io",
        Area.CERTIFICATE,
        "validation_record_missing",
        Certainty.CERTAIN,
        "The CNAME that proves the domain to Amazon is not in the zone.",
        "ACM asks for _29b42ac0fe96.main.io; the hosted zone main.io does not have it.",
        "Run the setup again: it writes the record.",
    ),
    Diagnosis(
        "sub.main.io",
        Area.INSTANCE,
        "instance_out_of_service",
        Certainty.LIKELY,
        "Nothing listens on port 6403 of the instance.",
        "The load balancer says: Instance has failed at least the UnhealthyThreshold number of health checks.",
        "Start the program, or correct the port.",
    ),
)


SIGNED_OUT = Problem("NoCredentialsError", "No AWS credentials were found.")
ROWS = (
    SavedRow("aws", "main-io", "main-io", saved_rows.STANDS, made=True, whole=True, domains=("main.io", "sub.main.io"),
             account="123456789012", region="ap-northeast-2", updated_at=datetime(2026, 11, 26, tzinfo=UTC)),
    SavedRow("aws", "shop", "shop", "6 of 9, interrupted", made=True, domains=("shop.example",),
             account="123456789012", region="ap-northeast-2"),
    SavedRow("practice", "to-try", "to-try", "left at Certificate", domains=("main.io",)),
)  # fmt: skip
STANDINGS = {
    "main-io": Standing(Mood.GOOD, "in service", Decimal("23.73"), datetime(2027, 6, 13, tzinfo=UTC)),
    "shop": Standing(
        Mood.BAD, "0 of 1 in service", Decimal("21.90"), datetime(2026, 12, 20, tzinfo=UTC), renews=False,
        waits=("3 things differ from what was asked for",),
    ),
}  # fmt: skip
HEALTH = SiteHealth("1 of 1 InService", well=True, restart=Timing(5, 3, 10, 2))
WELL = PageCheck(data={"main.io": HEALTH, "sub.main.io": HEALTH})


def well_standing(session: Session, setup: Setup) -> SetupStatus:
    """Return how a setup stands of which all is well."""
    serving = (InstanceStatus("i-1", "InService", ""),)
    sites = tuple(
        SiteStatus(site.domain, site.url, "to-main", "to-main-1.elb.amazonaws.com", serving, None, None, (), ())
        for site in setup.sites
    )
    cost = MonthlyCost("ap-northeast-2", (), None, date(2026, 11, 1))
    return SetupStatus(setup.name, setup.topology, "123456789012", "ap-northeast-2", sites, (), cost)


async def pictures(folder: Path, size: tuple[int, int]) -> list[Picture]:
    """Draw every screen."""
    reference_draft(folder)
    found = []
    with (
        mock.patch.dict(os.environ, {"COLORTERM": "truecolor"}),
        mock.patch.object(AccountMode, "command", COMMAND),
        mock.patch.object(provision, "BackgroundRun", CannedRun),
        mock.patch.object(ProvisionPage, "now", canned_now),
        mock.patch.object(result, "check_health", return_value=WELL),
        mock.patch.object(result, "standing_now", well_standing),
        mock.patch.object(doctor, "doctor", return_value=ILL),
        mock.patch.object(page_switch, "shown_pages", return_value={"main.io": False, "sub.main.io": True}),
    ):
        async with wizard(folder / "empty", size=size) as (app, pilot):
            found.append(Picture.of("welcome", app))
        found.append(await home(folder, size))
        async with wizard(folder, size=size, resume="main-io") as (app, pilot):
            for page in PAGES:
                assert app.session is not None
                app.session.draft.put(0, "topology", "shared" if page in OF_ALL else "classic")
                await show(app, pilot, page, 0)
                found.append(Picture.of(page, app))
                if page == "account":
                    found.append(await ways_in(app, pilot))
                if page in OVER:
                    key, over = OVER[page]
                    found.append(await drawn_over(app, pilot, over, key))
                if page == "result":
                    found.append(await drawn_over(app, pilot, "copying", "c"))
                    app.session.draft.put(0, "topology", "shared")
                    found.append(await drawn_over(app, pilot, "page_switch", "f4"))
                if page == "dns":
                    allow_replacing(app.session.draft)
        found += await over_what_stands(folder / "standing", size)
    return found


async def over_what_stands(folder: Path, size: tuple[int, int]) -> list[Picture]:
    """Draw what lies over the first page and over Sites, of a setup that stands; nothing of it is carried out."""
    provisioned(folder)
    found = []
    async with wizard(folder, size=size) as (app, pilot):
        await until(pilot, lambda: getattr(app.screen, "_standings", {}) and not app.screen.asking)  # type: ignore[attr-defined]
        for key, name in (("x", "removal"), ("b", "breaking")):
            found.append(await drawn_over(app, pilot, name, key))
    async with wizard(folder, size=size, resume="main-io") as (app, pilot):
        page = await show(app, pilot, "sites", None)
        page.focus_first()
        found.append(await drawn_over(app, pilot, "site_removal", "f4"))
    return found


async def home(folder: Path, size: tuple[int, int]) -> Picture:
    """Return the home screen of somebody who has several setups."""
    with (
        mock.patch.object(saved_rows, "saved_rows", lambda mode: [row for row in ROWS if row.kind == mode.kind]),
        mock.patch.object(setup_standings, "standing_of", lambda mode, name: STANDINGS[name]),
    ):
        async with wizard(folder, size=size) as (app, pilot):
            screen = app.screen
            assert isinstance(screen, Home)
            await until(pilot, lambda: screen._standings and not screen.asking)
            await pilot.press("home", "up", "down", "down")
            await settled(pilot)
            return Picture.of("home", app)


async def ways_in(app: WizardApp, pilot: Driver) -> Picture:
    """Return what is shown to somebody who is not signed in."""
    with (
        mock.patch.object(sign_in, "profile_names", return_value=("default", "work")),
        mock.patch.object(sign_in, "login_files", return_value=()),
        mock.patch.object(sign_in.shutil, "which", return_value="aws"),
    ):
        page = app.screen
        assert app.session is not None
        app.push_screen(SignInScreen(app.session, SIGNED_OUT))
        await until(pilot, lambda: "Use the profile work" in text_of(app))
        await settled(pilot)
        picture = Picture.of("sign_in", app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is page)
        return picture


async def drawn_over(app: WizardApp, pilot: Driver, name: str, key: str) -> Picture:
    """Return what a key draws over the page, and close it again."""
    page = app.screen
    await pilot.press(key)
    await until(pilot, lambda: app.screen is not page)
    await settled(pilot)
    await pilot.pause(0.1)
    picture = Picture.of(name, app)
    await pilot.press("escape")
    await until(pilot, lambda: app.screen is page)
    return picture


async def show(app: WizardApp, pilot: Driver, page: str, site: int | None) -> Page:
    """Go to a page, and wait until it is drawn whole."""
    before = app.screen
    assert app.session is not None
    app.session.running = False
    if page == "provision":
        app.session.approve()
    app.go(PageRef(page, site if page in SITE_PAGES else None))
    await until(pilot, lambda: app.screen is not before)
    await at(pilot, page)
    screen = app.screen
    assert isinstance(screen, Page)
    if isinstance(screen, ReviewPage):
        await until(pilot, lambda: not screen.query_one("#next").disabled)
    if isinstance(screen, ProvisionPage):
        await until(pilot, lambda: screen._failed and screen._drawn)
        await pilot.pause(0.6)
    if isinstance(screen, ResultPage):
        await until(pilot, lambda: screen.health)
    for line in screen.query(Input):
        line.cursor_blink = False  # or the picture would show the cursor or not, as it happens
    await settled(pilot)
    await pilot.pause(0.05)
    return screen


def steady(text: str) -> str:
    """Return the text without what AWS makes up anew each time."""
    return SECONDS.sub("0:00", UNSTEADY.sub("to-NUMBER.", text))
