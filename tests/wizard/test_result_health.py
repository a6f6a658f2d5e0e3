"""The result page asks for the health of some sites at a time, in turn, and for each time anew."""

from __future__ import annotations

from pathlib import Path

from multisite_tui.answers import load
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.setup import Setup
from multisite_tui.wizard.asking.site_health import AT_ONCE, check_health, due_sites
from tests.corridor.rig import Bench


def setup_of(count: int) -> Setup:
    sites = "".join(f"  - {{domain: s{number}.main.io, port: {6400 + number}}}\n" for number in range(count))
    return load(f"schema: 1\nname: many\nsites:\n{sites}", "test").setup


def test_all_sites_are_looked_at_first_and_then_each_in_its_turn() -> None:
    setup = setup_of(7)
    domains = [site.domain for site in setup.sites]
    looked_at = due_sites(setup, [])
    assert looked_at == domains
    seen: list[str] = []
    for _ in range(7):
        due = due_sites(setup, looked_at)
        assert len(due) == AT_ONCE
        looked_at = [one for one in looked_at if one not in due] + due
        seen += due
    assert seen == domains * 3


def test_a_site_that_was_added_comes_first() -> None:
    assert due_sites(setup_of(4), ["s0.main.io", "s1.main.io", "s2.main.io"])[0] == "s3.main.io"


def test_health_is_asked_for_again_and_the_load_balancers_are_not(tmp_path: Path) -> None:
    text = "schema: 1\nname: one\nsites:\n  - {domain: main.io, port: 6402, dns: {replace: true}}\n"
    bench = Bench(tmp_path)
    assert bench.run(text).exit_code == 0
    facts, setup = Facts(bench.aws), load(text, "test").setup
    assert check_health(facts, setup, ["main.io"]).data["main.io"].well
    before = len(list(bench.account.calls))
    bench.account.set_answer(6402, None)
    bench.clock._now += 600
    assert not check_health(facts, setup, ["main.io"]).data["main.io"].well
    assert [call.name for call in list(bench.account.calls)[before:]] == ["elb.DescribeInstanceHealth"]
