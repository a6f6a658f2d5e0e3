"""What is typed or pasted for a domain: trimmed to the name that was meant, never ticked for another one, readable."""

from __future__ import annotations

import threading
from pathlib import Path
from unittest import mock

import pytest
from textual.events import Paste
from textual.widgets import Input

from multisite_tui.answers import load
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.wizard.asking.draft_answers import draft_of, setup_of
from multisite_tui.wizard.asking.fields import field_named, question
from multisite_tui.wizard.asking.page_states import PageState
from multisite_tui.wizard.asking.questions import AskText
from multisite_tui.wizard.asking.typed_sites import TypedSite, tidied_names, typed_domain, typed_line
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.screens import sites
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.sites import CellField

from .gallery import reference_draft
from .rig import at, go, notice, piloted, press, settled, text_of, to_sites, until, wizard, words_of, write
from .standing_setups import provisioned


@pytest.mark.parametrize(
    ("typed", "domain", "port"),
    [
        ("http://main.io/", "main.io", ""),
        ("HTTPS://Main.IO:6402/path?x=1#y", "main.io", "6402"),
        ("https://main.io:443/", "main.io", ""),
        ("http://main.io:80", "main.io", ""),
        ("  main.io.  ", "main.io", ""),
        ("main.io/shop", "main.io", ""),
        ("main.io:6402", "main.io", "6402"),
        ("가게.main.io.", "가게.main.io", ""),
        ("me@main.io", "me@main.io", ""),
        ("http://[::1]/", "[::1]", ""),
        ("main", "main", ""),
        ("", "", ""),
    ],
)
def test_an_address_is_a_domain_and_perhaps_a_port(typed: str, domain: str, port: str) -> None:
    assert typed_domain(typed) == TypedSite(domain, port)


@pytest.mark.parametrize(
    "line",
    [
        "main.io 6402", "main.io\t6402", "main.io,6402", "main.io;6402", "main.io:6402", "6402 main.io", "6402,main.io",
        "main.io -> 6402", '"main.io","6402"', "https://main.io:6402/", "https://main.io 6402", "| main.io | 6402 |",
        "main.io: 6402", "1. main.io 6402", "2) main.io 6402", "- main.io 6402", "main.io localhost:6402",
        "main.io 6402  # the shop", "main.io => http://127.0.0.1:6402/",
    ],
)  # fmt: skip
def test_a_line_of_a_list_is_a_site(line: str) -> None:
    assert typed_line(line) == TypedSite("main.io", "6402")


def test_a_heading_and_a_line_without_a_name_are_none() -> None:
    assert typed_line("Domain,Port") is None
    assert typed_line("----") is None
    assert typed_line("# the shop") is None
    assert typed_line("6402") is None
    assert typed_line("main.io") == TypedSite("main.io")


def test_words_for_nothing_are_nothing_in_a_list_and_stay_a_name_elsewhere() -> None:
    assert tidied_names("http://www.main.io/, (none)") == "www.main.io"
    assert tidied_names("www.main.io,  b.main.io ") == "www.main.io,  b.main.io"
    for name in ("listeners.more", "aliases", "shared.subnets", "tag.1", "tag.more"):
        ask = question(name, "", "")
        assert isinstance(ask, AskText)
        assert ask.tidy is not None
        assert ask.tidy("(none)") == ""
        assert field_named(name).judge(ask.tidy("none")) is None
    name = question("name", "", "")
    assert isinstance(name, AskText)
    assert name.tidy is None


@piloted
async def test_an_address_is_trimmed_when_the_field_is_left_and_its_port_goes_where_it_belongs(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        domain, port = app.screen.query(CellField)
        domain.query_one(Input).value = "https://Main.io:6402/path"
        await press(pilot, "tab")
        assert (domain.value, port.value) == ("main.io", "6402")
        assert app.session is not None
        assert app.session.draft.text(0, "port") == "6402"
        domain.query_one(Input).value = "http://sub.main.io:7000/"
        await press(pilot, "shift+tab", "enter")
        assert (domain.value, port.value) == ("http://sub.main.io:7000/", "6402")  # which of the two is not ours to say
        assert "looks like an address" in words_of(app)
        domain.query_one(Input).value = "HTTP://main.io/"
        await press(pilot, "f8")  # straight on, without leaving the field
        await at(pilot, "overview")
        assert app.session.draft.text(0, "domain") == "main.io"


@piloted
async def test_a_dot_that_is_being_typed_stays(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await write(pilot, "main")
        await press(pilot, "enter")  # wrong so far
        await press(pilot, "shift+tab", "end")
        await write(pilot, ".io")
        await settled(pilot)
        assert app.screen.query(CellField).first().value == "main.io"


@piloted
async def test_a_pasted_list_is_told_of_and_taken_in_every_usual_shape(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        assert "or paste a list: main.io 6402" in words_of(app)
        lines = "Domain,Port\nmain.io\t6402\nhttps://sub.main.io:6403/\n6404, Blog.Main.io\n"
        app.post_message(Paste(lines))
        assert app.session is not None
        draft = app.session.draft
        await until(pilot, lambda: len(draft.sites) == 3)
        await at(pilot, "sites")
        typed = [(draft.text(place, "domain"), draft.text(place, "port")) for place in range(3)]
        assert typed == [("main.io", "6402"), ("sub.main.io", "6403"), ("blog.main.io", "6404")]


@piloted
async def test_no_tick_stands_below_a_domain_that_was_not_asked_about(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        assert text_of(app).count("✓ in the hosted zone main.io") == 2
        with mock.patch.object(Page, "look_soon"):  # what was said is taken back before AWS is asked again
            await press(pilot, "end", "x")
            assert text_of(app).count("✓ in the hosted zone main.io") == 1


@piloted
async def test_an_answer_that_comes_late_says_nothing_of_what_was_typed_meanwhile(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    slow, asked = threading.Event(), sites.zone_line

    def late(facts: Facts, domain: str, zone: str | None) -> str:
        slow.wait(30)
        return asked(facts, domain, zone)

    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        with mock.patch.object(sites, "zone_line", late), mock.patch.object(Page, "look_soon"):
            app.go(PageRef("sites"))
            await until(pilot, lambda: getattr(app.screen, "NAME", "") == "sites" and app.screen.looking)  # type: ignore[attr-defined]
            await pilot.press("end", "x")
            await pilot.pause()
            slow.set()
            await settled(pilot)
            assert "✓ in the hosted zone" not in text_of(app)


@pytest.mark.parametrize(("page", "name"), [("listener", "load_balancer"), ("security_group", "security_group.name")])
def test_what_was_said_of_a_name_goes_at_the_first_key(tmp_path: Path, page: str, name: str) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, resume="main-io") as (app, pilot):
            await go(app, pilot, page, 0)
            assert "✓" in notice(app) or "will be made" in notice(app)
            field = app.screen.field(name)  # type: ignore[attr-defined]
            field.seize()
            await settled(pilot)
            with mock.patch.object(Page, "look_soon"):
                await press(pilot, "end", "x")
                assert "to-main yet" not in notice(app)
                assert "is free" not in notice(app)
            app.screen.look_now()  # type: ignore[attr-defined]
            await until(pilot, lambda: "to-mainx" in notice(app))

    run()


@piloted
async def test_a_name_that_no_zone_holds_is_refused_on_the_page_that_asks_for_it(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "certificate", 0)
        field = app.screen.field("aliases")  # type: ignore[attr-defined]
        field.seize()
        await settled(pilot)
        await write(pilot, "www.google.com")
        await press(pilot, "f8")
        await until(pilot, lambda: "no public hosted zone of this account holds www.google.com" in words_of(app))
        assert app.screen.NAME == "certificate"  # type: ignore[attr-defined]
        assert "✓" not in notice(app)
        assert app.session is not None
        app.session.draft.put(0, "dns.external", value=True)
        await go(app, pilot, "certificate", 0)
        assert "no public hosted zone" not in words_of(app)
        await press(pilot, "f8")
        await at(pilot, "health_check")


@piloted
async def test_a_port_in_an_address_is_not_dropped_where_another_is_typed(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await write(pilot, "https://main.io:6402/")
        await press(pilot, "enter")
        assert app.session is not None
        assert [app.session.draft.text(0, name) for name in ("domain", "port")] == ["main.io", "6402"]
        app.screen.query(CellField).first().seize()
        await press(pilot, "end")
        await write(pilot, ":9")
        await press(pilot, "enter")
        assert "main.io:9 looks like an address" in words_of(app)
        assert app.session.draft.text(0, "port") == "6402"


@piloted
async def test_sites_has_no_tick_while_no_zone_holds_a_domain(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        assert app.session is not None
        assert app.session.known_pages[PageRef("sites")] is PageState.GOOD
        app.session.draft.put(0, "domain", "nobody.example")
        await go(app, pilot, "sites")
        assert "no public hosted zone of this account holds it" in words_of(app)
        assert app.session.known_pages[PageRef("sites")] is PageState.BAD
        app.session.draft.put(0, "dns.external", value=True)
        await go(app, pilot, "sites")
        assert "its DNS is at another company" in words_of(app)
        assert app.session.known_pages[PageRef("sites")] is PageState.GOOD


KOREAN = """schema: 1
sites:
  - {domain: "xn--o39aw97c.main.io", port: 6402, aliases: ["xn--o39aw97c.other.main.io"], dns: {replace: true}}
"""


def test_a_setup_of_answers_shows_its_names_as_they_were_thought_of_and_asks_for_the_same() -> None:
    setup = load(KOREAN, "x").setup
    draft = draft_of(setup, "x", "practice")
    assert "xn--" not in str(draft.as_json())
    assert setup_of(draft).sites == setup.sites


@piloted
async def test_a_korean_domain_is_readable_wherever_a_resumed_setup_shows_it(tmp_path: Path) -> None:
    provisioned(tmp_path, load(KOREAN, "x").setup)
    from .rig import options

    name = options(tmp_path).store().names()[0]
    async with wizard(tmp_path, size=(120, 40), resume=name) as (app, pilot):
        for page in ("sites", "overview", "certificate", "dns", "review"):
            await go(app, pilot, page, 0)
            body = "\n".join(line for line in text_of(app).splitlines()[1:])
            assert ".main.io" in body
            assert "xn--o39aw97c." not in body, page
