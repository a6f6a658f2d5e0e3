"""For each mutating call of the reference case, each failure that AWS can answer it with.

What passes is passed over in the same run; what does not ends with the right exit code and a sentence that says what,
why and what next, and a resume then leads to the same account as a run that nothing disturbed. Besides, by count: the
credentials expire at any call; and by seed: any calls are throttled, or their connections break.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.aws.action_names import iam_action
from multisite_tui.aws.error_codes import EXPIRED as EXPIRED_CODES
from multisite_tui.demo.control.faults import LOST, Fault
from multisite_tui.demo.control.picture import picture
from multisite_tui.demo.wire.service_errors import DENIED, EXPIRED, SERVER_ERROR, THROTTLED, UNAVAILABLE
from multisite_tui.errors import ExitCode, Failure, Problem

from .reference import REFERENCE
from .rig import Bench

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
TRIES = 5
"""How often botocore sends one call (`aws.session`)."""


@dataclass(frozen=True)
class Harm:
    """What AWS answers to one kind of call."""

    name: str
    code: str
    times: int
    after: bool = False
    """Whether the call has its effect all the same."""
    ends: ExitCode = ExitCode.DONE
    """How the run ends that meets it."""

    def befall(self, bench: Bench, call: str) -> None:
        what = iam_action(call) if self.code == DENIED else call.replace(":", ".")
        bench.account.fail(what, self.code, times=self.times, after=self.after)


TRANSIENT = [
    Harm("throttled", THROTTLED, 2),
    Harm("throttled for longer than botocore tries", THROTTLED, TRIES + 2),
    Harm("broken down", SERVER_ERROR, 2),
    Harm("unavailable", UNAVAILABLE, 2),
    Harm("connection dropped", LOST, 1),
    Harm("reply lost", LOST, 1, after=True),
    Harm("every reply lost", LOST, TRIES, after=True),
]
STOPPING = [
    Harm("denied", DENIED, 99, ends=ExitCode.ACCESS),
    Harm("credentials expired", EXPIRED, 99, ends=ExitCode.ACCESS),
    Harm("broken down for good", SERVER_ERROR, 99, ends=ExitCode.PARTIAL),
    Harm("unavailable for good", UNAVAILABLE, 99, ends=ExitCode.PARTIAL),
    Harm("connection dropped for good", LOST, 99, ends=ExitCode.PARTIAL),
]


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
@pytest.mark.parametrize("harm", TRANSIENT, ids=lambda harm: harm.name)
@pytest.mark.parametrize("call", CALLS)
def test_what_passes_is_passed_over(bench: Bench, undisturbed: dict[str, Any], call: str, harm: Harm) -> None:
    harm.befall(bench, call)

    ending = bench.run(REFERENCE)

    assert ending.exit_code is harm.ends, ending.site_problems
    assert picture(bench.account) == undisturbed


@pytest.mark.sampled
@pytest.mark.parametrize("harm", STOPPING, ids=lambda harm: harm.name)
@pytest.mark.parametrize("call", CALLS)
def test_what_stops_a_run_is_told_and_resumed(bench: Bench, undisturbed: dict[str, Any], call: str, harm: Harm) -> None:
    harm.befall(bench, call)

    ending = bench.run(REFERENCE)

    assert ending.exit_code is harm.ends
    assert ending.site_problems
    for problem in ending.site_problems.values():
        assert is_told(problem)
    assert_it_resumes(bench, undisturbed)


def is_told(problem: Problem) -> bool:
    """Whether it says what happened, why, and what to do next."""
    return bool(problem.what and problem.why and problem.next)


def assert_it_resumes(bench: Bench, undisturbed: dict[str, Any]) -> None:
    """Take the trouble away, and find the same account as after an undisturbed run."""
    bench.account.mend()
    assert bench.run(REFERENCE).exit_code is ExitCode.DONE
    assert picture(bench.account) == undisturbed


def ended(bench: Bench) -> tuple[ExitCode, list[Problem]]:
    """Run, and return the exit code and what is told; the trouble may meet the first look."""
    try:
        ending = bench.run(REFERENCE)
    except Failure as failure:
        return failure.exit_code, list(failure.problems)
    return ending.exit_code, list(ending.site_problems.values())


@pytest.mark.sampled
@pytest.mark.parametrize("calls", range(0, 176, 8))
def test_credentials_may_expire_at_any_call(bench: Bench, undisturbed: dict[str, Any], calls: int) -> None:
    bench.account.expire_after(calls)

    code, problems = ended(bench)

    # How often a run looks differs a little from run to run: the last calls may not be reached.
    met = any(call.outcome in EXPIRED_CODES for call in bench.account.calls)
    assert code is (ExitCode.ACCESS if met else ExitCode.DONE)
    assert bool(problems) is met
    assert all(map(is_told, problems))
    assert_it_resumes(bench, undisturbed)


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("code", "after"), [(THROTTLED, False), (UNAVAILABLE, False), (LOST, False), (LOST, True)])
def test_any_calls_may_fail(bench: Bench, undisturbed: dict[str, Any], code: str, after: bool, seed: int) -> None:
    bench.account._order(Fault("*", code, times=None, after=after, share=0.3, seed=seed))

    ends, problems = ended(bench)

    # So many failures in a row that the run gives up are rare, and no error of its own.
    assert ends in (ExitCode.DONE, ExitCode.PARTIAL)
    assert all(map(is_told, problems))
    assert_it_resumes(bench, undisturbed)


def test_a_denial_on_one_site_leaves_the_other_going(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.account.fail("elb.CreateLoadBalancer", "Denied", times=1)

    ending = bench.run(REFERENCE)

    assert ending.exit_code is ExitCode.ACCESS
    assert len(ending.site_problems) == 1
    assert len(bench.aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]) == 1
