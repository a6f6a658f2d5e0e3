"""What a record was is kept as tags of the load balancer, in words that a person can put back."""

from __future__ import annotations

import re

import pytest

from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.resources import kept

from .samples import address, alias

TAG_VALUE = re.compile(r"[\w\s.:/=+\-@]{0,256}")
ADDRESSES = [f"203.0.113.{number}" for number in range(1, 60)]


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (address("203.0.113.10"), "main.io A 300 203.0.113.10"),
        (address("203.0.113.10", "203.0.113.11", ttl=60), "main.io A 60 203.0.113.10 203.0.113.11"),
        (address("host.example.", name="www.main.io", type="CNAME"), "www.main.io CNAME 300 host.example."),
        (alias("host.example", "Z9"), "main.io A alias Z9 dualstack.host.example. false"),
        (alias("host.example", "Z9", health=True), "main.io A alias Z9 dualstack.host.example. true"),
    ],
)
def test_a_record_set_is_one_line(record: RecordSet, line: str) -> None:
    assert kept.written(record) == [line]
    assert TAG_VALUE.fullmatch(line)


def test_many_values_go_on_in_the_next_line_with_the_same_head() -> None:
    lines = kept.written(address(*ADDRESSES))
    assert len(lines) > 1
    assert all(line.startswith("main.io A 300 ") and len(line) <= 256 for line in lines)
    assert [word for line in lines for word in line.split()[3:]] == ADDRESSES


@pytest.mark.parametrize(
    ("record", "too_long"),
    [
        (address(*ADDRESSES[:40]), False),
        (address(*ADDRESSES), True),
        (address("h" * 240 + ".example", type="CNAME"), True),
        (address("h" * 100 + ".example", type="CNAME"), False),
    ],
)
def test_what_three_tags_do_not_hold_is_too_long(record: RecordSet, too_long: bool) -> None:
    assert kept.too_long(record) is too_long


def test_each_line_is_a_tag() -> None:
    assert kept.missing([address("203.0.113.1"), address("2001:db8::1", type="AAAA")], {}) == {
        "multisite-tui:before-1": "main.io A 300 203.0.113.1",
        "multisite-tui:before-2": "main.io AAAA 300 2001:db8::1",
    }


def test_what_is_kept_already_is_not_missing() -> None:
    tags = {"Name": "x", "multisite-tui:before-7": "main.io A 300 203.0.113.1"}
    assert kept.missing([address("203.0.113.1")], tags) == {}


def test_a_tag_of_somebody_else_with_the_same_words_keeps_nothing() -> None:
    assert kept.missing([address("203.0.113.1")], {"note": "main.io A 300 203.0.113.1"}) != {}


@pytest.mark.xfail(
    strict=True, reason="aws/resources/kept.py, missing: numbers from 1 again, over what is kept already"
)
def test_what_is_kept_already_is_never_overwritten() -> None:
    tags = {"multisite-tui:before-1": "main.io A 300 203.0.113.1"}
    missing = kept.missing([address("203.0.113.2", name="www.main.io")], tags)
    assert set(missing.values()) == {"www.main.io A 300 203.0.113.2"}
    assert set(missing).isdisjoint(tags)
