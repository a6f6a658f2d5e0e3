"""The tags by which a setup knows its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from multisite_tui.aws.resources.ownership import ADOPTED, MADE, OWNER, SETUP, SITE, Owner, as_list

from .samples import ADOPTING, OURS
from .samples import OWNER as MAIN


@pytest.mark.parametrize(
    ("tags", "owns"),
    [
        (OURS, True),
        ({**OURS, "team": "other", OWNER: ADOPTED}, True),
        ({}, False),
        ({**OURS, SETUP: "other"}, False),
        ({**OURS, SITE: "sub.main.io"}, False),
    ],
)
def test_an_object_is_the_sites_by_setup_and_site(tags: Mapping[str, str], owns: bool) -> None:
    assert MAIN.owns(tags) is owns
    assert MAIN.may_have(tags) is owns
    assert ADOPTING.may_have(tags) is (tags.get(SETUP) != "other")


def test_what_the_setup_made_for_another_of_its_sites_stays_made_by_it() -> None:
    assert ADOPTING.tags_for({**OURS, SITE: "sub.main.io"})[OWNER] == MADE


@pytest.mark.parametrize(
    ("found", "owner"),
    [
        (None, MADE),
        ({}, ADOPTED),
        (OURS, MADE),
        ({**OURS, OWNER: ADOPTED}, ADOPTED),
        ({**OURS, SETUP: "other"}, ADOPTED),
    ],
)
def test_what_was_made_stays_made_and_what_was_found_is_adopted(found: Mapping[str, str] | None, owner: str) -> None:
    assert MAIN.tags_for(found)[OWNER] == owner


def test_only_tags_that_differ_are_lacking() -> None:
    assert MAIN.lacking({**OURS, "team": "old", "extra": "stays"}) == {"team": "web"}
    assert MAIN.lacking(OURS) == {}


def test_only_what_was_made_here_is_made() -> None:
    assert [MAIN.made(tags) for tags in (OURS, {**OURS, OWNER: ADOPTED}, {**OURS, SITE: "x"}, {})] == [
        True, False, False, False,
    ]  # fmt: skip


def test_only_tags_of_earlier_answers_are_outdated() -> None:
    owner = replace(MAIN, former_tags=frozenset({"team", "old", "gone"}))
    assert owner.outdated({**OURS, "old": "x", "others": "y"}) == ["old"]


def test_a_persons_tag_never_hides_ours() -> None:
    assert replace(MAIN, tags={SETUP: "stolen"}).tags_for()[SETUP] == "main-io"


def test_tags_are_sent_in_a_settled_order() -> None:
    assert as_list({"b": "2", "a": "1"}) == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    assert as_list(Owner("s", "d", {}).tags_for()) == as_list(dict(reversed(Owner("s", "d", {}).tags_for().items())))
