"""Undo restores what was at a name before it was led to a load balancer for the first time, whatever came since."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import MoveEnd

from .reference import REFERENCE, edited
from .rig import Bench
from .shared_reference import SHARED
from .test_account_checks import record, values, zone_id
from .test_moves import ended
from .test_removal import a_records
from .test_wildcards import ALONE, answers, wildcard

FIRST, STRANGER = "203.0.113.10", "198.51.100.77"
LONG = values(*(f"203.0.113.{number}" for number in range(60)), "203.0.113.250")
BOTH = {text: text.replace("6403\n", "6403\n    dns: {replace: true}\n") for text in (REFERENCE, SHARED)}
ALIASED = edited("domain: main.io\n", "domain: main.io\n    aliases: [www.main.io]\n")


def change(bench: Bench, name: str, address: str = STRANGER, kind: str = "A") -> None:
    """Put somebody's record in the place of what leads visitors from a name."""
    gone = [one for key, one in a_records(bench).items() if key == f"{name}. {kind}"]
    new = {"Name": name, "Type": kind, "TTL": 300, "ResourceRecords": values(address)}
    batch: Any = [*({"Action": "DELETE", "ResourceRecordSet": one} for one in gone)]
    batch += [{"Action": "CREATE", "ResourceRecordSet": new}]
    bench.aws.route53.change_resource_record_sets(HostedZoneId=zone_id(bench), ChangeBatch={"Changes": batch})


def lose_journal(bench: Bench) -> None:
    shutil.rmtree(bench.folder / "setups")


def run(bench: Bench, text: str) -> None:
    ending = bench.run(text)
    assert (ending.exit_code, ending.site_problems) == (ExitCode.DONE, {})


def removed(bench: Bench, text: str, site: str | None = None) -> dict[str, Any]:
    """Remove it, and return what leads visitors then."""
    ending = bench.remove(text, site)
    assert (ending.outcome, ending.site_problems) == (Outcome.COMPLETE, {})
    return a_records(bench)


@pytest.mark.parametrize("lost", ["never", "before the repair", "after it"])
@pytest.mark.parametrize("text", [REFERENCE, SHARED], ids=["classic", "shared"])
def test_a_strangers_record_that_a_run_replaced_does_not_come_back(bench: Bench, text: str, lost: str) -> None:
    before = a_records(bench)
    run(bench, text)
    for address in (STRANGER, "198.51.100.78"):
        change(bench, "main.io", address)
        if lost == "before the repair":
            lose_journal(bench)
        run(bench, text)
    if lost == "after it":
        lose_journal(bench)

    assert removed(bench, text) == before


@pytest.mark.parametrize("text", list(BOTH.values()), ids=["classic", "shared"])
def test_where_nothing_was_nothing_comes_back(bench: Bench, text: str) -> None:
    before = a_records(bench)
    run(bench, text)
    change(bench, "sub.main.io")
    run(bench, text)

    assert removed(bench, text) == before


def warned(bench: Bench, text: str) -> list[str]:
    return [one.what for one in bench.plan(text).plan.warnings if one.code == "record_changed"]


@pytest.mark.parametrize("text", [REFERENCE, SHARED], ids=["classic", "shared"])
def test_the_plan_says_that_somebody_has_changed_a_record_which_it_replaces(bench: Bench, text: str) -> None:
    assert warned(bench, text) == []
    run(bench, text)
    assert warned(bench, text) == []
    change(bench, "main.io")
    changed = f"Somebody has changed the record of main.io since the last run: it is A {STRANGER} (300 s) now."
    assert warned(bench, text) == [changed]
    asked = text.replace("    dns: {replace: true}\n", "")
    assert warned(bench, asked) == []
    assert [one.code for one in bench.plan(asked).problems] == ["record_exists"]
    lose_journal(bench)
    assert warned(bench, text) == [changed]


@pytest.mark.parametrize("text", list(BOTH.values()), ids=["classic", "shared"])
def test_where_nothing_is_known_the_record_that_is_replaced_is_kept(bench: Bench, text: str) -> None:
    run(bench, text)
    lose_journal(bench)
    change(bench, "sub.main.io")
    run(bench, text)

    assert removed(bench, text)["sub.main.io. A"]["ResourceRecords"] == values(STRANGER)


def test_the_other_names_of_a_site_and_their_addresses_of_ipv6_are_as_before(bench: Bench) -> None:
    record(bench, Name="www.main.io", Type="A", TTL=60, ResourceRecords=values("203.0.113.20"))
    record(bench, Name="www.main.io", Type="AAAA", TTL=60, ResourceRecords=values("2001:db8::20"))
    before = a_records(bench)
    run(bench, ALIASED)
    change(bench, "www.main.io", "2001:db8::77", "AAAA")
    run(bench, ALIASED)
    change(bench, "www.main.io")
    run(bench, ALIASED)

    assert removed(bench, ALIASED) == before


@pytest.mark.parametrize("journal", [True, False])
def test_what_only_the_zone_has_room_for_comes_back(bench: Bench, journal: bool) -> None:
    record(bench, Name="sub.main.io", Type="A", TTL=60, ResourceRecords=LONG)
    before = a_records(bench)
    run(bench, BOTH[REFERENCE])
    change(bench, "sub.main.io")
    if not journal:
        lose_journal(bench)
    run(bench, BOTH[REFERENCE])

    assert removed(bench, BOTH[REFERENCE]) == before


@pytest.mark.parametrize("journal", [True, False])
def test_a_move_over_a_strangers_record_keeps_on_what_was_there_first(in_service: Bench, journal: bool) -> None:
    change(in_service, "main.io")
    if not journal:
        lose_journal(in_service)
    run(in_service, SHARED)
    assert ended(in_service, SHARED, MoveEnd.FINISH).outcome is Outcome.COMPLETE

    assert removed(in_service, SHARED)["main.io. A"]["ResourceRecords"] == values(FIRST)


def test_the_wildcard_answers_again(bench: Bench) -> None:
    record(bench, **wildcard())
    before = a_records(bench)
    run(bench, ALONE)
    change(bench, "sub.main.io")
    run(bench, ALONE)

    assert removed(bench, ALONE) == before
    assert (answers(bench, "sub.main.io") or {})["Name"] == "\\052.main.io."


def test_what_was_put_there_before_a_name_was_ever_led_here_counts(bench: Bench) -> None:
    bench.account.fail("route53.ChangeResourceRecordSets", "AccessDenied", times=None)
    secure = ", listeners: [http:80]"
    text = edited(
        "    load_balancer: to-main\n", f"    load_balancer: to-main{secure.replace(', ', chr(10) + '    ')}\n"
    )
    assert bench.run(text).exit_code is ExitCode.ACCESS
    bench.account.mend()
    tags = bench.aws.elb.describe_tags(LoadBalancerNames=["to-main"])["TagDescriptions"][0]["Tags"]
    assert f"main.io A 300 {FIRST}" in [one["Value"] for one in tags]
    change(bench, "main.io")
    run(bench, text)

    assert removed(bench, text)["main.io. A"]["ResourceRecords"] == values(STRANGER)


@pytest.mark.parametrize("text", list(BOTH.values()), ids=["classic", "shared"])
@pytest.mark.parametrize("name", ["main.io", "sub.main.io"])
def test_what_a_removal_left_at_a_name_is_what_was_there_before_the_next_setup(
    bench: Bench, text: str, name: str
) -> None:
    """The site was taken away over somebody's record, which is that of a site elsewhere now."""
    run(bench, text)
    change(bench, name)
    assert removed(bench, text, name)[f"{name}. A"]["ResourceRecords"] == values(STRANGER)
    run(bench, text)

    assert removed(bench, text)[f"{name}. A"]["ResourceRecords"] == values(STRANGER)


def test_what_was_put_there_after_a_removal_that_stopped_counts(bench: Bench) -> None:
    run(bench, BOTH[REFERENCE])
    bench.account.deny("elasticloadbalancing:DeleteLoadBalancer")
    assert bench.remove(BOTH[REFERENCE]).exit_code is ExitCode.ACCESS
    bench.account.mend()
    change(bench, "main.io")
    change(bench, "sub.main.io")
    run(bench, BOTH[REFERENCE])

    there = removed(bench, BOTH[REFERENCE])
    assert [one["ResourceRecords"] for one in there.values()] == [values(STRANGER), values(STRANGER)]
