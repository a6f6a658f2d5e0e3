"""A small fixed part of the harness: the same tries in each run, so that a failure is the change's."""

from __future__ import annotations

import pytest

from .parts import PARTS
from .trying import Part, Try, attacked


@pytest.mark.parametrize("name", sorted(PARTS))
def test_a_fixed_part_of_each_attack_does_no_harm(name):
    part = PARTS[name]
    figures = attacked(part, "fixed", part.few, seconds=600)
    assert [f"{one.what}: {one.wrong}" for one in figures.failures] == []
    assert figures.tries == part.few


def test_the_runner_counts_failures_and_stops_at_its_bound(tmp_path):
    def attack(lot, folder):
        while True:
            number = lot.randrange(2)
            yield Try(str(number), "odd" if number else "", f"exit {number}")

    part = Part("sample", "Half of the tries fail.", attack, tries=9, few=1)
    figures = attacked(part, "x", 12, seconds=60)
    assert (figures.tries, len(figures.failures)) == (12, figures.ends["exit 1"])
    assert attacked(part, "x", 12, seconds=60).failures == figures.failures
    assert attacked(part, "x", 12, seconds=0).tries == 0
