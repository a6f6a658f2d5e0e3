"""What a result is made of can be copied: by the terminal where it lets programs copy, else by hand."""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pytest

from multisite_tui.aws.facts.entrances import Entrance, EntrancePort
from multisite_tui.wizard.asking.copyables import SiteThings, copyables
from multisite_tui.wizard.asking.known_cost import SessionCost
from multisite_tui.wizard.asking.page_check import PageCheck
from multisite_tui.wizard.asking.resource_map import MapState
from multisite_tui.wizard.asking.site_health import GONE, SiteHealth
from multisite_tui.wizard.screens import copying, result
from multisite_tui.wizard.screens.copying import CopyScreen, has_browser, opens
from multisite_tui.wizard.screens.result import ResultPage

from .gallery import WELL, reference_draft, show, well_standing
from .rig import at, piloted, press, settled, text_of, until, wizard
from .terminal import PROGRAM, Terminal
from .test_terminal_title import TO_PROVISION

CERTIFICATE = "arn:aws:acm:ap-northeast-2:123456789012:certificate/0a1b"
GROUP = "arn:aws:elasticloadbalancing:ap-northeast-2:123456789012:targetgroup/to-main/73e2"


def things(*, shared: bool = False, zone: bool = True) -> SiteThings:
    entrance = Entrance(
        name="to-main",
        dns_name="to-main-1.ap-northeast-2.elb.amazonaws.com",
        leads_to=None,
        vpc="vpc-1",
        subnets=frozenset(),
        security_groups=frozenset({"sg-1"}),
        ports=(EntrancePort("HTTPS", 443, "HTTP", 6402, CERTIFICATE), EntrancePort("HTTP", 80, "HTTP", 6402, None)),
        instances=frozenset({"i-1"}),
        health_check=None,
        tagged=GROUP if shared else "",
    )
    return SiteThings(entrance, ("main.io", "Z1") if zone else None)


def test_everything_is_offered_once_and_what_is_wanted_most_comes_first() -> None:
    seen = {"main.io": things(shared=True), "sub.main.io": things(shared=True)}
    urls = {"main.io": "https://main.io/", "sub.main.io": "https://sub.main.io/"}
    offered = copyables(urls, seen, ["multisite-tui status two"], region="ap-northeast-2")
    assert [one.about for one in offered] == [
        "main.io",
        "sub.main.io",
        "load balancer of main.io",
        "command",
        "console: load balancer to-main",
        "console: target group to-main",
        "console: certificate 0a1b",
        "console: hosted zone main.io",
        "console: security group sg-1",
        "console: instance i-1",
    ]
    assert [one.about for one in offered if not one.opens] == ["load balancer of main.io", "command"]
    assert len({one.text for one in offered}) == len(offered)


def test_without_a_console_there_are_no_pages_of_it() -> None:
    offered = copyables({"main.io": "https://main.io/"}, {"main.io": things()}, [])
    assert [one.text for one in offered] == ["https://main.io/", "to-main-1.ap-northeast-2.elb.amazonaws.com"]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
def test_a_result_is_copied_and_shown_whole(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    health = {"main.io": SiteHealth("1 of 1 InService", well=True, things=things())}

    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        with mock.patch.object(result, "check_health", return_value=PageCheck(data=health)):
            async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
                page = await show(app, pilot, "result", None)
                await pilot.press("c")
                await until(pilot, lambda: isinstance(app.screen, CopyScreen))
                assert "has no pages in the AWS console" in " ".join(text_of(app).split()).replace("│ │ ", "")
                await press(pilot, "down", "down", "enter")
                assert app.clipboard == "to-main-1.ap-northeast-2.elb.amazonaws.com"
                shown = " ".join(text_of(app).split()).replace("│ │ ", "")
                assert "Copied, if your terminal lets programs copy" in shown
                assert text_of(app).count("to-main-1.ap-northeast-2.elb.amazonaws.com") == 2
                assert "Open in the browser" not in shown
                await press(pilot, "escape")
                assert app.screen is page

    run()


def test_the_terminal_is_given_the_text(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io", program=TO_PROVISION + PROGRAM)
    terminal.shows("Done in")
    terminal.type("enter")
    terminal.shows("Everything is in service")
    terminal.type("c")
    terminal.shows("Enter copies")
    terminal.type("enter")
    copied = base64.b64encode(b"https://main.io/").decode()
    terminal.wait(lambda: f"\x1b]52;c;{copied}\x07" in terminal.raw, "the text")
    terminal.kill()


@piloted
async def test_a_console_gets_the_text_to_select_and_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    reference_draft(tmp_path)
    with mock.patch.object(result, "check_health", return_value=WELL):
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await show(app, pilot, "result", None)
            await press(pilot, "c")
            await press(pilot, "enter")
            assert "This terminal lets no program copy." in text_of(app)
            assert app.clipboard == ""


@pytest.mark.parametrize(
    ("environment", "there"),
    [({"DISPLAY": ":0"}, True),
     ({"WAYLAND_DISPLAY": "w"}, True), ({}, False), ({"DISPLAY": ":0", "SSH_TTY": "/x"}, False)],
)  # fmt: skip
def test_a_browser_is_opened_only_where_the_person_sits(
    environment: dict[str, str], there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_TTY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert has_browser() is there


@piloted
async def test_an_address_is_opened_in_a_real_account_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(copying, "has_browser", lambda: True)
    monkeypatch.setattr(copying, "opens", lambda address: not opened.append(address))
    offered = copyables({"main.io": "https://main.io/"}, {"main.io": things()}, [], region="us-east-1")
    async with wizard(tmp_path) as (app, pilot):
        app.push_screen(CopyScreen(offered, practice=True))
        await settled(pilot)
        await pilot.press("o")
        app.push_screen(CopyScreen(offered, practice=False))
        await settled(pilot)
        await pilot.press("down", "o", "up", "o")  # the second line is no address
        await until(pilot, lambda: "Opened in the browser:" in text_of(app))
    assert opened == ["https://main.io/"]


def test_a_browser_that_is_not_there_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", mock.Mock(side_effect=OSError))
    assert not opens("https://main.io/")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
def test_a_result_begins_with_what_matters(tmp_path: Path, size: tuple[int, int]) -> None:
    health = {
        "main.io": SiteHealth("1 of 1 InService", well=True, things=things()),
        "sub.main.io": SiteHealth(GONE),
    }

    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        with (
            mock.patch.object(result, "check_health", return_value=PageCheck(data=health)),
            mock.patch.object(result, "standing_now", well_standing),
        ):
            async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
                page = await show(app, pilot, "result", None)
                assert isinstance(page, ResultPage)
                assert app.session is not None
                app.session.known_cost.say(app.session.draft, SessionCost(Decimal(0), Decimal("43.80")))
                page._draw()
                await settled(pilot)
                text = text_of(app)
                order = ["✓ https://main.io/", "! https://sub.main.io/", "43.80", "What you can do next"]
                places = [text.index(one) for one in order]
                assert places == sorted(places)
                states = page.map_states()
                assert states.entrances == {0: MapState.GOOD, 1: MapState.BAD}
                assert states.programs == {0: MapState.GOOD, 1: MapState.BAD}
                assert "Copy" in text

    run()


@piloted
async def test_health_that_is_seen_comes_to_the_map(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    with mock.patch.object(result, "check_health", return_value=WELL):
        async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
            await show(app, pilot, "result", None)
            await at(pilot, "result")
            assert [line for line in text_of(app).split("\n") if "to-main" in line and "✓ │" in line]
