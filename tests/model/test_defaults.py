"""Names that a setup fills in."""

import pytest

from multisite_tui.model import defaults
from multisite_tui.model.rules import names

LONG = "a" * 40


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ([("main.io", None), ("sub.main.io", None)], ["to-main", "to-sub"]),
        ([("www.a.io", None), ("www.b.io", None)], ["to-www", "to-www-b-io"]),
        ([("www.a.io", None), ("www.b.io", None), ("www.c.io", None)], ["to-www", "to-www-b-io", "to-www-c-io"]),
        ([("main.io", None), ("b.io", "to-main")], ["to-main-io", "to-main"]),
        ([("main.io", None), ("b.io", "TO-MAIN")], ["to-main-io", "TO-MAIN"]),
        ([("xn--3e0b707e.kr", None)], ["to-xn--3e0b707e"]),
        ([(f"{LONG}.io", None)], ["to-" + "a" * 29]),
        ([("a" * 28 + "-b.io", None)], ["to-" + "a" * 28]),
        # Taken three times over: the rule on names tells the person to choose.
        ([("www.a.io", None), ("b.io", "to-www"), ("c.io", "to-www-a-io")], ["to-www-a-io", "to-www", "to-www-a-io"]),
    ],
)
def test_load_balancers(wanted, given):
    assert defaults.load_balancer_names(wanted) == given
    assert all(names.load_balancer_name(name) is None for name in given)


def test_a_site_keeps_its_name_when_another_is_added():
    before = defaults.load_balancer_names([("www.a.io", None)])
    after = defaults.load_balancer_names([("www.a.io", None), ("www.b.io", None)])
    assert after[:1] == before


@pytest.mark.parametrize(
    ("domain", "name"), [("main.io", "main-io"), ("a" * 63 + ".b.io", "a" * 63), ("a.b.io", "a-b-io")]
)
def test_setup_name(domain, name):
    assert defaults.setup_name(domain) == name
    assert names.setup_name(name) is None
