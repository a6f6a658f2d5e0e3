"""What a record was is kept as tags of the load balancer, in words that a person can put back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.resources import record_backups

from .samples import address, alias

TAG_VALUE = re.compile(r"[\w .:/=+\-@]{0,255}")
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
    assert record_backups.written(record) == [line]
    assert TAG_VALUE.fullmatch(line)


def test_many_values_go_on_in_the_next_line_which_says_so() -> None:
    first, *others = record_backups.written(address(*ADDRESSES))
    lines = [first, *others]
    assert others
    assert first.startswith("main.io A 300 ")
    assert all(line.startswith("main.io A + ") for line in others)
    assert all(len(line) <= 255 for line in lines)
    assert [word for line in lines for word in line.split()[3:]] == ADDRESSES


def single(number: int) -> RecordSet:
    return address(f"203.0.113.{number}", name=f"n{number:02}.main.io")


LINE = len("n01.main.io A 300 203.0.113.10")
A_TAG = (255 + len(record_backups.BETWEEN)) // (LINE + len(record_backups.BETWEEN))
"""So many of these records are in one tag."""
FULL = {f"multisite-tui:before-{number}": f"x{number}.main.io A 300 203.0.113.1" for number in (1, 2, 3)}


@pytest.mark.parametrize(
    ("records", "tags", "too_many"),
    [
        ([], FULL, False),
        ([address(*ADDRESSES[:40])], {}, False),
        ([address(*ADDRESSES)], {}, True),
        ([address("h" * 240 + ".example", type="CNAME")], {}, True),
        ([address("h" * 100 + ".example", type="CNAME")], {}, False),
        ([alias("h" * 240 + ".example")], {}, True),
        ([single(number) for number in range(10, 10 + 3 * A_TAG)], {}, False),
        ([single(number) for number in range(10, 10 + 3 * A_TAG + 1)], {}, True),
        ([address("203.0.113.9")], FULL, True),
        ([address("203.0.113.1", name="x1.main.io")], FULL, False),
        ([address("203.0.113.9")], {"multisite-tui:before-2": "x A 300 203.0.113.1", "Name": "x"}, False),
    ],
)
def test_what_three_tags_do_not_hold_is_too_many(
    records: list[RecordSet], tags: dict[str, str], too_many: bool
) -> None:
    assert record_backups.too_many(records, tags) is too_many


def test_records_share_a_tag_as_long_as_it_holds_them() -> None:
    assert record_backups.missing([address("203.0.113.1"), address("2001:db8::1", type="AAAA")], {}) == {
        "multisite-tui:before-1": "main.io A 300 203.0.113.1 / main.io AAAA 300 2001:db8::1",
    }


def test_a_tag_that_is_full_is_followed_by_the_next() -> None:
    tags = record_backups.missing([single(number) for number in range(10, 10 + A_TAG + 1)], {})
    assert list(tags) == ["multisite-tui:before-1", "multisite-tui:before-2"]
    assert tags["multisite-tui:before-2"] == f"n{10 + A_TAG}.main.io A 300 203.0.113.{10 + A_TAG}"
    assert all(TAG_VALUE.fullmatch(value) for value in tags.values())


SETS = [
    [address("203.0.113.1", "203.0.113.2")],
    [address("203.0.113.1"), address("2001:db8::1", type="AAAA"), address("host.example.", name="w", type="CNAME")],
    [alias("old.example", "Z9", health=True), address("203.0.113.1", name="www.main.io", ttl=60)],
    [address(*ADDRESSES[:40])],
    [single(number) for number in range(10, 10 + 3 * A_TAG)],
    [address(r"\052.host.example.", name="w", type="CNAME")],
    [address('"quoted", ~odd~ = 100 % & more/', name="w", type="CNAME")],
    [alias(r"\052.old.example", "Z9")],
]


def as_sent(record: RecordSet) -> dict[str, Any]:
    """Return a record set as `read` gives it back: with the name as it compares."""
    return {**record.raw, "Name": record.name}


@pytest.mark.parametrize("records", SETS)
def test_what_was_kept_is_given_back_as_it_was(records: list[RecordSet]) -> None:
    by_name = record_backups.read({"Name": "x", **record_backups.missing(records, {})})
    assert [one for name in by_name.values() for one in name] == [as_sent(record) for record in records]
    assert all(one["Name"] == name for name, sets in by_name.items() for one in sets)


@pytest.mark.parametrize("records", SETS)
def test_what_is_kept_is_what_tags_allow(records: list[RecordSet]) -> None:
    assert all(TAG_VALUE.fullmatch(value) for value in record_backups.missing(records, {}).values())


@pytest.mark.parametrize("records", SETS)
def test_what_was_kept_is_not_missing_any_more(records: list[RecordSet]) -> None:
    assert record_backups.missing(records, record_backups.missing(records, {})) == {}


@pytest.mark.parametrize("value", ["", "words that are none", "main.io A soon 203.0.113.1", "main.io A 300", "main.io"])
def test_what_cannot_be_read_is_passed_over(value: str) -> None:
    tags = {"multisite-tui:before-1": value, "multisite-tui:before-2": "www.main.io A 300 203.0.113.1"}
    assert record_backups.read(tags) == {"www.main.io": [as_sent(address("203.0.113.1", name="www.main.io"))]}


def test_only_our_tags_are_read() -> None:
    assert record_backups.read({"note": "main.io A 300 203.0.113.1"}) == {}


FIRST_OR_LAST = "aws/resources/kept.py, read: what was kept of one name and type at two times becomes one record set"


@pytest.mark.parametrize(
    "values",
    [
        ("main.io A 300 203.0.113.1", "main.io A 300 203.0.113.2"),
        ("main.io A 300 203.0.113.1", "main.io A 60 203.0.113.1"),
        ("main.io A alias Z9 old.example. false", "main.io A 300 203.0.113.1"),
    ],
)
def test_what_was_kept_of_a_name_at_two_times_is_never_mixed(values: tuple[str, str]) -> None:
    at_once = record_backups.read(
        {f"multisite-tui:before-{place}": value for place, value in enumerate(values, start=1)}
    )
    alone = [record_backups.read({"multisite-tui:before-1": value}) for value in values]
    assert at_once in alone


def test_what_is_kept_already_is_not_missing() -> None:
    tags = {"Name": "x", "multisite-tui:before-7": "main.io A 300 203.0.113.1"}
    assert record_backups.missing([address("203.0.113.1")], tags) == {}


def test_a_tag_of_somebody_else_with_the_same_words_keeps_nothing() -> None:
    assert record_backups.missing([address("203.0.113.1")], {"note": "main.io A 300 203.0.113.1"}) != {}


@pytest.mark.parametrize(("taken", "free"), [((1,), 2), ((2,), 1), ((1, 2), 3), ((1, 3), 2)], ids=lambda one: str(one))
def test_what_is_kept_already_is_never_overwritten(taken: tuple[int, ...], free: int) -> None:
    tags = {f"multisite-tui:before-{number}": f"x{number} A 300 203.0.113.1" for number in taken}
    missing = record_backups.missing([address("203.0.113.2", name="www.main.io")], tags)
    assert missing == {f"multisite-tui:before-{free}": "www.main.io A 300 203.0.113.2"}


def test_a_record_that_shares_a_tag_is_known_as_kept_too() -> None:
    tags = {"multisite-tui:before-1": "main.io A 300 203.0.113.1 / www.main.io A 300 203.0.113.2"}
    both = [address("203.0.113.1"), address("203.0.113.2", name="www.main.io")]
    assert record_backups.missing(both, tags) == {}
    assert record_backups.missing([*both, address("203.0.113.3", name="b.main.io")], tags) == {
        "multisite-tui:before-2": "b.main.io A 300 203.0.113.3"
    }
