"""DNS names and aliases compare as Route 53 compares them, not as they are written."""

from __future__ import annotations

import pytest

from multisite_tui.aws.facts.records import Alias, normal_name
from multisite_tui.aws.facts.zones import Zone, longest


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("main.io", "main.io"),
        ("main.io.", "main.io"),
        ("MAIN.io", "main.io"),
        (r"\052.main.io.", "*.main.io"),
        (r"a\055b.main.io", "a-b.main.io"),
        (r"\101.main.io", "a.main.io"),
        ("_x.Main.IO.", "_x.main.io"),
    ],
)
def test_names_are_normalised(written: str, normal: str) -> None:
    assert normal_name(written) == normal


@pytest.mark.parametrize(
    "written",
    ["to-main.elb.amazonaws.com", "to-main.elb.amazonaws.com.", "dualstack.to-main.elb.amazonaws.com.",
     "dualstack.TO-MAIN.elb.amazonaws.com", "DualStack.to-main.elb.amazonaws.com"],
)  # fmt: skip
def test_one_target_written_in_several_ways_is_one_alias(written: str) -> None:
    assert Alias.to("Z1", written) == Alias("Z1", "to-main.elb.amazonaws.com")


def test_aliases_in_different_zones_differ() -> None:
    assert Alias.to("Z1", "x") != Alias.to("Z2", "x")


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("main.io", ["Z-main"]),
        ("a.main.io", ["Z-main"]),
        ("sub.main.io", ["Z-sub"]),
        ("a.sub.main.io", ["Z-sub"]),
        ("notsub.main.io", ["Z-main"]),
        ("notmain.io", []),
        ("io", []),
        ("twice.net", ["Z-twice-1", "Z-twice-2"]),
    ],
)
def test_a_name_is_in_the_longest_zone_that_ends_it_on_a_labels_border(name: str, zones: list[str]) -> None:
    there = [
        Zone("Z-main", "main.io"), Zone("Z-sub", "sub.main.io"),
        Zone("Z-twice-2", "twice.net"), Zone("Z-twice-1", "twice.net"),
    ]  # fmt: skip
    assert [zone.id for zone in longest(there, name)] == zones
