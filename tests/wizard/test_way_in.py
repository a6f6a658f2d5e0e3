"""How visitors reach the sites: the way that a draft begins with, what either asks, and what is kept of the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.model.setup import Setup
from multisite_tui.wizard import flow
from multisite_tui.wizard.asking.draft_answers import answers_of, carry_group, draft_of, findings, recall, setup_of
from multisite_tui.wizard.asking.draft_shapes import fits
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.finding_pages import each_once
from multisite_tui.wizard.flow import PageRef

from .gallery import reference_draft
from .rig import at, go, piloted, press, settled, text_of, to_sites, wizard, write

pytestmark = pytest.mark.sampled(2)


def new(*domains: str) -> Draft:
    """Return a new draft with these sites."""
    draft = Draft("draft", "practice")
    for place, domain in enumerate(domains):
        if place:
            draft.add_site()
        draft.put(place, "domain", domain)
        draft.put(place, "port", str(7000 + place))
    return draft


def pages(draft: Draft) -> list[str]:
    return [stop.page for stop in flow.every(draft)]


@pytest.mark.parametrize(
    ("domains", "topology"),
    [
        (["main.io"], "classic"),
        (["main.io", "sub.main.io"], "shared"),
        (["main.io", "가나.한국"], "classic"),
    ],
)
def test_a_new_draft_begins_with_the_way_that_costs_less(domains: list[str], topology: str) -> None:
    draft = new(*domains)
    assert (draft.topology, setup_of(draft).topology) == (topology, topology)


def test_what_was_picked_follows_the_number_of_sites_no_more() -> None:
    draft = new("main.io", "sub.main.io")
    draft.put(0, "topology", "classic")
    draft.add_site()
    assert draft.topology == "classic"
    draft.put(0, "topology", "shared")
    assert "topology" not in draft.asked
    draft.keep_topology()
    draft.remove_site(2)
    draft.remove_site(1)
    assert draft.topology == "shared"


@pytest.mark.parametrize("topology", ["classic", "shared"])
def test_an_opened_setup_keeps_its_own(topology: str) -> None:
    setup = Setup.model_validate({"schema": 1, "topology": topology, "sites": [{"domain": "main.io", "port": 1}]})
    draft = draft_of(setup, "main-io", "aws")
    draft.add_site()
    assert draft.topology == topology


def test_a_draft_of_before_has_a_load_balancer_for_each_site() -> None:
    form = new("main.io", "sub.main.io").as_json()
    old = {key: value for key, value in form.items() if key != "asked"}
    assert Draft.from_json({**old, "format": 2}).topology == "classic"
    assert Draft.from_json(form).topology == "shared"
    assert fits(form)
    assert not fits({**form, "asked": {"shared.load_balancer": ["a"]}})


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_file_of_either_way_is_the_same_setup_once_it_was_opened(path: Path) -> None:
    setup = answers.load_file(path).setup
    assert setup_of(draft_of(setup, setup.name, "aws")) == setup


def test_what_all_sites_share_is_asked_once() -> None:
    draft = new("main.io", "sub.main.io")
    assert pages(draft)[:7] == ["account", "sites", "overview", "topology", "balancer", "balancer_group", "target"]
    assert "listener" not in pages(draft)
    draft.put(0, "topology", "classic")
    assert pages(draft)[:6] == ["account", "sites", "overview", "topology", "listener", "security_group"]
    assert not {"target", "balancer", "balancer_group"} & {*pages(draft)}


TYPED: dict[str, Any] = {
    "load_balancer": "front",
    "security_group": "sg-01234567",
    "target_group": "web",
    "redirect": False,
    "health_check.matcher": "200",
    "shared.load_balancer": "all",
    "shared.subnets": "subnet-01234567, subnet-12345678",
    "shared.idle_timeout": "120",
    "shared.security_group.description": "Visitors",
}


def test_only_what_the_way_takes_is_an_answer_and_all_that_was_typed_is_kept() -> None:
    draft = new("main.io")
    draft.sites[0].rest = {"idle_timeout": 90, "adopt": True, "maintenance": {"text": "away"}}
    for name, value in TYPED.items():
        draft.put(0, name, value)
    setup = setup_of(draft)
    assert (setup.topology, setup.sites[0].load_balancer, setup.sites[0].idle_timeout) == ("classic", "front", 90)
    draft.put(0, "topology", "shared")
    setup = setup_of(draft)
    assert (setup.shared_balancer, setup.shared.idle_timeout, len(setup.shared.subnets)) == ("all", 120, 2)
    assert (setup.sites[0].target_group, setup.sites[0].redirect) == ("web", False)
    assert setup.sites[0].health_check.matcher == "200"
    assert setup.sites[0].maintenance.text == "away"
    draft.put(0, "topology", "classic")
    assert setup_of(draft).sites[0].load_balancer == "front"


def test_names_of_the_load_balancer_of_all_follow_what_they_are_named_after() -> None:
    draft = new("main.io", "sub.main.io")
    assert draft.value(0, "shared.load_balancer") == draft.value(0, "shared.security_group.name") == "main-io"
    draft.put(0, "shared.load_balancer", "all")
    assert draft.value(0, "shared.security_group.name") == "all"
    assert "security_group" not in answers_of(draft).get("shared", {})
    draft.put(0, "shared.security_group", "sg-01234567")
    assert answers_of(draft)["shared"] == {"load_balancer": "all", "security_group": {"id": "sg-01234567"}}


@pytest.mark.parametrize(
    ("name", "value", "page"),
    [
        ("shared.idle_timeout", "4001", PageRef("balancer")),
        ("shared.security_group.name", "sg-1", PageRef("balancer_group")),
        ("listeners.more", "tcp:25>tcp", PageRef("target", 0)),
        ("target_group", "to_main", PageRef("target", 0)),
        ("health_check.protocol", "tcp", PageRef("health_check", 0)),
    ],
)
def test_what_is_wrong_with_one_for_all_is_settled_on_its_page(name: str, value: str, page: PageRef) -> None:
    draft = new("main.io", "sub.main.io")
    draft.put(0, name, value)
    assert page in [stop for stop, _ in each_once(draft)]


@pytest.mark.parametrize("site", [0, 1])
def test_a_redirect_of_a_file_that_leads_nowhere_now_is_settled_by_its_tick(site: int) -> None:
    both = [{"domain": name, "port": 7000 + port, "redirect": True} for port, name in enumerate(("a.io", "b.io"))]
    draft = draft_of(Setup.model_validate({"schema": 1, "topology": "shared", "sites": both}), "a-io", "aws")
    draft.put(site, "certificate", "none")
    assert [stop for stop, _ in each_once(draft)] == [PageRef("target", site)]
    draft.put(site, "redirect", False)
    assert findings(draft) == []


def test_a_tick_that_was_never_a_file_s_follows_the_listeners() -> None:
    draft = new("main.io", "sub.main.io")
    draft.put(0, "redirect", False)
    draft.put(0, "redirect", True)
    draft.put(0, "certificate", "none")
    assert findings(draft) == []


def test_what_the_other_way_knew_comes_back_but_for_what_was_typed_since() -> None:
    former = draft_of(setup_of(new("main.io")), "main-io", "aws")
    for name, value in TYPED.items():
        former.put(0, name, value)
    former.sites[0].rest = {"idle_timeout": 90}
    draft = new("sub.main.io", "main.io")
    recall(draft, setup_of(former))
    assert draft.sites[1].values.get("load_balancer") is None  # not a name of the way that the draft is on
    draft.put(0, "topology", "classic")
    draft.put(1, "security_group", "sg-76543210")
    recall(draft, setup_of(former))
    made = setup_of(draft)
    assert [site.load_balancer for site in made.sites] == ["to-sub", "front"]
    assert made.sites[1].idle_timeout == 90
    assert made.sites[1].security_group.id == "sg-76543210"  # type: ignore[union-attr]
    assert findings(draft) == []


@piloted
async def test_two_sites_are_offered_one_load_balancer_with_its_price(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        for text in ("main.io", "6402", "sub.main.io", "6403"):
            await write(pilot, text)
            await pilot.press("enter")
        await settled(pilot)
        await pilot.press("enter")
        await at(pilot, "overview")
        await go(app, pilot, "topology")
        assert "(o) One for all sites: 23.73 US dollars a month" in text_of(app)
        assert "( ) One for each site: 43.80 US dollars a month" in text_of(app)
        assert "Security group" in text_of(app)
        assert "made the other way" not in text_of(app)
        await press(pilot, "down", "space")
        assert "(o) One for each site" in text_of(app)
        assert "Security group" not in text_of(app)
        assert app.session is not None
        assert app.session.draft.topology == "classic"


def test_a_group_that_was_there_goes_on_keeping_visitors_out() -> None:
    draft = new("main.io", "sub.main.io")
    draft.put(0, "topology", "classic")
    draft.put(0, "security_group", "sg-01234567")
    carry_group(draft)
    assert "shared.security_group" not in draft.asked
    draft.put(0, "topology", "shared")
    carry_group(draft)
    assert answers_of(draft)["shared"] == {"security_group": {"id": "sg-01234567"}}
    draft.put(0, "shared.security_group", "new")
    draft.sites[1].follows = False
    carry_group(draft)
    assert "shared" not in answers_of(draft)


@piloted
async def test_to_change_what_was_made_is_said_to_be_a_move(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.topology_made = "classic"
        await go(app, pilot, "topology")
        move = app.screen.query_one("#move")
        assert not move.display
        await press(pilot, "up", "space")
        assert move.display
        assert "to change it is a move" in str(move.render())
        assert "move main-io --finish" in str(move.render())


@piloted
async def test_one_site_is_offered_a_load_balancer_of_its_own(tmp_path: Path) -> None:
    draft = reference_draft(tmp_path)
    async with wizard(tmp_path, resume=draft.id) as (app, pilot):
        assert app.session is not None
        app.session.draft.remove_site(1)
        del app.session.draft.asked["topology"]
        await go(app, pilot, "topology")
        assert "(o) One for each site: 21.90 US dollars a month" in text_of(app)
