"""Long lists: an account with hundreds of things. They are filtered by typing, and no list makes a widget of each row.

How long it takes stands in `benchmarks/`: a clock in a test would fail on a busy machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from textual.widgets import Input

from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.screens.sites import CellField
from multisite_tui.wizard.screens.zones import ZonesScreen
from multisite_tui.wizard.widgets.picker import MOST, Picker, PickList

from .gallery import reference_draft
from .rig import Driver, go, piloted, settled, text_of, until, wizard, write

FEW = 20


def certificates(count: int) -> tuple[Certificate, ...]:
    arn = "arn:aws:acm:ap-northeast-2:123456789012:certificate/{number:08}"
    end = datetime(2030, 1, 1, tzinfo=UTC)
    return tuple(
        Certificate(
            arn.format(number=number), frozenset({"main.io", f"shop{number}.main.io"}), "ISSUED", "RSA_2048", end
        )
        for number in range(count)
    )


def instances(count: int) -> tuple[Instance, ...]:
    return tuple(
        Instance(
            f"i-{number:017x}", "running", "ap-northeast-2a", "subnet-1", "vpc-1", (), f"203.0.113.{number}",
            {"Name": f"web{number}"},
        )
        for number in range(count)
    )  # fmt: skip


def zones(count: int) -> tuple[Zone, ...]:
    return (Zone("ZMAIN", "main.io"), *(Zone(f"Z{number:05}", f"zone{number}.kr") for number in range(count - 1)))


async def chosen_by_typing(app: WizardApp, pilot: Driver, text: str) -> None:
    """Type into the list, which hands it to the line above; then go back to what is left of the list."""
    picker = app.screen.query_one(Picker)
    picker.seize()
    await pilot.pause()
    await write(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: picker.query_one(PickList).has_focus)


def drawn(app: WizardApp) -> tuple[int, int]:
    """Return how many options are drawn, and how many widgets there are."""
    return app.screen.query_one(PickList).option_count, len(app.screen.query("*"))


async def shown_with(app: WizardApp, pilot: Driver, page: str, question: str, answer: Sequence[Any]) -> tuple[int, int]:
    """Show a page while AWS answers one question so."""
    assert app.session is not None
    app.session.look_again()
    with mock.patch.object(Facts, question, return_value=answer):
        await go(app, pilot, page, 0)
        await settled(pilot)
    return drawn(app)


@pytest.mark.parametrize(
    ("page", "question", "make", "many", "typed", "picked"),
    [
        ("certificate", "certificates", certificates, 1000, "shop777.", "00000777"),
        ("instances", "instances", instances, 200, "web155", "0009b"),
    ],
    ids=["1000 certificates", "200 instances"],
)
def test_a_long_list_is_filtered_and_costs_no_widgets(
    tmp_path: Path, page: str, question: str, make: Any, many: int, typed: str, picked: str
) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            _, widgets = await shown_with(app, pilot, page, question, make(FEW))
            options, more_widgets = await shown_with(app, pilot, page, question, make(many))
            assert more_widgets == widgets
            assert options == MOST
            assert "letters narrow the list" in text_of(app)
            await chosen_by_typing(app, pilot, typed)
            assert app.screen.query_one(PickList).option_count == 1
            await pilot.press("space")
            await pilot.pause()
            assert any(one.endswith(picked) for one in app.screen.query_one(Picker).picked)
            app.screen.query_one(Picker).query_one(Input).value = "nothing like it"
            await until(pilot, lambda: "nothing here holds these words" in text_of(app))

    run()


@piloted
async def test_a_domain_is_taken_from_500_zones(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        with mock.patch.object(Facts, "zones", return_value=zones(500)):
            assert app.session is not None
            await go(app, pilot, "sites")
            first = app.screen.query(CellField).first()
            first.query_one(Input).value = ""
            first.seize()
            await pilot.press("f2")
            await until(pilot, lambda: isinstance(app.screen, ZonesScreen) and not app.screen.looking)
            options, widgets = drawn(app)
            assert options == MOST
            assert widgets < 40
            await chosen_by_typing(app, pilot, "zone499")
            assert app.screen.query_one(PickList).option_count == 0  # 499 of them, numbered from 0
            app.screen.query_one(Picker).query_one(Input).value = "zone421"
            await pilot.pause()
            assert app.screen.query_one(PickList).option_count == 1
            await pilot.press("enter")
            await until(pilot, lambda: not isinstance(app.screen, ZonesScreen))
            assert app.session.draft.value(0, "domain") == "zone421.kr"
            assert first.query_one(Input).has_focus
            await settled(pilot)


@piloted
async def test_a_word_becomes_a_name_in_the_zone_and_escape_takes_nothing(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        await go(app, pilot, "sites")
        line = app.screen.query(CellField).first().query_one(Input)
        line.value = "shop"
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ZonesScreen) and not app.screen.looking)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, ZonesScreen))
        assert line.value == "shop"
        await pilot.click("#zones")
        await until(pilot, lambda: isinstance(app.screen, ZonesScreen) and not app.screen.looking)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ZonesScreen))
        assert line.value == "shop.example.net"


@piloted
async def test_the_dns_page_offers_only_zones_that_hold_the_domain(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        with mock.patch.object(Facts, "zones", return_value=zones(500)):
            await go(app, pilot, "dns", 0)
            await pilot.press("f2")
            await until(pilot, lambda: isinstance(app.screen, ZonesScreen) and not app.screen.looking)
            assert app.screen.query_one(PickList).option_count == 1
            await pilot.press("enter")
            await until(pilot, lambda: not isinstance(app.screen, ZonesScreen))
        assert app.session.draft.value(0, "dns.zone") == "main.io"
