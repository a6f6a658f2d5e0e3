"""Keys that come in one piece, as over a slow line: each is carried out before the next, also across pages."""

from __future__ import annotations

from pathlib import Path

from textual.events import Key
from textual.widgets import Input

from multisite_tui.wizard.app import WizardApp

from .gallery import reference_draft
from .rig import at, go, piloted, settled, to_sites, until, wizard

NAMES = {".": "full_stop", "=": "equals_sign", "-": "minus"}


def burst(app: WizardApp, *keys: str) -> None:
    """Type all of it at once: names of keys, or texts."""
    assert app._driver is not None
    for key in keys:
        named = len(key) > 1 and (key in ("enter", "tab", "space", "backspace", "home", "end", "down") or key[0] == "f")
        for one in [key] if named else key:
            text = " " if one == "space" else one if len(one) == 1 else None
            app._driver.send_message(Key(NAMES.get(one, one), text))


def typed(app: WizardApp) -> str:
    assert isinstance(app.focused, Input)
    return app.focused.value


@piloted
async def test_a_field_keeps_the_order_of_its_keys(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "tags", 0)
        burst(app, "ab", "backspace", "c=d", "home", "z", "end", "x")
        await settled(pilot)
        assert typed(app) == "zac=dx"


@piloted
async def test_keys_behind_a_tab_are_the_next_fields(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        await go(app, pilot, "listener", 0)
        burst(app, *["tab"] * 3, *["backspace"] * 4, "77", "tab")
        await settled(pilot)
        assert app.session.draft.value(0, "port") == "77"
        assert app.session.draft.value(0, "load_balancer") == "to-main"


@piloted
async def test_keys_behind_next_are_the_next_pages(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        await go(app, pilot, "health_check", 0)
        burst(app, "f8", "f6", "home", "enter")
        await at(pilot, "account")
        await settled(pilot)
        await go(app, pilot, "topology")
        burst(app, "f8", "f6", "home", *["down"] * 4, "enter", "end", "two", "tab", "space", "enter")
        await until(pilot, lambda: app.session is not None and app.session.draft.page == "listener")
        await settled(pilot)
        assert app.session.draft.value(0, "load_balancer") == "to-maintwo"
        assert app.session.draft.value(0, "listeners.http") is False


@piloted
async def test_a_whole_list_of_sites_in_one_piece(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        burst(app, "main.io", "enter", "6402", "enter", "sub.main.io", "tab", "6403", "enter", "f8")
        await at(pilot, "overview")
        assert app.session is not None
        draft = app.session.draft
        assert [(draft.text(place, "domain"), draft.text(place, "port")) for place in range(len(draft.sites))] == [
            ("main.io", "6402"),
            ("sub.main.io", "6403"),
        ]
