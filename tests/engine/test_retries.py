"""What AWS refuses for now is tried again, for as long as its row says; nothing else is."""

from __future__ import annotations

import pytest

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.errors import THROTTLED, AwsFailure
from multisite_tui.engine.retries import RETRIES, Retry, retry_for
from multisite_tui.errors import ExitCode, Interrupted
from multisite_tui.model.events import StepRetrying

from .fakes import Stage, refusal


def named(retry: Retry) -> str:
    return f"{retry.code}-{retry.words.replace(' ', '_')}"


def call_of(retry: Retry) -> Call:
    service, _, operation = (retry.calls[0] if retry.calls else "ec2:Anything").partition(":")
    return AwsCall(service, operation, {}, "thing", "why")


@pytest.mark.parametrize("retry", RETRIES, ids=named)
def test_each_row_is_tried_for_so_long_and_no_longer(stage: Stage, retry: Retry) -> None:
    stage.cloud.answers["thing"] = [refusal(retry.code, retry.words)] * 999
    with pytest.raises(AwsFailure) as caught:
        stage.calls.call(stage.step("one"), call_of(retry))
    assert caught.value.code == retry.code
    assert stage.clock.waited == [retry.seconds] * int(retry.limit / retry.seconds)


@pytest.mark.parametrize("retry", RETRIES, ids=named)
def test_slow_calls_do_not_use_up_the_tries_of_a_row(stage: Stage, retry: Retry) -> None:
    def slow(call: Call) -> dict[str, object]:
        stage.clock.wait(retry.limit * 2, stage.interrupt)  # the pace is the account's
        return make(call)

    make, stage.context.make = stage.context.make, slow
    stage.cloud.answers["thing"] = [refusal(retry.code, retry.words)]
    assert stage.calls.call(stage.step("one"), call_of(retry)) == {"Made": "thing"}


def test_each_reason_has_its_own_time(stage: Stage) -> None:
    often = [refusal("DependencyViolation")] * 30 + [refusal("Throttling")] * 80
    stage.cloud.answers["thing"] = [*often]
    call = AwsCall("ec2", "DeleteSecurityGroup", {}, "thing", "why")
    assert stage.calls.call(stage.step("one"), call) == {"Made": "thing"}
    assert len(stage.cloud.made) == len(often) + 1


@pytest.mark.parametrize("retry", RETRIES, ids=named)
def test_each_row_goes_on_once_aws_accepts(stage: Stage, retry: Retry) -> None:
    stage.cloud.answers["thing"] = [refusal(retry.code, retry.words)]
    assert stage.calls.call(stage.step("one"), call_of(retry)) == {"Made": "thing"}
    assert stage.emitted(StepRetrying) == [StepRetrying("a/one", "a", retry.code, 1, retry.seconds, retry.why)]


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        ("elb:CreateLoadBalancer", "TooManyLoadBalancers", ""),
        ("acm:RequestCertificate", "LimitExceededException", ""),
        ("elb:CreateLoadBalancer", "AccessDenied", ""),
        ("elb:CreateLoadBalancer", "ExpiredToken", ""),
        ("route53:ChangeResourceRecordSets", "InvalidChangeBatch", "but it already exists"),
        ("elb:ConfigureHealthCheck", "CertificateNotFound", ""),
        ("ec2:AuthorizeSecurityGroupIngress", "InvalidSecurityGroup", ""),
    ],
)
def test_other_errors_are_not_tried_again(call: str, code: str, message: str) -> None:
    assert retry_for(call, code, message) is None


@pytest.mark.parametrize(
    "code",
    [
        "CertificateNotFound", "InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound", "InvalidSecurityGroup",
        "LoadBalancerNotFound",
        "PriorRequestNotComplete", "DependencyThrottle", "Throttling", "ThrottlingException", "RequestLimitExceeded",
    ],
)  # fmt: skip
def test_what_passes_by_itself_has_a_row(code: str) -> None:
    assert retry_for("elb:CreateLoadBalancer", code, "") is not None


@pytest.mark.parametrize("code", sorted(THROTTLED))
def test_each_code_of_throttling_has_a_row_for_every_call(code: str) -> None:
    assert retry_for("ec2:Anything", code, "Rate exceeded") is not None


def test_an_alias_that_route_53_does_not_know_yet_has_a_row() -> None:
    message = "Tried to create an alias that targets x, type A in zone Z, but that target was not found"
    found = retry_for("route53:ChangeResourceRecordSets", "InvalidChangeBatch", message)
    assert found is not None
    assert found.limit >= 300


def test_an_alias_with_a_wrong_zone_is_not_tried_again() -> None:
    message = "but that target was not found, but the alias target name does not lie within the target zone"
    assert retry_for("route53:ChangeResourceRecordSets", "InvalidChangeBatch", message) is None


def test_an_interrupt_ends_the_tries(stage: Stage) -> None:
    stage.cloud.answers["a/one"] = [refusal("Throttling")] * 9
    stage.clock.when_waiting = stage.interrupt.ask
    result = stage.run(stage.step("one"))
    assert stage.cloud.made == ["a/one"]
    assert isinstance(result.failures["a/one"], Interrupted)
    assert result.exit_code is ExitCode.INTERRUPTED


def test_each_try_is_recorded_by_itself(stage: Stage) -> None:
    stage.cloud.answers["thing"] = [refusal("Throttling")]
    stage.calls.call(stage.step("one"), AwsCall("elb", "Make", {}, "thing", "why"))
    assert stage.log == [
        "intent thing", "call thing", "refused Throttling",
        "intent thing", "call thing", "result 2",
    ]  # fmt: skip
