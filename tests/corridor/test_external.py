"""Names whose DNS is kept outside the account: their records are named, waited for and watched, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import dns.rrset
import pytest

from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode
from multisite_tui.internet.authoritative import Answer
from multisite_tui.internet.caa import Caa, Issuance
from multisite_tui.internet.lookups import Lookup, LookupStatus
from multisite_tui.internet.outside_names import Leading, OutsideName
from multisite_tui.internet.visits import Visit
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import Outcome, StepWaiting
from multisite_tui.report.endings import finished

from .rig import Bench
from .test_removal import everything

NOTHING = Lookup(LookupStatus.NO_SUCH_RECORD)
OUTSIDE = """\
schema: 1
name: shop
sites:
  - domain: shop.example
    aliases: [www.shop.example]
    port: 6402
    load_balancer: to-shop
    dns: external
"""


class PublicDns:
    """What public DNS answers; the test's to change."""

    def __init__(self) -> None:
        self.names = {
            "shop.example": OutsideName(Leading.ELSEWHERE, ("A 203.0.113.10",), apex=True),
            "www.shop.example": OutsideName(Leading.NOWHERE),
        }

    def lead(self, leading: Leading, *names: str) -> None:
        for name in names or tuple(self.names):
            self.names[name] = replace(self.names[name], leading=leading)


@pytest.fixture
def public_dns(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> PublicDns:
    """Take the practice account for one of AWS, and public DNS for what the test says."""
    answers = PublicDns()
    object.__setattr__(bench.aws, "account", replace(bench.aws.account, kind=AccountKind.AWS))
    monkeypatch.setattr("multisite_tui.plan.external_records.look_outside", lambda name, host: answers.names[name])
    monkeypatch.setattr("multisite_tui.plan.dns_checks.ask_servers", lambda name, kind: Answer(NOTHING, ""))
    monkeypatch.setattr("multisite_tui.plan.dns_checks.caa", lambda name: Caa(Issuance.ALLOWED))
    monkeypatch.setattr("multisite_tui.plan.visits.visit", lambda *_: Visit("shop.example", ()))
    return answers


def waits(bench: Bench) -> list[StepWaiting]:
    return [event for event in bench.events if isinstance(event, StepWaiting) and event.records]


def test_in_a_rehearsal_the_records_are_named_and_nothing_is_looked_for_in_dns(bench: Bench) -> None:
    before = everything(bench)

    planned = bench.plan(OUTSIDE)
    made = bench.run(OUTSIDE)
    again = bench.run(OUTSIDE)
    [validation] = waits(bench)
    removed = bench.remove(OUTSIDE)

    assert planned.problems == ()
    assert [one.code for one in planned.plan.warnings] == ["apex_outside"]
    assert [one.after for one in planned.plan.dns] == [
        ("ALIAS to the load balancer, which you put in at the DNS provider of shop.example",),
        ("CNAME to the load balancer, which you put in at the DNS provider of www.shop.example",),
    ]
    assert [one.type for one in validation.records] == ["CNAME", "CNAME"]
    assert all(one.value.endswith(".acm-validations.aws") for one in validation.records)
    assert (made.outcome, again.outcome, removed.outcome) == (Outcome.COMPLETE, Outcome.UNCHANGED, Outcome.COMPLETE)
    assert everything(bench) == before


def once_asked(bench: Bench, then: Callable[[], None]) -> None:
    """Do something once the run waits for the records that lead visitors."""
    wait = bench.clock.wait

    def moved(seconds: float, interrupt: Interrupt) -> None:
        wait(seconds, interrupt)
        if waits(bench) and waits(bench)[-1].step.startswith("shop.example/records"):
            then()

    bench.clock.wait = moved  # type: ignore[method-assign]


def test_the_run_waits_until_dns_leads_to_the_load_balancer(bench: Bench, public_dns: PublicDns) -> None:
    once_asked(bench, lambda: public_dns.lead(Leading.HERE))

    planned = bench.plan(OUTSIDE)
    ending = bench.run(OUTSIDE)

    last = waits(bench)[-1]
    assert planned.plan.dns[0].before == ("A 203.0.113.10",)
    assert ending.outcome is Outcome.COMPLETE
    assert [(one.name, one.type) for one in last.records] == [("shop.example", "ALIAS"), ("www.shop.example", "CNAME")]
    assert all(one.value.startswith("to-shop-") for one in last.records)
    assert "shop.example still leads elsewhere: A 203.0.113.10" in last.waiting_for
    assert bench.plan(OUTSIDE).nothing_to_do


def test_the_wait_ends_and_the_next_run_goes_on(bench: Bench, public_dns: PublicDns) -> None:
    stopped = bench.run(OUTSIDE)
    writes = bench.writes()
    public_dns.lead(Leading.HERE)
    resumed = bench.run(OUTSIDE)

    assert (stopped.exit_code, stopped.outcome) == (ExitCode.TIMED_OUT, Outcome.TIMED_OUT)
    assert (resumed.exit_code, bench.writes()) == (ExitCode.DONE, writes)


def test_a_name_behind_the_providers_proxy_is_taken_for_led(bench: Bench, public_dns: PublicDns) -> None:
    public_dns.lead(Leading.PROXIED)

    assert bench.run(OUTSIDE).outcome is Outcome.COMPLETE


def test_the_plan_says_what_to_put_in_for_a_name_behind_a_proxy(bench: Bench, public_dns: PublicDns) -> None:
    """It may still lead to the old host, and the run cannot see that."""
    public_dns.lead(Leading.PROXIED, "www.shop.example")

    planned = bench.plan(OUTSIDE).plan

    [after] = [one.after for one in planned.dns if one.name == "www.shop.example"]
    [warning] = [one for one in planned.warnings if one.code == "name_proxied"]
    assert after == ("CNAME to the load balancer, which you put in at the DNS provider of www.shop.example",)
    assert "give the record of www.shop.example the name of the load balancer" in warning.next


@pytest.mark.parametrize("leading", [Leading.HERE, Leading.UNKNOWN])
def test_a_load_balancer_goes_only_once_no_name_leads_to_it(
    bench: Bench, public_dns: PublicDns, leading: Leading
) -> None:
    public_dns.lead(Leading.HERE)
    bench.run(OUTSIDE)
    public_dns.lead(leading)

    held = bench.remove(OUTSIDE)
    kept = bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]
    public_dns.lead(Leading.ELSEWHERE)
    gone = bench.remove(OUTSIDE)

    assert (held.exit_code, len(kept)) == (ExitCode.TIMED_OUT, 1)
    assert gone.outcome is Outcome.COMPLETE
    assert bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []


def test_a_site_whose_answers_are_gone_is_looked_for_in_public_dns_too(bench: Bench, public_dns: PublicDns) -> None:
    """A journal keeps the answers of the last good run; the load balancer is known by its tags."""
    public_dns.lead(Leading.HERE)
    bench.run(OUTSIDE)
    other = "schema: 1\nname: shop\nsites:\n  - {domain: sub.main.io, port: 6403, load_balancer: to-sub}\n"
    for _ in range(2):
        bench.run(other, accept_leftovers=True)

    held = bench.remove(other, "shop.example")

    names = [one["LoadBalancerName"] for one in bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]]
    assert (held.exit_code, names) == (ExitCode.TIMED_OUT, ["to-shop", "to-sub"])


def test_a_load_balancer_stands_until_resolvers_have_forgotten_it(bench: Bench, public_dns: PublicDns) -> None:
    public_dns.lead(Leading.HERE)
    bench.run(OUTSIDE)
    public_dns.names["www.shop.example"] = replace(public_dns.names["www.shop.example"], ttl=1800)
    wait, led_away = bench.clock.wait, bench.clock.now()

    def move(seconds: float, interrupt: Interrupt) -> None:
        public_dns.lead(Leading.ELSEWHERE)
        wait(seconds, interrupt)

    bench.clock.wait = move  # type: ignore[method-assign]
    removed = bench.remove(OUTSIDE)

    assert removed.outcome is Outcome.COMPLETE
    assert bench.clock.now() - led_away > 1800


def test_a_removal_warns_of_a_name_behind_a_proxy(bench: Bench, public_dns: PublicDns) -> None:
    public_dns.lead(Leading.PROXIED, "www.shop.example")
    public_dns.lead(Leading.HERE, "shop.example")
    bench.run(OUTSIDE)

    [warning] = bench.conductor(OUTSIDE).plan_removal().plan.warnings

    assert (warning.code, warning.site) == ("name_proxied", "shop.example")
    assert "lead www.shop.example elsewhere at its DNS provider" in warning.next


@pytest.mark.parametrize(("own", "warned"), [("203.0.113.10", ["www.shop.example"]), ("203.0.113.11", [])])
def test_a_name_that_may_live_by_a_wildcard_elsewhere_is_warned_of(
    bench: Bench, public_dns: PublicDns, monkeypatch: pytest.MonkeyPatch, own: str, warned: list[str]
) -> None:
    """The record that ACM asks for would end the wildcard's answers, and DNS does not show what a name lives by."""
    there = {"www.shop.example": own, "*.shop.example": "203.0.113.10"}

    def asked(name: str, kind: str) -> Answer:
        if kind != "A" or name not in there:
            return Answer(NOTHING, "shop.example")
        found = dns.rrset.from_text(name, 300, "IN", "A", there[name])
        return Answer(Lookup(LookupStatus.FOUND, name, tuple(found)), "shop.example")

    monkeypatch.setattr("multisite_tui.plan.dns_checks.ask_servers", asked)

    warnings = [one for one in bench.plan(OUTSIDE).plan.warnings if one.code == "wildcard_outside"]

    assert [one.what.partition("the same as ")[2].partition(",")[0] for one in warnings] == warned
    assert all("*.shop.example" in one.next for one in warnings)


def test_the_records_can_be_seen_again_after_a_rehearsal(bench: Bench) -> None:
    ending = bench.run(OUTSIDE)

    commands = finished(ending, bench.conductor(OUTSIDE).setup, "multisite-tui", 1.0).next

    assert commands[0] == "multisite-tui status shop --zone-file"
