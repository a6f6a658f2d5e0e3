"""Each page by itself: its rules, its look at the account, its keys, and that it fits every terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widget import Widget
from textual.widgets import Button, Input

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.pages import PAGES
from multisite_tui.wizard.screens.help import HelpScreen
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.sites import CellField
from multisite_tui.wizard.screens.zones import ZonesScreen
from multisite_tui.wizard.widgets.picker import Pick, Picker, PickList

from .gallery import OF_ALL, SIZES, reference_draft, show
from .gallery import PAGES as NAMES
from .rig import Driver, at, go, notice, piloted, press, settled, text_of, to_sites, until, wizard, words_of, write

SITE_PAGES = ("listener", "security_group", "certificate", "health_check", "instances", "tags", "dns")


@asynccontextmanager
async def resumed(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[WizardApp, Driver]]:
    reference_draft(folder)
    async with wizard(folder, size=size, resume="main-io") as (app, pilot):
        yield app, pilot


def page_of(app: WizardApp) -> Page:
    assert isinstance(app.screen, Page)
    return app.screen


@piloted
async def test_sites_find_their_zones_at_once_and_refuse_what_the_rules_refuse(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await write(pilot, "main.io")
        await until(pilot, lambda: "✓ in the hosted zone main.io" in text_of(app))
        await pilot.press("enter", "7", "0", "0", "0", "0", "enter")
        await settled(pilot)
        assert "70000 is not a port" in text_of(app)
        assert app.session is not None
        assert app.session.draft.value(0, "port") == "70000"
        await press(pilot, "f8")
        assert page_of(app).NAME == "sites"
        await press(pilot, "f7")
        await at(pilot, "account")
        await go(app, pilot, "sites")
        assert "70000" in text_of(app)


@piloted
async def test_a_domain_without_a_zone_is_told_of_and_a_korean_one_is_shown_as_it_is(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        domain = app.screen.query(CellField).first().query_one(Input)
        domain.value = "가게.main.io"
        await until(pilot, lambda: "✓ in the hosted zone main.io" in text_of(app))
        assert "가게.main.io" in text_of(app)
        domain.value = "shop.nowhere.kr"
        await until(pilot, lambda: "no public hosted zone" in text_of(app))


@piloted
async def test_sites_are_added_and_removed_by_key_and_by_mouse(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "sites")
        await press(pilot, "f3")
        await write(pilot, "third.main.io")
        assert app.session is not None
        assert len(app.session.draft.sites) == 3
        await press(pilot, "f4")
        assert len(app.session.draft.sites) == 2
        await pilot.click(app.screen.query(Button).first())
        await settled(pilot)
        assert [app.session.draft.text(place, "domain") for place in range(len(app.session.draft.sites))] == [
            "sub.main.io"
        ]


@piloted
async def test_two_sites_of_one_domain_are_refused_where_the_second_is(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        assert app.session is not None
        app.session.draft.put(1, "domain", "main.io")
        await go(app, pilot, "sites")
        await press(pilot, "f8")
        assert "main.io stands twice" in text_of(app)
        assert page_of(app).NAME == "sites"


@piloted
async def test_a_name_that_is_taken_is_told_of_in_the_background(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        assert app.session is not None
        aws = app.account_modes[1].connect("", "")
        subnet = aws.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}
        aws.elb.create_load_balancer(LoadBalancerName="to-main", Subnets=[subnet], Listeners=[listener])  # type: ignore[list-item]
        await go(app, pilot, "listener", 0)
        await until(pilot, lambda: "is there already" in notice(app))
        assert "Choose another name" in notice(app)


@piloted
async def test_a_rule_is_told_on_leaving_and_goes_while_it_is_mended(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "listener", 0)
        await pilot.press("end", "exclamation_mark")
        name = page_of(app).field("load_balancer")
        assert not name.wrong
        await press(pilot, "tab")
        assert "is not a load balancer's name" in name.wrong
        assert "! to-main! is not" in text_of(app)
        await pilot.press("shift+tab", "end", "backspace")
        await until(pilot, lambda: not name.wrong)


@piloted
async def test_rules_between_answers_are_asked_on_next(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "health_check", 0)
        await pilot.press("tab", "tab", "tab", "end", "backspace", "9")
        await press(pilot, "f8")
        assert page_of(app).NAME == "health_check"
        assert "is not below the interval" in page_of(app).field("health_check.timeout").wrong


@piloted
async def test_the_meaning_of_the_health_check_is_live(tmp_path: Path) -> None:
    async with resumed(tmp_path, (120, 40)) as (app, pilot):
        await go(app, pilot, "health_check", 0)
        assert "up to 45 s goes unnoticed" in text_of(app)
        await pilot.press("tab", "end", "backspace", "backspace", "2")
        await pilot.pause(0.1)
        assert "up to 5 s goes unnoticed" in text_of(app)


@piloted
async def test_dns_goes_on_only_when_replacing_was_said(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "dns", 0)
        await press(pilot, "f8")
        assert page_of(app).NAME == "dns"
        assert "press Space here to let that be replaced" in words_of(app)
        await pilot.press("space")
        await press(pilot, "f8")
        await at(pilot, "overview")


@piloted
async def test_a_later_site_follows_the_first_until_it_is_told_otherwise(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        assert app.session is not None
        app.session.draft.put(0, "health_check.path", "/health")
        await go(app, pilot, "health_check", 1)
        assert app.session.value("health_check.path") == "/health"
        app.session.put("health_check.path", "/own")
        app.session.draft.put(0, "health_check.path", "/other")
        assert app.session.value("health_check.path") == "/own"


@piloted
async def test_every_page_explains_itself(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        for page in ("account", "sites", *SITE_PAGES):
            await go(app, pilot, page, None if page in ("account", "sites") else 0)
            await press(pilot, "f1")
            assert isinstance(app.screen, HelpScreen)
            assert "What the AWS console calls it" in text_of(app)
            await press(pilot, "escape")
    for screen in PAGES.values():
        assert screen.HELP_TEXT.console
        assert screen.HELP_TEXT.why
        assert screen.HELP_TEXT.wrong
        assert screen.CONSOLE


@piloted
async def test_f1_explains_what_lies_over_a_page_too(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "sites")
        await press(pilot, "f2")
        await until(pilot, lambda: isinstance(app.screen, ZonesScreen))
        await settled(pilot)
        assert "F1 Help" in text_of(app).rstrip().splitlines()[-1]
        await press(pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert "Route 53 > Hosted zones" in text_of(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, ZonesScreen)


@piloted
async def test_the_sidebar_leads_anywhere_also_where_it_is_hidden(tmp_path: Path) -> None:
    async with resumed(tmp_path, (60, 20)) as (app, pilot):
        await go(app, pilot, "account")
        await pilot.press("f6", "down", "enter")
        await at(pilot, "sites")
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        await pilot.press("f6", "down", "down", "enter")
        await until(pilot, lambda: page_of(app).NAME != "sites")


def _seen(screen: Page, widget: Widget) -> bool:
    region = screen.find_widget(widget).visible_region
    return region.height >= 1 and region.width >= 4


@pytest.mark.sampled
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_field_and_button_can_be_reached_and_seen(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        async with resumed(tmp_path, size) as (app, pilot):
            for page in ("account", "sites", "overview", *SITE_PAGES, "review"):
                site = 0 if page in SITE_PAGES else None
                screen = await show(app, pilot, page, site)
                for widget in screen.focus_chain:
                    if widget.id is None and not widget.display:
                        continue
                    screen.set_focus(widget)
                    await until(pilot, lambda widget=widget, screen=screen: _seen(screen, widget))

    run()


@piloted
async def test_text_from_aws_and_from_people_is_never_markup(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        assert app.session is not None
        aws = app.account_modes[1].connect("", "")
        vpc = aws.ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        aws.ec2.create_security_group(GroupName="[b]x[/b] [@click=app.quit]", Description="[/]", VpcId=vpc)
        app.session.draft.put(1, "domain", "[/foo].main.io")
        await go(app, pilot, "security_group", 0)
        assert "Something on the page `Sites`" in notice(app)
        app.session.draft.put(1, "domain", "sub.main.io")
        await go(app, pilot, "security_group", 0)
        await until(pilot, lambda: "[@click=app.quit]" in text_of(app))
        app.session.draft.put(0, "tag.1", "[red]=x")
        await go(app, pilot, "tags", 0)
        assert "[red]=x" in text_of(app)
        app.session.draft.put(0, "domain", "[/foo]")
        await go(app, pilot, "sites")
        assert "[/foo]" in text_of(app)


@piloted
async def test_long_lists_are_filtered_by_typing(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "certificate", 0)
        picker = app.screen.query_one(Picker)
        picker.offer([Pick(f"arn:{number}", f"name{number}.example.net") for number in range(1000)], ["arn:5"])
        picker.seize()
        await pilot.pause()
        assert picker.query_one(PickList).option_count < 100
        assert "letters narrow the list" in text_of(app)
        await write(pilot, "name777")
        await pilot.press("enter", "space")
        await pilot.pause()
        assert picker.picked == ["arn:777"]


@piloted
async def test_every_change_is_on_disk_at_once_valid_or_not(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "health_check", 0)
        await pilot.press("end", "9", "9", "9")
        await pilot.pause()
        saved = app.account_modes[1].drafts.read("main-io")
        assert saved is not None
        assert saved.draft.value(0, "health_check.interval") == "5999"
        assert saved.draft.page == "health_check"
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert page_of(app).NAME == "health_check"
        assert "5999" in text_of(app)


@pytest.mark.sampled
@pytest.mark.parametrize("page", [name for name in NAMES if name not in ("review", "provision", "result")])
def test_a_resume_is_the_same_page(tmp_path: Path, page: str) -> None:
    @piloted
    async def run() -> None:
        async with resumed(tmp_path) as (app, pilot):
            if page in OF_ALL:
                assert app.session is not None
                app.session.put("topology", "shared")
            await go(app, pilot, page, 0 if page in SITE_PAGES else None)
            before = text_of(app)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await at(pilot, page)
            assert text_of(app) == before

    run()


@piloted
async def test_what_looks_like_a_key_is_never_written_down(tmp_path: Path) -> None:
    async with resumed(tmp_path) as (app, pilot):
        await go(app, pilot, "tags", 0)
        app.screen.query_one(Input).value = "note=AKIA" + "ABCDEFGHIJKLMNOP"
        await settled(pilot)
    saved = drafts_on_disk(tmp_path)
    assert saved
    assert not any("AKIA" in text for text in saved)


def drafts_on_disk(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in folder.rglob("draft.json")]
