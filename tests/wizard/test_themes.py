"""The themes: every word can be read, on every page, and the one that is chosen is there again at the next start."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from rich.color import ColorTriplet
from textual.app import App
from textual.geometry import Region

from multisite_tui.state.preferences import FILE, Preferences
from multisite_tui.wizard import themes
from multisite_tui.wizard.screens import provision, result

from .gallery import WELL, CannedRun, reference_draft, show, well_standing
from .rig import at, piloted, settled, until, wizard

LEAST = 4.5
"""WCAG 2.2, 1.4.3, level AA."""
PAGES = ("account", "sites", "overview", "topology", "certificate", "dns", "review", "provision", "result")


def luminance(colour: ColorTriplet) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [one / 255 for one in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def dull(app: App[Any], region: Region | None = None) -> Iterator[str]:
    """Yield the words that are too close to their ground, and how close; of a part of the screen, if one is named."""
    strips = app.screen._compositor.render_strips()
    if region is not None:  # what a dialog covers is dimmed
        strips = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    for strip in strips:
        for segment in strip:
            style = segment.style
            if style is None or not any(unicodedata.category(letter)[0] in "LN" for letter in segment.text):
                continue
            assert style.color is not None
            assert style.bgcolor is not None
            text, ground = style.color.get_truecolor(), style.bgcolor.get_truecolor()
            if style.reverse:
                text, ground = ground, text
            found = contrast(text, ground)
            if found < LEAST:
                yield f"{found:.2f}: {segment.text.strip()!r} {text.hex} on {ground.hex}"


@pytest.mark.parametrize("theme", sorted(themes.PALETTES))
def test_every_word_of_every_page_can_be_read(theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")

    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        found = []
        with (
            mock.patch.object(provision, "BackgroundRun", CannedRun),
            mock.patch.object(result, "check_health", return_value=WELL),
            mock.patch.object(result, "standing_now", well_standing),
        ):
            async with wizard(tmp_path, size=(120, 40)) as (app, pilot):
                app.theme = theme
                await settled(pilot)
                found += [f"first screen: {one}" for one in dull(app)]
            async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
                app.theme = theme
                for page in PAGES:
                    await show(app, pilot, page, 0)
                    found += [f"{page}: {one}" for one in dull(app)]
        assert not found, "\n".join(dict.fromkeys(found))

    run()


def test_the_measure_itself_knows_dull_from_clear() -> None:
    grey, white, black = ColorTriplet(119, 119, 119), ColorTriplet(255, 255, 255), ColorTriplet(0, 0, 0)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.48, abs=0.01)  # the well-known grey that is just too light


@piloted
async def test_a_chosen_theme_is_there_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with wizard(tmp_path) as (app, pilot):
        assert app.theme == themes.DARK
        app.theme = themes.LIGHT
        await settled(pilot)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    async with wizard(tmp_path) as (app, pilot):
        assert app.theme == themes.LIGHT
        app.theme = themes.DARK
        await settled(pilot)
    async with wizard(tmp_path) as (app, _):
        assert app.theme == themes.DARK


@piloted
async def test_a_terminal_of_16_colours_keeps_them_and_the_choice_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "")
    monkeypatch.setenv("TERM", "linux")
    Preferences(tmp_path).keep("theme", themes.LIGHT)
    async with wizard(tmp_path) as (app, pilot):
        await settled(pilot)
        assert app.theme == themes.SIXTEEN
        assert list(app.available_themes) == [themes.SIXTEEN]
    assert Preferences(tmp_path).read() == {"theme": themes.LIGHT}


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"theme": 7}', b'{"theme": "no-such-theme"}', b"\xff\xfe"])
def test_preferences_that_cannot_be_used_are_passed_over(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    (tmp_path / FILE).write_bytes(content)

    @piloted
    async def run() -> None:
        async with wizard(tmp_path) as (app, _):
            assert app.theme == themes.DARK

    run()


@piloted
async def test_a_terminal_that_is_too_small_says_so_until_it_grows(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    from multisite_tui.wizard.screens.too_small import TooSmallScreen

    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "account")
        await pilot.resize_terminal(20, 6)
        await until(pilot, lambda: isinstance(app.screen, TooSmallScreen))
        await pilot.resize_terminal(80, 24)
        await at(pilot, "account")
