"""AWS's errors as failures that say what happened, why, and what to do next."""

from __future__ import annotations

import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from multisite_tui.aws.error_codes import BROKEN
from multisite_tui.aws.errors import AwsFailure, refused, translated
from multisite_tui.aws.explanations import EXPLANATIONS
from multisite_tui.errors import ExitCode, Problem


def answered(code: str, message: str = "no.", call: str = "elb:CreateLoadBalancer") -> AwsFailure:
    with pytest.raises(AwsFailure) as caught, translated(call):
        raise boto.ClientError({"Error": {"Code": code, "Message": message}}, call.partition(":")[2])
    return caught.value


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"])
@pytest.mark.parametrize(
    ("call", "action"),
    [
        ("elb:CreateLoadBalancer", "elasticloadbalancing:CreateLoadBalancer"),
        ("ec2:CreateSecurityGroup", "ec2:CreateSecurityGroup"),
        ("acm:RequestCertificate", "acm:RequestCertificate"),
        ("route53:ListHostedZones", "route53:ListHostedZones"),
    ],
)
def test_a_denial_names_the_iam_action(code: str, call: str, action: str) -> None:
    failure = answered(code, call=call)
    assert (failure.exit_code, failure.access, failure.code) == (ExitCode.ACCESS, True, code)
    assert (action in failure.problem.what, action in failure.problem.next) == (True, True)


@pytest.mark.parametrize(
    "code",
    ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "AuthFailure",
     "UnrecognizedClientException", "SignatureDoesNotMatch"],
)  # fmt: skip
def test_credentials_that_aws_does_not_take_ask_to_sign_in_again(code: str) -> None:
    failure = answered(code)
    assert failure.exit_code is ExitCode.ACCESS
    assert "Sign in again" in failure.problem.next


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_each_known_code_is_explained(code: str) -> None:
    problem = answered(code, "AWS's own words.").problem
    assert (problem.code, problem.why) == (code, EXPLANATIONS[code].why)
    assert problem.next == EXPLANATIONS[code].advice.format(again="resume")
    assert "AWS's own words" in problem.what


def test_a_zone_that_takes_no_classic_load_balancer_is_named_with_the_ways_out() -> None:
    words = "Classic Load Balancers do not support Availability Zone 'us-east-1f'."
    problem = answered("InvalidConfigurationRequest", words).problem
    assert "'us-east-1f'" in problem.what
    assert all(word in problem.next for word in ("`subnets`", "another zone", "`instances`"))


@pytest.mark.parametrize("code", ["Throttling", "ThrottlingException", "RequestLimitExceeded"])
def test_too_many_requests_say_so(code: str) -> None:
    assert "so many requests" in answered(code).problem.why


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_trouble_of_aws_says_so(code: str) -> None:
    problem = answered(code).problem
    assert ("trouble of its own" in problem.why, "resume" in problem.next) == (True, True)


def test_an_unknown_code_is_kept_for_a_search_and_says_what_to_do() -> None:
    failure = answered("NeverHeardOf", "Odd")
    assert (failure.exit_code, failure.code, failure.message) == (ExitCode.PARTIAL, "NeverHeardOf", "Odd")
    assert failure.problem.what == "AWS refused elb:CreateLoadBalancer: Odd."
    assert failure.problem.next


def test_an_answer_without_a_code_is_unknown() -> None:
    with pytest.raises(AwsFailure) as caught, translated("elb:X"):
        raise boto.ClientError({}, "X")
    assert caught.value.code == "Unknown"


@pytest.mark.parametrize(
    "error",
    [
        boto.NoCredentialsError(),
        boto.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
        boto.CredentialRetrievalError(provider="role", error_msg="no"),
        boto.TokenRetrievalError(provider="sso", error_msg="no"),
        boto.UnauthorizedSSOTokenError(),
        boto.SSOTokenLoadError(error_msg="no"),
        boto.ProfileNotFound(profile="nobody"),
        boto.ConfigParseError(path="x"),
        boto.InvalidConfigError(error_msg="no source_profile"),
        boto.LoginRefreshRequired(),
        boto.InfiniteLoopConfigError(source_profile="a", visited_profiles=["a"]),
        boto.RefreshWithMFAUnsupportedError(),
        boto.ConfigNotFound(path="x"),
        boto.InvalidRegionError(region_name="no where"),
        boto.NoRegionError(),
        boto.InvalidRetryModeError(provided_retry_mode="x", valid_modes=["standard"]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_credentials_and_profiles_that_cannot_be_used_are_exit_3(error: Exception) -> None:
    with pytest.raises(AwsFailure) as caught, translated("sts:GetCallerIdentity"):
        raise error
    assert caught.value.exit_code is ExitCode.ACCESS
    assert caught.value.problem.next


@pytest.mark.parametrize(
    ("error", "key", "words"),
    [
        (boto.InvalidRegionError(region_name="no where"), "region", "Correct `region`"),
        (boto.InvalidRetryModeError(provided_retry_mode="x", valid_modes=["standard"]), "profile", "list-profiles"),
        (boto.InvalidSTSRegionalEndpointsConfigError(sts_regional_endpoints_config="x"), "profile", "list-profiles"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_configuration_that_cannot_be_used_is_put_right_where_the_fault_is(
    error: Exception, key: str, words: str
) -> None:
    with pytest.raises(AwsFailure) as caught, translated("sts:GetCallerIdentity"):
        raise error
    assert caught.value.problem.key == key
    assert words in caught.value.problem.next


@pytest.mark.parametrize(
    "error",
    [
        boto.EndpointConnectionError(endpoint_url="https://elb"),
        boto.ConnectTimeoutError(endpoint_url="https://elb"),
        boto.ReadTimeoutError(endpoint_url="https://elb"),
        boto.ConnectionClosedError(endpoint_url="https://elb"),
        boto.SSLError(endpoint_url="https://elb", error="bad"),
        boto.ProxyConnectionError(proxy_url="http://proxy"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_cannot_be_reached_is_resumable_and_named(error: Exception) -> None:
    with pytest.raises(AwsFailure) as caught, translated("elb:CreateLoadBalancer"):
        raise error
    failure = caught.value
    assert (failure.exit_code, failure.code) == (ExitCode.PARTIAL, type(error).__name__)
    assert "elb:CreateLoadBalancer" in failure.problem.what


def test_an_answer_that_is_not_aws_is_told_as_one() -> None:
    with pytest.raises(AwsFailure, match="elb:X"), translated("elb:X"):
        raise ResponseParserError("html")


def test_a_bug_of_ours_stays_one() -> None:
    with pytest.raises(boto.ParamValidationError), translated("elb:X"):
        raise boto.ParamValidationError(report="no such parameter")


def test_a_problem_can_be_told_of_a_site() -> None:
    problem = refused("elb:X", "Odd", "m").problem
    assert (problem.site, problem.of("main.io").site, isinstance(problem, Problem)) == (None, "main.io", True)


@pytest.mark.parametrize(
    ("code", "message", "exit_code", "words"),
    [
        ("PendingVerification", "Your account is currently being verified.", ExitCode.PARTIAL, "4 hours"),
        ("OptInRequired", "You are not subscribed to this service.", ExitCode.ACCESS, "portal.aws.amazon.com"),
        ("SubscriptionRequiredException", "needs a subscription.", ExitCode.ACCESS, "portal.aws.amazon.com"),
        ("Blocked", "This account is currently blocked.", ExitCode.ACCESS, "AWS Support"),
        ("RegionDisabledException", "STS is not activated.", ExitCode.ACCESS, "AWS Regions"),
        ("OperationNotPermitted", "This AWS account currently does not support creating load balancers.",
         ExitCode.PARTIAL, "cost nothing meanwhile"),
    ],
)  # fmt: skip
def test_an_account_that_aws_does_not_serve_yet_is_told_with_whom_to_ask(
    code: str, message: str, exit_code: ExitCode, words: str
) -> None:
    failure = answered(code, message)
    assert (failure.exit_code, failure.signed_out) == (exit_code, exit_code is ExitCode.ACCESS)
    assert words in failure.problem.next
    assert "Sign in again" not in failure.problem.next


def test_acms_yearly_quota_is_no_throttling() -> None:
    failure = answered("LimitExceededException", "Error: you have reached your limit of 20 certificates", "acm:Request")
    assert not failure.throttled
    assert not failure.transient
    assert "2,500" in failure.problem.why


def test_a_status_without_a_code_is_not_aws() -> None:
    assert "AWS_ENDPOINT_URL" in answered("404", "Not Found").problem.next


def test_a_header_of_the_request_is_never_shown() -> None:
    header = "Invalid header value b'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\\r/20260101, Signature=0123abc'"
    with pytest.raises(AwsFailure) as caught, translated("sts:GetCallerIdentity"):
        raise boto.HTTPClientError(error=ValueError(header))
    problem = caught.value.problem
    assert (problem.code, caught.value.exit_code, caught.value.signed_out) == ("key_malformed", ExitCode.ACCESS, True)
    for text in (problem.what, problem.why, problem.next, caught.value.message, str(caught.value)):
        assert "AWS4" not in text
        assert "AKIA" not in text


def test_a_proxy_that_wants_a_password_is_named_without_the_one_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ann:hidden-word@proxy.corp:3128")
    refusal = OSError("Tunnel connection failed: 407 Proxy Authentication Required")
    with pytest.raises(AwsFailure) as caught, translated("sts:GetCallerIdentity"):
        raise boto.ProxyConnectionError(proxy_url="http://ann:hidden-word@proxy.corp:3128", error=refusal)
    problem = caught.value.problem
    assert "HTTPS_PROXY" in problem.what
    assert "407 Proxy Authentication Required" in problem.why
    assert "http://USER:PASSWORD@HOST:PORT" in problem.next
    assert "hidden-word" not in problem.what + problem.why + problem.next


def test_a_connection_that_is_opened_on_the_way_names_the_ca_bundle() -> None:
    words = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)"
    with pytest.raises(AwsFailure) as caught, translated("sts:GetCallerIdentity"):
        raise boto.SSLError(endpoint_url="https://sts.us-east-1.amazonaws.com/", error=words)
    assert "sts.us-east-1.amazonaws.com" in caught.value.problem.what
    assert "AWS_CA_BUNDLE" in caught.value.problem.next


def test_a_date_that_is_none_in_a_reply_is_no_mistake_of_ours():
    from botocore.parsers import create_parser
    from botocore.session import get_session

    shape = get_session().get_service_model("elb").operation_model("DescribeLoadBalancers").output_shape
    body = b"<R><DescribeLoadBalancersResult><LoadBalancerDescriptions><member><CreatedTime>soon</CreatedTime></member>"
    whole = body + b"</LoadBalancerDescriptions></DescribeLoadBalancersResult></R>"
    with pytest.raises(AwsFailure) as failed, translated("elb:DescribeLoadBalancers"):
        create_parser("query").parse({"body": whole, "headers": {}, "status_code": 200}, shape)
    assert "was not answered as AWS does" in failed.value.problem.what
