"""Drafts: opening a setup changes nothing of it, and an edit changes what was edited, as it would in the file."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from multisite_tui import answers
from multisite_tui.model.setup import Setup
from multisite_tui.state.drafts import DraftFiles
from multisite_tui.wizard.asking.draft_answers import answers_of, draft_of, findings, setup_of
from multisite_tui.wizard.asking.draft_shapes import fits
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.fields import SHARED, SITE_FIELDS, field_named, site_keys
from multisite_tui.wizard.asking.saved_drafts import SavedDrafts

from ..answers.strategies import answers as drawn_answers

pytestmark = pytest.mark.sampled(2)

KEPT = Path(__file__).parent / "kept"
moderate = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
ODD_TAGS = st.dictionaries(
    st.sampled_from(["team", "a=b", " a", "a b", "=", "e "]), st.sampled_from(["", "x", " x", "y="])
)
FORMS = st.fixed_dictionaries(
    {},
    optional={
        "certificate": st.sampled_from(["auto", "request", "none"]),
        "listeners": st.sampled_from([
            ["http:80", "https:443"], ["https:443", "http:80"], ["http:80"], ["https:443", "http:8080"],
            [{"protocol": "https", "port": 443, "instance_port": 81}, "http:80"],
            [{"protocol": "http", "port": 80, "instance_protocol": "http"}],
        ]),
        "instance_protocol": st.sampled_from(["http", "https"]),
        "health_check": st.fixed_dictionaries(
            {},
            optional={
                "protocol": st.sampled_from(["http", "https", "tcp", "ssl"]),
                "port": st.sampled_from([80, 81]),
                "interval": st.sampled_from([5, 30]),
                "unhealthy_threshold": st.sampled_from([None, 3, 10]),
            },
        ),
        "security_group": st.sampled_from([{}, {"name": "own"}, {"description": " spaced "}, {"id": "sg-01234567"}]),
        "aliases": st.sampled_from([[], ["www.alias.com"], ["한.alias.com", "b.alias.com"]]),
        "port": st.sampled_from([80, 81]),
        "tags": ODD_TAGS,
    },
)  # fmt: skip
"""Forms of answers that are easily mistaken for each other."""


@st.composite
def setups(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the data of a valid setup, in one of the forms that a file may have."""
    data: dict[str, Any] = draw(drawn_answers())
    for site in data["sites"]:
        if draw(st.booleans()):
            site.update(draw(FORMS))
        if draw(st.booleans()):
            del site["load_balancer"]
    assume(valid(data) is not None)
    return data


def valid(data: dict[str, Any]) -> Setup | None:
    try:
        return Setup.model_validate(data)
    except ValidationError:
        return None


def opened(data: dict[str, Any]) -> Draft:
    return draft_of(Setup.model_validate(data), "draft", "practice")


def asked(draft: Draft) -> Setup | None:
    try:
        return setup_of(draft)
    except ValidationError:
        return None


@moderate
@example({"schema": 1, "profile": " my own ", "sites": [{"domain": "a.com", "port": 1, "tags": {"a=b": " x"}}]})
@example({"schema": 1, "sites": [{"domain": "a.com", "port": 1, "health_check": {"unhealthy_threshold": 10}}]})
@given(setups())
def test_opening_a_setup_changes_nothing_of_it(data: dict[str, Any]) -> None:
    assert setup_of(opened(data)) == Setup.model_validate(data)


@moderate
@given(setups())
def test_what_was_left_out_stays_left_out_and_what_was_given_stays_given(data: dict[str, Any]) -> None:
    before, after = Setup.model_validate(data), setup_of(opened(data))
    for site, again in zip(before.sites, after.sites, strict=True):
        for path, (field, *_) in site_keys().items():
            if path != ("load_balancer",):
                assert (field.model.given(site) or None) == (field.model.given(again) or None), path
        for one, same in zip(site.listeners, again.listeners, strict=True):
            assert one.model_fields_set == same.model_fields_set or one.instance_port is one.instance_protocol is None


EDITS = st.sampled_from([
    ("port", "6500"), ("domain", "edited.com"), ("certificate", "none"), ("certificate", "auto"),
    ("instance_protocol", "https"), ("instance_protocol", "tcp"),
])  # fmt: skip


@moderate
@given(setups(), EDITS, st.integers(0, 2))
def test_an_edit_means_what_it_means_in_the_file(data: dict[str, Any], edit: tuple[str, str], place: int) -> None:
    name, text = edit
    place %= len(data["sites"])
    draft = opened(data)
    draft.put(place, name, text)
    data = copy.deepcopy(data)
    data["sites"][place][name] = field_named(name).form.read(text)
    data["name"] = draft.setup_name
    if not draft.asks(place, "health_check.path"):  # the page hides it
        data["sites"][place].get("health_check", {}).pop("path", None)
    assert asked(draft) == valid(data)


@moderate
@given(setups(), st.sampled_from([one.name for one in SITE_FIELDS]))
def test_an_edit_of_the_first_site_changes_no_other(data: dict[str, Any], name: str) -> None:
    draft = opened(data)
    before = answers_of(draft)["sites"][1:]
    draft.put(0, name, not draft.value(0, name) if name.startswith(("listeners.http", "dns.r")) else "edited")
    after = answers_of(draft)["sites"][1:]
    for site in (*before, *after):
        del site["load_balancer"]  # a name that was left out may follow another's
    assert after == before


@moderate
@given(
    setups(), st.one_of(EDITS, st.tuples(st.sampled_from(["domain", "port", "health_check.port"]), st.just(" odd ")))
)
def test_a_draft_survives_the_disk(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, Any], edit: tuple[str, str]
) -> None:
    drafts = SavedDrafts(DraftFiles(tmp_path_factory.mktemp("drafts")))
    draft = opened(data)
    draft.put(0, *edit)
    drafts.save(draft)
    saved = drafts.read("draft")
    assert saved is not None
    assert saved.draft == draft
    assert json.loads(json.dumps(draft.as_json())) == draft.as_json()


def typed(*sites: dict[str, Any]) -> Draft:
    """Return a draft with sites that were added one after the other, each with its own load balancer."""
    draft = Draft("draft", "practice")
    draft.keep_topology()
    for place, values in enumerate(sites):
        if place:
            draft.add_site()
        for name, value in {"domain": f"site{place}.com", "port": f"{7000 + place}", **values}.items():
            draft.put(place, name, value)
    return draft


SHARED_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "certificate": st.sampled_from(["auto", "request", "none"]),
        "listeners.http": st.booleans(),
        "listeners.https": st.booleans(),
        "listeners.more": st.sampled_from(["", "https:8443"]),
        "instance_protocol": st.sampled_from(["http", "https"]),
        "security_group": st.sampled_from(["new", "sg-01234567"]),
        "health_check.path": st.sampled_from(["/", "/a", "/b"]),
        "health_check.protocol": st.sampled_from(["http", "https", "tcp"]),
        "health_check.interval": st.sampled_from(["5", "30", ""]),
        "health_check.unhealthy_threshold": st.sampled_from(["3", "4", "10"]),
        "instances": st.sampled_from([[], ["i-01234567"], ["i-01234567", "i-12345678"]]),
        "tag.1": st.sampled_from(["", "a=b"]),
        "tag.2": st.sampled_from(["", "a=c", "no tag"]),
    },
)


@moderate
@given(st.lists(SHARED_VALUES, min_size=2, max_size=4))
def test_a_site_keeps_what_it_took_from_the_first_when_that_is_removed(sites: list[dict[str, Any]]) -> None:
    draft = typed(*sites)
    shown = [{name: draft.value(place, name) for name in SHARED} for place in range(1, len(sites))]
    before = answers_of(draft)["sites"][1:]
    draft.remove_site(0)
    assert [{name: draft.value(place, name) for name in SHARED} for place in range(len(sites) - 1)] == shown
    assert answers_of(draft)["sites"] == before


def test_a_site_that_is_added_follows_the_first_until_it_answers_for_itself() -> None:
    draft = typed({"tag.1": "team=shop", "health_check.path": "/a"}, {"health_check.path": "/own"}, {})
    draft.put(0, "health_check.path", "/b")
    draft.put(0, "instances", ["i-01234567"])
    assert [draft.value(place, "health_check.path") for place in range(3)] == ["/b", "/own", "/b"]
    assert [site["instances"] for site in answers_of(draft)["sites"]] == [["i-01234567"]] * 3
    draft.put(1, "tag.1", "")
    assert [site.get("tags") for site in answers_of(draft)["sites"]] == [{"team": "shop"}, None, {"team": "shop"}]
    draft.put(1, "tag.1", "team=shop")
    draft.put(0, "tag.1", "team=web")
    assert answers_of(draft)["sites"][1]["tags"] == {"team": "web"}


def test_of_a_setup_with_tagged_instances_a_pick_takes_their_place() -> None:
    draft = opened(
        {
            "schema": 1,
            "sites": [
                {"domain": "a.com", "port": 1, "instances": {"tag": {"Name": "web"}}},
                {"domain": "b.com", "port": 2},
            ],
        }
    )
    draft.put(0, "instances", ["i-01234567"])
    first, second = setup_of(draft).sites
    assert (first.instances, second.instances) == (("i-01234567",), None)


def test_answers_without_a_field_are_kept() -> None:
    kept = {
        "subnets": ["subnet-01234567"], "idle_timeout": 61, "draining": 0, "verify": {"status": 404, "text": "x"},
        "adopt": True,
    }  # fmt: skip
    top = {
        "expect": {"account": "123456789012"}, "instances": ["i-01234567"], "tags": {"a": "b"},
        "waits": {"dns": 60},
    }  # fmt: skip
    draft = opened(
        {"schema": 1, **top, "sites": [{"domain": "a.com", "port": 1, **kept}, {"domain": "b.com", "port": 2}]}
    )
    data = answers_of(draft)
    assert data == {**data, **top}
    assert data["sites"][0] == {**data["sites"][0], **kept}
    assert not data["sites"][1].keys() & kept.keys()


def test_several_instances_of_the_setup_are_counted_for_the_check() -> None:
    data = {"schema": 1, "instances": ["i-01234567", "i-12345678"], "sites": [{"domain": "a.com", "port": 1}]}
    draft = opened(data)
    assert draft.value(0, "health_check.unhealthy_threshold") == "3"
    draft.put(0, "instances", ["i-01234567"])
    assert draft.value(0, "health_check.unhealthy_threshold") == "10"


@pytest.mark.parametrize("name", ["draft-1-typed", "draft-1-opened"])
def test_a_draft_of_version_1_means_what_it_meant(name: str) -> None:
    draft = Draft.from_json(json.loads((KEPT / f"{name}.json").read_text("utf-8")))
    asked_then = answers.load((KEPT / f"{name}.yaml").read_text("utf-8"), name).setup
    assert setup_of(draft) == asked_then
    assert setup_of(Draft.from_json(draft.as_json())) == asked_then


def test_a_later_site_of_version_1_goes_on_following_the_first() -> None:
    draft = Draft.from_json(json.loads((KEPT / "draft-1-typed.json").read_text("utf-8")))
    draft.put(0, "health_check.path", "/new")
    assert [draft.value(place, "health_check.path") for place in range(3)] == ["/new", "/own", "/new"]


@pytest.mark.parametrize(
    "form", [{"format": 3, "sites": []}, {}, {"format": 2}, {"format": 2, "sites": [{"nothing": 1}]}]
)
def test_a_draft_of_another_version_is_passed_over(tmp_path: Path, form: dict[str, Any]) -> None:
    files = DraftFiles(tmp_path)
    files.save("one", form)
    assert SavedDrafts(files).all() == []
    assert SavedDrafts(files).read("one") is None


def test_what_is_wrong_is_found_where_it_was_typed() -> None:
    draft = typed(
        {"port": "x", "tag.1": "aws:a=b", "security_group.name": "sg-x", "listeners.more": "tcp"}, {"port": ""}
    )
    assert {(one.loc, one.code) for one in findings(draft)} >= {
        (("sites", 0, "port"), "int_type"),
        (("sites", 0, "security_group", "name"), "security_group_name"),
        (("sites", 0, "listeners", 2), "listener"),
        (("sites", 1, "port"), "int_type"),
    }


def standing(*domains: str, **of_first: Any) -> Draft:
    """Return the draft of a setup that was made, as it was written down: with every name in it."""
    sites = [{"domain": domain, "port": 7000 + place} for place, domain in enumerate(domains)]
    sites[0] |= of_first
    setup = answers.load(answers.dump(Setup.model_validate({"schema": 1, "sites": sites})), "saved").setup
    draft = draft_of(setup, setup.name, "practice")
    draft.standing = {site.domain: site for site in setup.sites}
    return draft


def names(draft: Draft) -> list[str]:
    return [draft.text(place, "load_balancer") for place in range(len(draft.sites))]


def test_what_stands_keeps_its_names_when_another_site_goes() -> None:
    draft = standing("www.a.com", "www.b.com", "www.c.com")
    assert names(draft) == ["to-www", "to-www-b-com", "to-www-c-com"]
    draft.remove_site(0)
    assert names(draft) == ["to-www-b-com", "to-www-c-com"]
    draft.put(0, "domain", "www.d.com")
    assert names(draft) == ["to-www-d-com", "to-www-c-com"]
    assert draft.left == ["www.a.com", "www.b.com"]


def test_another_domain_does_not_take_the_names_of_what_was_made_for_the_former_one() -> None:
    draft = standing("a.com", "b.com", load_balancer="mine", security_group={"name": "group", "description": "words"})
    draft.put(0, "domain", "shop.com")
    assert (draft.text(0, "load_balancer"), draft.text(0, "security_group.name")) == ("to-shop", "to-shop")
    assert draft.text(0, "security_group.description") == "words"
    draft.put(0, "domain", "a.com")
    assert (draft.text(0, "load_balancer"), draft.text(0, "security_group.name")) == ("mine", "group")
    assert setup_of(draft).sites[0].security_group.model_dump()["name"] == "group"
    draft.put(0, "load_balancer", "other")
    draft.put(0, "domain", "shop.com")
    assert draft.text(0, "load_balancer") == "other"


def test_a_draft_that_names_nothing_keeps_the_names_of_what_was_made() -> None:
    draft = typed({"domain": "www.a.com"}, {"domain": "www.b.com"}, {"domain": "www.c.com"})
    draft.standing = {site.domain: site for site in setup_of(draft).sites}
    draft.remove_site(0)
    assert names(draft) == ["to-www-b-com", "to-www-c-com"]
    draft.put(draft.add_site(), "domain", "www.a.com")
    assert names(draft) == ["to-www-b-com", "to-www-c-com", "to-www"]


def test_before_anything_is_made_the_names_follow_the_domains() -> None:
    draft = typed({"domain": "www.a.com"}, {"domain": "www.b.com"})
    assert (draft.setup_name, names(draft)) == ("www-a-com", ["to-www", "to-www-b-com"])
    draft.put(0, "domain", "shop.com")
    assert (draft.setup_name, names(draft), draft.left) == ("shop-com", ["to-shop", "to-www"], [])


def test_what_stands_is_read_from_the_journal_and_not_saved() -> None:
    draft = standing("a.com")
    assert "standing" not in draft.as_json()
    assert Draft.from_json({**draft.as_json(), "standing": {"x": 1}}).standing == {}


DAMAGED = {
    "name": 5,
    "page": "cellar",
    "site": 7,
    "walked": [None],
    "rest": {"dns": 5, "cellar": 1},
    "format": "2",
    "sites": [{"key": 0, "values": {"domain": 5}}],
    "sites of text": ["main.io"],
    "sites with a key more": [{"key": 0, "cellar": 1}],
    "a tick for text": [{"key": 0, "values": {"domain": True}}],
    "text for picks": [{"key": 0, "values": {"instances": "i-1"}}],
    "no key of the model": [{"key": 0, "rest": {"cellar": 1}}],
    "text where keys are": [{"key": 0, "values": {"health_check.port": "80"}, "rest": {"health_check": "odd"}}],
}


@pytest.mark.parametrize("name", sorted(DAMAGED))
def test_a_draft_with_a_member_of_another_type_is_passed_over(tmp_path: Path, name: str) -> None:
    drafts = SavedDrafts(DraftFiles(tmp_path))
    drafts.save(Draft("other", "practice"))
    form = {
        **Draft("main-io", "practice").as_json(),
        name if name in Draft.__dataclass_fields__ else "sites": DAMAGED[name],
    }
    DraftFiles(tmp_path).save("main-io", form)
    assert [found.draft.id for found in drafts.all()] == ["other"]


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.json")), ids=lambda path: path.stem)
def test_every_kept_draft_has_the_shape_of_one(path: Path) -> None:
    assert fits(json.loads(path.read_text("utf-8")))
