"""What earlier runs of the other topology knew is found in the answers of all runs."""

import pytest

from multisite_tui.answers import dump, load
from multisite_tui.errors import InputNeeded
from multisite_tui.plan.former_setups import converted_answers, former_setup

CLASSIC = """\
schema: 1
name: web
sites:
  - {domain: main.io, port: 6402, load_balancer: front, idle_timeout: 90}
"""
SHARED = """\
schema: 1
name: web
topology: shared
sites:
  - {domain: main.io, port: 6402, redirect: false}
"""


def test_the_latest_setup_of_the_topology_is_the_former_one():
    later = CLASSIC.replace("90", "91")
    found = former_setup([CLASSIC, later, SHARED, "schema: 0", SHARED], "classic")
    assert found == load(later, "").setup
    assert former_setup([CLASSIC], "shared") is None


def test_what_only_the_other_topology_knows_comes_back():
    printed = converted_answers("web", SHARED, "classic", [CLASSIC, SHARED])
    assert printed == dump(load(CLASSIC, "").setup)
    assert "idle_timeout" not in converted_answers("web", SHARED, "classic", [SHARED])


def test_answers_that_cannot_be_read_are_said_to_be_so():
    with pytest.raises(InputNeeded) as caught:
        converted_answers("web", "schema: 0", "classic", [])
    assert caught.value.problem.code == "saved_answers_unreadable"
