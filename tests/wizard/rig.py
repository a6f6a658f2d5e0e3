"""Driving the wizard without a terminal: on a practice account of its own, with keys, and looking at its text."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.cells import get_character_cell_size
from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Footer

from multisite_tui.errors import ExitCode
from multisite_tui.options import Options
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.resuming import resumed
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.options import account_modes_of
from multisite_tui.wizard.terminal.keys import Keys
from multisite_tui.wizard.widgets.field import Field

Driver = Pilot[ExitCode]
PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""


def piloted(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Let an async test run as a plain one."""

    @functools.wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        asyncio.run(test(*arguments, **named))

    return run


def options(folder: Path, *, demo: bool = True) -> Options:
    return Options(demo=demo, state_dir=str(folder))


@asynccontextmanager
async def wizard(
    folder: Path,
    *,
    size: tuple[int, int] = (80, 24),
    resume: str | None = None,
    loaded: Callable[[], None] = lambda: None,
    broken: bool = False,
) -> AsyncIterator[tuple[WizardApp, Driver]]:
    """Start the wizard on the practice account in a folder; `broken` where the first screen is to meet a mistake."""
    account_modes = account_modes_of(options(folder))
    session = resumed(account_modes[1], resume) if resume is not None else None
    app = WizardApp(account_modes, session, demo=True, loaded=loaded)
    app.plain = False
    async with app.run_test(size=size) as pilot:
        await settled(pilot, broken=broken)
        yield app, pilot


async def settled(pilot: Driver, *, broken: bool = False) -> None:
    """Wait until the page has nothing more to ask, and everything is painted."""
    await until(pilot, lambda: keys_of(pilot).idle and not getattr(pilot.app.screen, "looking", False))
    before = ""
    async with asyncio.timeout(PATIENCE):
        while True:
            await pilot.pause(0.02)
            now = text_of(pilot.app)
            if now == before and keys_of(pilot).idle and _painted(pilot.app):
                break
            before = now
    assert ("mistake of the program" in " ".join(text_of(pilot.app).split())) is broken


def keys_of(pilot: Driver) -> Keys:
    app = pilot.app
    assert isinstance(app, WizardApp)
    return app.keys


def _painted(app: App[Any]) -> bool:
    """Say whether nothing waits to be laid out or drawn, and the footer shows its keys, which come after the page.

    Textual tells of this nowhere in public; a slower machine needs longer than any pause that one could choose.
    """
    screen = app.screen
    footers = [footer for footer in screen.query(Footer) if footer.display]
    drawn = all(footer.children and footer.region.height for footer in footers)
    waiting = screen._dirty_widgets or any(
        one._layout_required or one._repaint_required for one in (screen, *screen.walk_children())
    )
    return drawn and not waiting


async def until(pilot: Driver, true: Callable[[], object]) -> None:
    """Wait for something.

    Raises:
        TimeoutError: it did not come; with what the screen shows instead.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while not true():
                await pilot.pause(0.02)
    except TimeoutError as late:
        raise TimeoutError(f"the screen shows:\n{text_of(pilot.app)}") from late


async def at(pilot: Driver, page: str) -> None:
    """Wait until a page is shown, and has looked at the account."""
    await until(
        pilot, lambda: getattr(pilot.app.screen, "NAME", "") == page and getattr(pilot.app.screen, "begun", True)
    )
    await settled(pilot)


async def press(pilot: Driver, *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


async def write(pilot: Driver, text: str) -> None:
    """Type a text."""
    await pilot.press(*("minus" if char == "-" else "full_stop" if char == "." else char for char in text))


async def go(app: WizardApp, pilot: Driver, page: str, site: int | None = None) -> None:
    """Go to a page, as the sidebar does."""
    before = app.screen
    app.go(PageRef(page, site))
    await until(pilot, lambda: app.screen is not before)
    await at(pilot, page)


def text_of(app: App[Any]) -> str:
    """Return what the screen shows, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips) + "\n"


def words_of(app: App[Any]) -> str:
    """Return the words of the page, without the list of pages and the map beside it."""
    page = app.screen.query_one("#page").region
    lines = text_of(app).split("\n")[page.y : page.bottom]
    return " ".join(" ".join(_columns(line, page.x, page.right) for line in lines).split())


def words_in(widget: Widget) -> str:
    """Return all words of a widget, also those that are scrolled out of sight."""
    return " ".join(" ".join(strip.text for strip in widget.render_lines(widget.size.region)).split())


def _columns(line: str, first: int, end: int) -> str:
    """Return the part of a line between two columns; a wide letter has two."""
    at, part = 0, ""
    for letter in line:
        part += letter if first <= at < end else ""
        at += get_character_cell_size(letter)
    return part


def notice(app: WizardApp) -> str:
    """Return what the page says of its answers: below the fields, or beside the one that it is about."""
    told = str(app.screen.query_one("#notice").render())
    answered = [one for one in app.screen.query(Field) if one.ask.name == getattr(app.screen, "ANSWERED", "")]
    return " ".join(part for part in [*(str(one.query_one(".note").render()) for one in answered), told] if part)


async def to_sites(pilot: Driver) -> None:
    """From the welcome page to the sites."""
    await press(pilot, "enter")
    await at(pilot, "account")
    await press(pilot, "enter")
    await at(pilot, "sites")


async def reference_sites(pilot: Driver) -> None:
    """Type the two sites of the reference case, and go on to the overview; with a load balancer for each."""
    for domain, port in (("main.io", "6402"), ("sub.main.io", "6403")):
        await write(pilot, domain)
        await pilot.press("enter")
        await write(pilot, port)
        await pilot.press("enter")
        await settled(pilot)
    await pilot.press("enter")
    await at(pilot, "overview")
    await pick_classic(pilot)


async def pick_classic(pilot: Driver) -> None:
    """Pick the load balancer for each site, on the page that asks for it, and come back to the overview."""
    app = pilot.app
    assert isinstance(app, WizardApp)
    await go(app, pilot, "topology")
    await pilot.press("down", "space")
    await settled(pilot)
    await pilot.press("f8")
    await at(pilot, "overview")


async def to_review(pilot: Driver) -> None:
    """Go from the overview of the reference case to the review: a Space for the record, and F8."""
    await pilot.press("space")
    await settled(pilot)
    await pilot.press("f8")
    await at(pilot, "review")


async def say_yes(pilot: Driver) -> None:
    """Say yes on the review, once it asks."""
    await at(pilot, "review")
    await until(pilot, lambda: pilot.app.screen.check_action("approve", ()))
    await press(pilot, "y")
    await at(pilot, "provision")


async def enter_until(pilot: Driver, page: str) -> None:
    """Press Enter until a page is reached."""
    for _ in range(60):
        if getattr(pilot.app.screen, "NAME", "") == page:
            break
        await pilot.press("enter")
        await settled(pilot)
    await at(pilot, page)
