"""One load balancer for all sites: first runs, edits, one site's trouble, resumes and removals."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.aws.resources.entrances import SharedEntrance
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import ExitCode
from multisite_tui.model.events import Outcome

from .reference import REFERENCE
from .rig import Bench
from .shared_reference import SHARED, shared_edited, shared_with
from .test_removal import a_records, everything

AUTHORIZE = "ec2:AuthorizeSecurityGroupIngress"
REVOKE = "ec2:RevokeSecurityGroupIngress"
CHANGE = "route53:ChangeResourceRecordSets"
REQUEST = "acm:RequestCertificate"
ADD, TAKE_OUT = "elbv2:AddListenerCertificates", "elbv2:RemoveListenerCertificates"
RULE, NEW_RULE, NO_RULE = "elbv2:ModifyRule", "elbv2:CreateRule", "elbv2:DeleteRule"
REGISTER, DEREGISTER = "elbv2:RegisterTargets", "elbv2:DeregisterTargets"
CHECK, ATTRIBUTES = "elbv2:ModifyTargetGroup", "elbv2:ModifyTargetGroupAttributes"
LISTENER = "elbv2:ModifyListener"


@pytest.fixture(scope="session")
def shared_finished(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The shared case, in service; take a copy of it."""
    bench = Bench(tmp_path_factory.mktemp("shared"))
    ending = bench.run(SHARED)
    assert (ending.exit_code, ending.site_problems) == (0, {})
    return bench


@pytest.fixture
def shared(shared_finished: Bench, tmp_path: Path) -> Bench:
    """The shared case in service, this test's own."""
    return shared_finished.copy_to(tmp_path)


def all_shared(bench: Bench) -> dict[str, Any]:
    """Return all that a setup could have left, of either API."""
    elbv2 = bench.aws.elbv2
    return {
        **everything(bench),
        "application load balancers": elbv2.describe_load_balancers()["LoadBalancers"],
        "target groups": elbv2.describe_target_groups()["TargetGroups"],
    }


def parts(bench: Bench) -> dict[str, Any]:
    """Return what stands of the shared load balancer, in few words."""
    elbv2: Any = bench.aws.elbv2
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    found: dict[str, Any] = {"zones": len(balancer["AvailabilityZones"]), "state": balancer["State"]["Code"]}
    for one in elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
        rules = elbv2.describe_rules(ListenerArn=one["ListenerArn"])["Rules"]
        hosts = [rule["Conditions"][0]["HostHeaderConfig"]["Values"] for rule in rules if not rule["IsDefault"]]
        found[f"{one['Protocol']}:{one['Port']}"] = (one["DefaultActions"][0]["Type"], sorted(hosts))
    return found


def test_a_first_run_makes_one_load_balancer_for_both_sites(shared: Bench) -> None:
    assert parts(shared) == {
        "zones": 2,
        "state": "active",
        "HTTP:80": ("redirect", []),
        "HTTPS:443": ("fixed-response", [["main.io"], ["sub.main.io"]]),
    }
    targets = {name: record["AliasTarget"]["DNSName"] for name, record in a_records(shared).items()}
    assert len(set(targets.values())) == 1
    assert shared.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"] == []


def test_a_second_run_changes_nothing(shared: Bench) -> None:
    before = shared.writes()
    assert shared.run(SHARED).outcome is Outcome.UNCHANGED
    assert shared.writes() == before


def test_the_plan_of_a_first_run_is_what_the_run_does(bench: Bench) -> None:
    planned = [call for step in bench.plan(SHARED).plan.steps for call in step.calls]
    bench.run(SHARED)
    # Changes of a zone that are ready together are joined. The second site finds the listener that the first made.
    apart = (CHANGE, "elbv2:CreateListener")
    assert sorted(one for one in planned if one not in apart) == sorted(
        one for one in bench.writes() if one not in apart
    )


def test_every_effect_shows_late_and_a_run_still_ends_well(tmp_path: Path) -> None:
    late = Bench(tmp_path, eventual=True)
    assert late.run(SHARED).exit_code == 0
    assert late.run(SHARED).outcome is Outcome.UNCHANGED


@dataclass(frozen=True)
class Edit:
    key: str
    answers: str
    calls: list[str]
    """In order, where they follow from each other; sorted otherwise."""


EDITS = [
    Edit("waits", shared_edited("sites:", "waits: {dns: 9m}\nsites:"), []),
    Edit("verify", shared_with("verify: {status: 200, text: welcome}"), []),
    Edit("maintenance", shared_with("maintenance: {text: Back soon}"), []),
    Edit(
        "tags of a site, added",
        shared_with("tags: {stage: test}"),
        ["acm:AddTagsToCertificate", *["elbv2:AddTags"] * 2],
    ),
    Edit(
        "tags of the setup, removed",
        shared_edited("tags: {team: web}\n", ""),
        [*["acm:RemoveTagsFromCertificate"] * 2, "ec2:DeleteTags", *["elbv2:RemoveTags"] * 7],
    ),
    Edit("port", shared_edited("port: 6403", "port: 7000"), [AUTHORIZE, REGISTER, DEREGISTER, REVOKE]),
    Edit(
        "aliases, added",
        shared_with("aliases: [www.sub.main.io]"),
        [REQUEST, CHANGE, ADD, TAKE_OUT, RULE, CHANGE],
    ),
    Edit("redirect", shared_with("redirect: false"), [NEW_RULE]),
    Edit("health_check.path", shared_with("health_check: {path: /health}"), [CHECK]),
    Edit("health_check.matcher", shared_with("health_check: {matcher: '200'}"), [CHECK]),
    Edit("health_check.interval", shared_with("health_check: {interval: 10}"), [CHECK]),
    Edit("health_check.port", shared_with("health_check: {port: 9000}"), [AUTHORIZE, CHECK]),
    Edit("stickiness", shared_with("stickiness: 1h"), [ATTRIBUTES]),
    Edit("draining", shared_with("draining: 0"), [ATTRIBUTES]),
    Edit(
        "shared.idle_timeout",
        shared_edited("sites:", "shared: {idle_timeout: 300}\nsites:"),
        ["elbv2:ModifyLoadBalancerAttributes"],
    ),
    Edit(
        "listeners, added",
        shared_with("listeners: [http:80, https:443, https:8443]"),
        [AUTHORIZE, "elbv2:CreateListener", ADD, NEW_RULE],
    ),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.key)
def test_an_edit_changes_exactly_what_was_edited_and_once(shared: Bench, edit: Edit) -> None:
    before = len(shared.writes())

    ending = shared.run(edit.answers)

    made = shared.writes()[before:]
    assert ending.exit_code == 0
    if TAKE_OUT in made:  # the first site that had a certificate gave the default one
        made = [call for call in made if call != LISTENER]
    assert made == edit.calls or sorted(made) == sorted(edit.calls)
    assert shared.plan(edit.answers).nothing_to_do


def test_the_load_balancer_gets_another_group_once_that_is_let_in(shared: Bench) -> None:
    before = len(shared.writes())
    ending = shared.run(
        shared_edited("sites:", "shared: {security_group: {name: another}}\nsites:"), accept_leftovers=True
    )
    made = shared.writes()[before:]
    assert ending.exit_code == 0
    assert made.index("elbv2:SetSecurityGroups") > max(n for n, call in enumerate(made) if call == AUTHORIZE)
    assert made.index("elbv2:SetSecurityGroups") < made.index(REVOKE)


SITE_CALLS = {
    "CreateTargetGroup": "TooManyTargetGroups",
    "ModifyTargetGroupAttributes": "InvalidConfigurationRequest",
    "RequestCertificate": "InvalidDomainValidationOptionsException",
    "AddListenerCertificates": "TooManyCertificates",
    "CreateRule": "TooManyRules",
    "RegisterTargets": "TooManyTargets",
}
"""By operation that a run makes for one site, a refusal that no retry helps against."""


@pytest.mark.parametrize("operation", sorted(SITE_CALLS))
def test_one_sites_trouble_is_that_sites(bench: Bench, operation: str) -> None:
    bench.account.fail(operation, SITE_CALLS[operation])

    ending = bench.run(SHARED)

    assert ending.exit_code == ExitCode.PARTIAL
    assert len(ending.site_problems) == 1, ending.site_problems
    bench.account.mend()
    resumed = bench.run(SHARED)
    assert (resumed.exit_code, resumed.site_problems) == (0, {})
    assert bench.run(SHARED).outcome is Outcome.UNCHANGED


def test_the_account_is_what_it_was_before(bench: Bench) -> None:
    before = all_shared(bench)
    bench.run(SHARED)

    ending = bench.remove(SHARED)

    assert (ending.outcome, ending.site_problems) == (Outcome.COMPLETE, {})
    assert all_shared(bench) == before


def test_one_site_leaves_and_the_other_stays_as_it_is(shared: Bench) -> None:
    ending = shared.remove(SHARED, "main.io")

    assert (ending.outcome, ending.site_problems) == (Outcome.COMPLETE, {})
    assert parts(shared)["HTTPS:443"] == ("fixed-response", [["sub.main.io"]])
    assert "203.0.113" in str(a_records(shared)["main.io. A"]) or "ResourceRecords" in a_records(shared)["main.io. A"]
    rest = SHARED.replace("  - domain: main.io\n    port: 6402\n    dns: {replace: true}\n", "")
    assert shared.run(rest).outcome is Outcome.UNCHANGED


def test_what_the_journal_has_lost_is_found_by_its_tags(shared: Bench, tmp_path: Path) -> None:
    import shutil

    shutil.rmtree(tmp_path / "setups")
    assert shared.run(SHARED).outcome is Outcome.UNCHANGED
    assert REFERENCE != SHARED


def test_a_load_balancer_that_is_gone_leaves_nothing_behind(shared: Bench) -> None:
    """As after a run that was killed when AWS had deleted it, or by somebody's hand."""
    [balancer] = shared.aws.elbv2.describe_load_balancers()["LoadBalancers"]
    shared.aws.elbv2.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])

    ending = shared.remove(SHARED)

    assert (ending.outcome, ending.site_problems) == (Outcome.COMPLETE, {})
    assert "ResourceRecords" in a_records(shared)["main.io. A"]
    assert "sub.main.io. A" not in a_records(shared)
    assert shared.aws.acm.list_certificates()["CertificateSummaryList"] == []
    assert shared.aws.elbv2.describe_target_groups()["TargetGroups"] == []


def test_a_site_whose_target_group_is_gone_leaves_no_certificate(shared: Bench) -> None:
    """As after a removal that was killed between the two."""
    elbv2 = shared.aws.elbv2
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    for listener in elbv2.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]:
        for rule in elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]:
            if not rule["IsDefault"] and "sub.main.io" in str(rule["Conditions"]):
                elbv2.delete_rule(RuleArn=rule["RuleArn"])
    [group] = elbv2.describe_target_groups(Names=["to-sub"])["TargetGroups"]
    shared.clock.wait(60, Interrupt())
    elbv2.delete_target_group(TargetGroupArn=group["TargetGroupArn"])

    ending = shared.remove(SHARED)

    assert (ending.outcome, ending.site_problems) == (Outcome.COMPLETE, {})
    assert shared.aws.acm.list_certificates()["CertificateSummaryList"] == []


def test_the_plan_knows_where_replaced_records_are_kept(bench: Bench) -> None:
    assert [bench.plan(text).plan.topology for text in (SHARED, REFERENCE)] == ["shared", "classic"]


def test_what_a_call_has_just_made_is_not_asked_for_before_the_last_look(bench: Bench) -> None:
    bench.run(SHARED.partition("  - domain: sub.main.io")[0])
    names = [call.name.replace(".", ":") for call in bench.account.calls]
    made = names[names.index("elbv2:CreateLoadBalancer") : names.index(REGISTER)]
    asked = {"elbv2:DescribeListeners", "elbv2:DescribeRules", "elbv2:DescribeListenerCertificates"}
    assert asked.isdisjoint(made)
    assert asked <= {*names}


def test_more_sites_read_their_entrances_no_more_often_than_each_for_each(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = SharedEntrance.read

    def counted(entrance: SharedEntrance, facts: Any) -> Any:
        reads.append(entrance.domain)
        return read(entrance, facts)

    monkeypatch.setattr(SharedEntrance, "read", counted)

    def of(count: int) -> int:
        text = SHARED.partition("  - ")[0] + "".join(
            f"  - domain: s{n}.main.io\n    port: {6400 + n}\n" for n in range(count)
        )
        bench.run(text)
        reads.clear()
        assert bench.plan(text).nothing_to_do
        return len(reads)

    four = of(4)
    assert of(8) < 4.5 * four
