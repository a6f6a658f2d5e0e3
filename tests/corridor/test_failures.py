"""For each mutating call of the reference case, each failure that AWS can answer it with.

What passes is passed over in the same run; what does not ends with the right exit code and a sentence that says what,
why and what next, and a resume then leads to the same account as a run that nothing disturbed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.aws.errors import iam_action
from multisite_tui.demo.picture import picture
from multisite_tui.errors import ExitCode

from .bench import Bench
from .reference import REFERENCE

CALLS = (
    "ec2:CreateSecurityGroup",
    "ec2:AuthorizeSecurityGroupIngress",
    "acm:RequestCertificate",
    "route53:ChangeResourceRecordSets",
    "elb:CreateLoadBalancer",
    "elb:ModifyLoadBalancerAttributes",
    "elb:CreateLoadBalancerListeners",
    "elb:CreateLoadBalancerPolicy",
    "elb:SetLoadBalancerPoliciesOfListener",
    "elb:ConfigureHealthCheck",
    "elb:RegisterInstancesWithLoadBalancer",
    "elb:AddTags",
)
"""Every kind of write that the reference case makes; `test_the_list_is_whole` holds it against a run."""

Harm = Callable[[Bench, str], None]


def throttled(bench: Bench, call: str) -> None:
    bench.account.throttle(call.replace(":", "."), times=2)


def broken_down(bench: Bench, call: str) -> None:
    bench.account.break_down(call.replace(":", "."), times=2)


def dropped(bench: Bench, call: str) -> None:
    bench.account.drop(call.replace(":", "."), times=1)


def reply_lost(bench: Bench, call: str) -> None:
    bench.account.drop(call.replace(":", "."), times=1, after=True)


def every_reply_lost(bench: Bench, call: str) -> None:
    """As many as botocore tries: the call has its effect, and nobody ever hears of it."""
    bench.account.drop(call.replace(":", "."), times=5, after=True)


def denied(bench: Bench, call: str) -> None:
    bench.account.deny(iam_action(call))


def expired(bench: Bench, call: str) -> None:
    bench.account.fail(call.replace(":", "."), "Expired", times=99)


PASSING: list[Harm] = [throttled, broken_down, dropped, reply_lost, every_reply_lost]
STOPPING: list[Harm] = [denied, expired]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The account after a run that nothing disturbed."""
    bench = Bench(tmp_path_factory.mktemp("undisturbed"))
    bench.run(REFERENCE)
    return picture(bench.account)


def test_the_list_is_whole(bench: Bench) -> None:
    bench.run(REFERENCE)

    assert set(bench.writes()) == set(CALLS)


@pytest.mark.sampled
@pytest.mark.parametrize("harm", PASSING, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("call", CALLS)
def test_what_passes_is_passed_over(bench: Bench, undisturbed: dict[str, Any], call: str, harm: Harm) -> None:
    harm(bench, call)

    ending = bench.run(REFERENCE)

    assert ending.exit_code is ExitCode.DONE, ending.site_problems
    assert picture(bench.account) == undisturbed


@pytest.mark.sampled
@pytest.mark.parametrize("harm", STOPPING, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("call", CALLS)
def test_what_stops_a_run_is_told_and_resumed(bench: Bench, undisturbed: dict[str, Any], call: str, harm: Harm) -> None:
    harm(bench, call)

    ending = bench.run(REFERENCE)

    assert ending.exit_code is ExitCode.ACCESS
    assert ending.site_problems
    for problem in ending.site_problems.values():
        assert problem.what
        assert problem.why
        assert problem.next
    bench.account.mend()
    assert bench.run(REFERENCE).exit_code is ExitCode.DONE
    assert picture(bench.account) == undisturbed


def test_a_denial_on_one_site_leaves_the_other_going(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.account.fail("elb.CreateLoadBalancer", "Denied", times=1)

    ending = bench.run(REFERENCE)

    assert ending.exit_code is ExitCode.ACCESS
    assert len(ending.site_problems) == 1
    assert len(bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]) == 1
