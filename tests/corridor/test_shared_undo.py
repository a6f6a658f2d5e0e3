"""One load balancer for all sites: what was at a name before comes back, whichever target group keeps it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.aws.resources.records import SiteRecords
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Outcome

from .rig import Bench
from .shared_reference import SHARED, shared_edited
from .test_account_checks import record, zone_id
from .test_removal import a_records
from .test_shared import all_shared, shared, shared_finished

__all__ = ["shared", "shared_finished"]

ORIGINAL = [{"Value": "203.0.113.10"}]
EXCHANGED = shared_edited(
    "domain: main.io\n    port: 6402\n", "domain: www.main.io\n    port: 6402\n    aliases: [main.io]\n"
)
"""The alias of the domain is the domain now, and the domain its alias: another site for this program."""
WITH_ALIAS = shared_edited("    port: 6402\n", "    port: 6402\n    aliases: [www.main.io]\n")


def renamed(group: str) -> str:
    """Return the answers with another target group of the first site."""
    return shared_edited("    port: 6402\n", f"    port: 6402\n    target_group: {group}\n")


def delete_by_hand(bench: Bench, group: str) -> None:
    """Delete a target group in the console, and the rules that name it."""
    elbv2 = bench.aws.elbv2
    [found] = elbv2.describe_target_groups(Names=[group])["TargetGroups"]
    for balancer in elbv2.describe_load_balancers()["LoadBalancers"]:
        for listener in elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
            for one in elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]:
                if one["Actions"][0].get("TargetGroupArn") == found["TargetGroupArn"]:
                    elbv2.delete_rule(RuleArn=one["RuleArn"])
    bench.clock.wait(60, Interrupt())
    elbv2.delete_target_group(TargetGroupArn=found["TargetGroupArn"])


def run(bench: Bench, text: str) -> None:
    ending = bench.run(text, accept_leftovers=True)
    assert (ending.exit_code, ending.site_problems) == (0, {})


def removed(bench: Bench, text: str, site: str | None = None) -> None:
    ending = bench.remove(text, site)
    assert (ending.outcome, ending.site_problems) == (Outcome.COMPLETE, {})


def is_as_before(bench: Bench, before: Bench) -> None:
    """Check that nothing is left, and that only what was there before the setup is there."""
    assert a_records(bench) == a_records(before)
    assert a_records(bench)["main.io. A"]["ResourceRecords"] == ORIGINAL
    found, stood = all_shared(bench), all_shared(before)
    assert {key: found[key] for key in found if key != "records"} == {
        key: stood[key] for key in stood if key != "records"
    }


@pytest.fixture
def before(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A practice account as new."""
    return Bench(tmp_path_factory.mktemp("before"))


@pytest.mark.parametrize("name", ["aa-main", "zz-main"])
@pytest.mark.parametrize("journal", [True, False])
def test_a_target_group_of_another_name_keeps_on_what_the_former_keeps(
    shared: Bench, before: Bench, tmp_path: Path, name: str, journal: bool
) -> None:
    text = renamed(name)
    run(shared, text)
    assert shared.plan(text, accept_leftovers=True).nothing_to_do
    if not journal:
        shutil.rmtree(tmp_path / "setups")
    removed(shared, text)
    is_as_before(shared, before)


def test_the_former_target_group_can_be_deleted_and_undo_still_works_without_a_journal(
    shared: Bench, before: Bench, tmp_path: Path
) -> None:
    text = renamed("new-main")
    run(shared, text)
    delete_by_hand(shared, "to-main")
    shutil.rmtree(tmp_path / "setups")
    removed(shared, text)
    is_as_before(shared, before)


@pytest.mark.parametrize("again", [True, False])
def test_what_a_deleted_target_group_kept_comes_back_from_the_journal(
    shared: Bench, before: Bench, again: bool
) -> None:
    delete_by_hand(shared, "to-main")
    if again:
        run(shared, SHARED)
        assert shared.run(SHARED).outcome is Outcome.UNCHANGED
    removed(shared, SHARED)
    is_as_before(shared, before)


def test_a_target_group_made_anew_keeps_what_the_journal_knows(shared: Bench, before: Bench, tmp_path: Path) -> None:
    delete_by_hand(shared, "to-main")
    run(shared, SHARED)
    shutil.rmtree(tmp_path / "setups")
    removed(shared, SHARED)
    is_as_before(shared, before)


def test_what_was_led_back_and_then_deleted_by_a_person_does_not_come_back(shared: Bench) -> None:
    removed(shared, SHARED, "main.io")
    change: Any = {"Action": "DELETE", "ResourceRecordSet": a_records(shared)["main.io. A"]}
    shared.aws.route53.change_resource_record_sets(HostedZoneId=zone_id(shared), ChangeBatch={"Changes": [change]})
    run(shared, SHARED)
    before = shared.writes()
    assert (shared.run(SHARED).outcome, shared.writes()) == (Outcome.UNCHANGED, before)
    removed(shared, SHARED)
    assert "main.io. A" not in a_records(shared)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_name_that_another_site_has_taken_over_gets_back_what_was_there(
    shared: Bench, before: Bench, at_once: bool
) -> None:
    run(shared, EXCHANGED)
    if not at_once:
        removed(shared, EXCHANGED, "main.io")
        assert "AliasTarget" in a_records(shared)["main.io. A"]
        assert shared.run(EXCHANGED).outcome is Outcome.UNCHANGED
    removed(shared, EXCHANGED)
    is_as_before(shared, before)


def test_a_site_that_leaves_hands_on_what_only_it_keeps(
    shared: Bench, before: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:  # as a version that did not copy it to the site that has the name now
        earlier.setattr(SiteRecords, "_lost", lambda *_: [])
        run(shared, EXCHANGED)
    removed(shared, EXCHANGED, "main.io")
    shutil.rmtree(tmp_path / "setups")
    removed(shared, EXCHANGED)
    is_as_before(shared, before)


def test_a_site_that_leaves_takes_no_certificate_that_another_one_uses(bench: Bench, before: Bench) -> None:
    run(bench, WITH_ALIAS)
    text = EXCHANGED.replace("6402", "7000")
    run(bench, text)
    made = bench.writes()
    removed(bench, text, "main.io")
    assert {"acm:DeleteCertificate", "route53:ChangeResourceRecordSets"}.isdisjoint(bench.writes()[len(made) :])
    assert bench.run(text).outcome is Outcome.UNCHANGED
    removed(bench, text)  # which takes what was requested for the former site too
    is_as_before(bench, before)


def test_an_alias_that_no_site_knows_goes_with_the_load_balancer(shared: Bench, before: Bench) -> None:
    record(shared, **{**a_records(shared)["sub.main.io. A"], "Name": "other.main.io"})
    delete_by_hand(shared, "to-main")
    removed(shared, SHARED)
    is_as_before(shared, before)


def test_the_load_balancer_stays_if_a_record_leads_there_when_it_would_go(shared: Bench) -> None:
    conductor = shared.conductor(SHARED)
    planned = conductor.plan_removal()
    [balancer] = shared.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    record(shared, Name="old.main.io", Type="CNAME", TTL=60, ResourceRecords=[{"Value": balancer["DNSName"]}])
    ending = conductor.apply(planned)
    assert ending.exit_code is ExitCode.PARTIAL
    assert {one.what for one in ending.site_problems.values()} == {
        "old.main.io still leads to load balancer main-io, which therefore stays."
    }
    assert "elbv2:DeleteLoadBalancer" not in shared.writes()
