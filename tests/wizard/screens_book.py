"""`screens.md`: each screen with its picture, fields, rules, checks and keys. Made by the program:

python -m tests.wizard.screens_book        writes screens.md, the golden screens of the other sizes, and docs/pictures
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from textual.binding import Binding
from textual.screen import Screen

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.fields import field_named
from multisite_tui.wizard.asking.questions import Ask, AskOne, AskText, AskTick
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.pages import PAGES
from multisite_tui.wizard.screens.breaking import BreakingScreen
from multisite_tui.wizard.screens.copying import CopyScreen
from multisite_tui.wizard.screens.doctor import DoctorScreen
from multisite_tui.wizard.screens.home import Home
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.page_switch import PageSwitchScreen
from multisite_tui.wizard.screens.removal import RemovalScreen
from multisite_tui.wizard.screens.sign_in import SignInScreen
from multisite_tui.wizard.screens.site_removal import SiteRemovalScreen
from multisite_tui.wizard.screens.welcome import Welcome
from multisite_tui.wizard.screens.zones import ZonesScreen

from .gallery import SIZES, Picture, pictures

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "screens.md"
SCREENS: tuple[type[Screen[Any]], ...] = (
    Welcome, Home, SignInScreen, CopyScreen, DoctorScreen, PageSwitchScreen, ZonesScreen, RemovalScreen, BreakingScreen,
    SiteRemovalScreen,
)  # fmt: skip
OTHERS: dict[str, Any] = {screen.NAME: screen for screen in SCREENS}  # type: ignore[attr-defined]
"""Screens that are no page of the walk."""
PICTURES = ROOT / "docs" / "pictures"
PICTURED = SIZES[-1]
"""The size of the pictures in docs/pictures."""
GOLDEN = Path(__file__).parent / "golden"
INTRO = """# The screens

Each screen of the wizard, in the order of the walk: its picture (80 columns, 24 lines, on the practice account), what
it asks, the rules of each field, what is asked of the account, its keys, and the step of the console walkthrough that
it stands for. Pictures and tables are made by the program: `python -m tests.wizard.screens_book` writes this file, and
a test fails when a screen and this file disagree.

Keys on every page: {keys}.

Enter in a field goes on to the next one, and behind the last field to the next page. Space ticks and picks. Tab and the
mouse reach everything. Every change is saved at once.
"""


def drawn(size: tuple[int, int]) -> list[Picture]:
    """Draw every screen at one size, in a process of its own: what was drawn before changes what AWS makes up."""
    program = f"from tests.wizard.screens_book import draw; draw({size!r})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True)
    return [Picture(**shot) for shot in json.loads(ended.stdout)]


def draw(size: tuple[int, int]) -> None:
    """Draw every screen at one size, and write the pictures to stdout."""
    with tempfile.TemporaryDirectory() as folder:
        shots = asyncio.run(pictures(Path(folder), size))
    sys.stdout.write(json.dumps([asdict(shot) for shot in shots]))


def book(shots: list[Picture]) -> str:
    """Return `screens.md`."""
    keys = ", ".join(_keys([*Page.BINDINGS, *WizardApp.BINDINGS]))
    return "\n".join([INTRO.format(keys=keys), *("\n".join(_chapter(shot)) for shot in shots)])


def _chapter(shot: Picture) -> Iterator[str]:
    page = PAGES.get(shot.name)
    yield f"## {TITLES.get(shot.name, 'Help (F1)')}"
    yield ""
    if page is not None:
        yield f"{page.EXCERPT}" if page.EXCERPT else ""
        yield ""
        yield f"In the console: {page.CONSOLE}."
        yield ""
    yield "```text"
    yield shot.text.rstrip("\n")
    yield "```"
    yield ""
    yield f"[In colour, with 120 columns](docs/pictures/{shot.name}.svg)"
    yield ""
    if page is not None:
        yield from _tables(page)
    elif shot.name in OTHERS:
        yield f"Why: {OTHERS[shot.name].HELP_TEXT.why}"
        yield ""
        yield from _own_keys(OTHERS[shot.name])


def _tables(page: type[Page]) -> Iterator[str]:
    if page.ASKS:
        yield "| field | kind | help | rule |"
        yield "|---|---|---|---|"
        yield from (_row(ask) for ask in page.ASKS)
        yield ""
    if page.CHECKS:
        yield f"Asked of the account: {'; '.join(page.CHECKS)}."
        yield ""
    yield from _own_keys(page)


def _own_keys(screen: type[Screen[Any]]) -> Iterator[str]:
    kinds = [kind for kind in screen.__mro__ if kind is not Page and kind.__module__.startswith("multisite_tui.")]
    own = _keys([binding for kind in kinds for binding in kind.__dict__.get("BINDINGS", [])])
    if own:
        yield f"Keys of its own: {', '.join(own)}."
        yield ""


def _row(ask: Ask) -> str:
    kind = (
        "one of " + ", ".join(ask.options)
        if isinstance(ask, AskOne)
        else "a tick"
        if isinstance(ask, AskTick)
        else "text"
    )
    if isinstance(ask, AskText) and ask.number:
        kind = "a number"
    rule = field_named(ask.name).rule if isinstance(ask, AskText) and ask.rule else ""
    return f"| {ask.label} (`{ask.name}`) | {kind} | {ask.help} | {rule} |".replace("https:8443>", "https:8443\\>")


def _keys(bindings: list[object]) -> list[str]:
    shown = [one for one in bindings if isinstance(one, Binding)]
    return [f"{one.key_display or one.key.split(',')[0]} {one.description}" for one in shown]


def golden(size: tuple[int, int], shots: list[Picture]) -> tuple[Path, str]:
    """Return the golden file of a size, and what belongs into it."""
    text = "\n".join(f"##### {shot.name}\n{shot.text}" for shot in shots)
    return GOLDEN / f"{size[0]}x{size[1]}.txt", text


def pictures_of(shots: list[Picture]) -> dict[Path, str]:
    """Return the files of docs/pictures, and what belongs into them."""
    return {PICTURES / f"{shot.name}.svg": shot.svg for shot in shots}


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    PICTURES.mkdir(exist_ok=True)
    for size in SIZES:
        shots = drawn(size)
        if size == SIZES[0]:
            BOOK.write_text(book(shots), encoding="utf-8")
        else:
            path, text = golden(size, shots)
            path.write_text(text, encoding="utf-8")
        if size == PICTURED:
            for path in set(PICTURES.glob("*.svg")) - set(pictures_of(shots)):
                path.unlink()
            for path, svg in pictures_of(shots).items():
                path.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
