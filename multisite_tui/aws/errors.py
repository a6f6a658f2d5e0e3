"""Translates errors of AWS and botocore to failures for people: what happened, why, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from multisite_tui.errors import Advice, AdviceKind, ExitCode, Problem, ServiceFailure


class AwsFailure(ServiceFailure):
    """AWS refused a call, or could not be reached. `code` is AWS's error code, or botocore's name of the error."""

    def __init__(self, problem: Problem, *, code: str, message: str, call: str, access: bool = False) -> None:
        super().__init__(problem, code=code, message=message, call=call)
        self.exit_code = ExitCode.ACCESS if access else ExitCode.PARTIAL

    @property
    def signed_out(self) -> bool:
        """Whether every call with these credentials would fail."""
        return self.code in SIGNED_OUT

    @property
    def throttled(self) -> bool:
        """Whether AWS is throttling requests."""
        return self.code in THROTTLED

    @property
    def transient(self) -> bool:
        """Whether the same read is likely to succeed some seconds later."""
        return self.code in TRANSIENT


@dataclass(frozen=True)
class Explanation:
    """The explanation of one of AWS's error codes."""

    why: str
    advice: str
    """What to do; `{again}` stands for how to continue (`Advice.template`)."""


# The only service whose prefix in IAM differs from botocore's name.
IAM_PREFIX = {"elb": "elasticloadbalancing"}

DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedAccess"})
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
INVALID = frozenset({
    "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch", "OptInRequired",
    "InvalidAccessKeyId", "IncompleteSignature", "MissingAuthenticationToken",
})  # fmt: skip
SIGNED_OUT = EXPIRED | INVALID | {
    "NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "TokenRetrievalError", "SSOError",
    "SSOTokenLoadError", "UnauthorizedSSOTokenError", "PendingAuthorizationExpiredError",
}  # fmt: skip
"""AWS's codes, and botocore's error names, after which every call with these credentials or this login would fail."""
THROTTLED = frozenset({
    "Throttling", "ThrottlingException", "RequestLimitExceeded", "EC2ThrottledException", "DependencyThrottle",
    "PriorRequestNotComplete", "TooManyRequestsException",
})  # fmt: skip
BROKEN = frozenset({
    "InternalFailure", "InternalError", "ServiceUnavailable", "Unavailable", "500", "502", "503", "504",
})  # fmt: skip
"""Each service's codes of HTTP 5xx; botocore uses the number if the reply has no code."""
UNREACHED = frozenset({
    "EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError",
    "ProxyConnectionError",
})  # fmt: skip
"""botocore's names of failed connections."""
TRANSIENT = THROTTLED | BROKEN | UNREACHED
"""Errors of a read that are likely to be over some seconds later."""

EXPLANATIONS: dict[str, Explanation] = {
    "TooManyLoadBalancers": Explanation(
        "This region's quota of Classic Load Balancers is reached (20 unless AWS raised it).",
        "Delete one that is not used, or ask for more under Service Quotas (code L-E9E9831D), then {again}.",
    ),
    "DuplicateLoadBalancerName": Explanation(
        "A load balancer of this name exists with other settings.",
        "Choose another `load_balancer` name, or set `adopt: true` to take that one on.",
    ),
    "CertificateNotFound": Explanation(
        "The load balancer does not see the certificate yet, or it is not issued.",
        "Wait some minutes and {again}; AWS can take up to 15 minutes to pass a new certificate on.",
    ),
    "InvalidConfigurationRequest": Explanation(
        "The load balancer refuses this combination of subnets, groups or listeners.",
        "Correct `subnets`, `security_group` or `listeners` as AWS says, then {again}.",
    ),
    "RulesPerSecurityGroupLimitExceeded": Explanation(
        "The security group has as many rules as AWS allows (60 unless raised).",
        "Remove rules that are not used, or ask for more under Service Quotas (code L-0EA8095F), then {again}.",
    ),
    "LimitExceededException": Explanation(
        "A quota of this account is reached.",
        "Look at Service Quotas for the service named, then {again}.",
    ),
    "InvalidChangeBatch": Explanation(
        "Route 53 refused the change of the record as it stands.",
        "If somebody changed the record just now, {again}: it is read again first.",
    ),
    "InvalidInstance": Explanation(
        "The instance is not running, or is not in the load balancer's VPC.",
        "Start the instance, then {again}.",
    ),
    "InvalidGroup.Duplicate": Explanation(
        "A security group of this name exists in the VPC and was not made by this setup.",
        "Choose another `security_group.name`, or set `adopt: true` to take that one on.",
    ),
    "InvalidSubnet": Explanation(
        "The subnet cannot hold a load balancer: it needs a /27 or larger with 8 free addresses.",
        "Set `subnets` to another public subnet of the same zone.",
    ),
}

ZONE_REFUSED = Explanation(
    "Some zones take no Classic Load Balancers, and a load balancer sends only to instances in its own zones.",
    "Where other instances of the site are in another zone, set `instances` and `subnets` to those alone; else start "
    "the instance in another zone, from an image of this one, and name it in `instances`. Then {again}; or take what "
    "is there away again with `destroy`.",
)
"""No call lists these zones beforehand, and zone names differ between accounts, so only this refusal reveals them.
Seen as "Classic Load Balancers do not support Availability Zone 'us-east-1f'" (gruntwork live-example, issue 10)."""
UNKNOWN = Explanation("", "Search for the code above; when it is put right, {again}: what is done stays done.")


SIGN_IN = "aws sso login"
"""The command that signs in where no profile is named."""
ALLOW = "Let an administrator allow {action}, then {again}; what is done stays done."
SIGN_IN_AGAIN = "Sign in again (`{command}`, or renew the keys of the profile), then {again}."
SIGN_IN_FIRST = (
    "Run `aws configure` or `{command}`, or name a profile with --profile. To try the program without an account, add"
    " --demo."
)


@contextmanager
def translated(call: str) -> Iterator[None]:
    """Turn botocore's errors in the block into an `AwsFailure`. `call` is a name such as `elb:CreateLoadBalancer`.

    Raises:
        AwsFailure: for every error of botocore but an invalid parameter; other exceptions are bugs and are not caught.
    """
    from botocore import exceptions as boto
    from botocore.parsers import ResponseParserError

    try:
        yield
    except boto.ClientError as error:
        details = error.response.get("Error", {})
        raise refused(call, str(details.get("Code", "Unknown")), str(details.get("Message", ""))) from error
    except (boto.NoCredentialsError, boto.PartialCredentialsError, boto.CredentialRetrievalError) as error:
        raise _no_credentials(call, error) from error
    except (boto.TokenRetrievalError, boto.SSOError) as error:
        raise _sign_in_again(call, type(error).__name__, str(error)) from error
    except (boto.HTTPClientError, boto.ConnectionError) as error:
        raise _unreachable(call, error) from error
    except ResponseParserError as error:
        raise _failed(call, type(error).__name__, str(error), UNKNOWN) from error
    except boto.ParamValidationError:
        raise  # the parameters were invalid, so nothing was sent: a bug in this program
    except boto.BotoCoreError as error:  # all remaining errors concern the configuration or the login
        raise _bad_configuration(call, error) from error


def refused(call: str, code: str, message: str) -> AwsFailure:
    """Return the failure for an error reply of AWS."""
    if code in DENIED:
        return _denied(call, code, message)
    if code in EXPIRED or code in INVALID:
        return _sign_in_again(call, code, message)
    if code in THROTTLED:
        busy = Explanation("AWS takes only so many requests a second.", "Wait a minute, then {again}.")
        return _failed(call, code, message, busy)
    if code in BROKEN:
        trouble = Explanation("AWS has trouble of its own just now.", "Wait some minutes, then {again}.")
        return _failed(call, code, message, trouble)
    if "do not support Availability Zone" in message:
        return _failed(call, code, message, ZONE_REFUSED)
    return _failed(call, code, message, EXPLANATIONS.get(code, UNKNOWN))


def iam_action(call: str) -> str:
    """Return the IAM action of a call: `elb:CreateLoadBalancer` is `elasticloadbalancing:CreateLoadBalancer`."""
    service, _, operation = call.partition(":")
    return f"{IAM_PREFIX.get(service, service)}:{operation}"


def _failed(call: str, code: str, message: str, explanation: Explanation) -> AwsFailure:
    problem = Problem(
        code=code,
        what=f"AWS refused {call}: {message.rstrip('.')}.",
        why=explanation.why,
    ).advised(Advice.of(AdviceKind.RESUME, explanation.advice))
    return AwsFailure(problem, code=code, message=message, call=call)


def _denied(call: str, code: str, message: str) -> AwsFailure:
    action = iam_action(call)
    problem = Problem(
        code=code,
        what=f"AWS denied {action}.",
        why=f"The identity in use lacks this permission. AWS says: {message.rstrip('.')}.",
    ).advised(Advice.of(AdviceKind.RUN_AGAIN, ALLOW, action=action))
    return AwsFailure(problem, code=code, message=message, call=call, access=True)


def _sign_in_again(call: str, code: str, message: str) -> AwsFailure:
    problem = Problem(
        code=code,
        what="AWS does not accept the credentials in use.",
        why=f"They have expired or are not valid. AWS says: {message.rstrip('.')}.",
    ).advised(Advice.of(AdviceKind.SIGN_IN, SIGN_IN_AGAIN, command=SIGN_IN))
    return AwsFailure(problem, code=code, message=message, call=call, access=True)


def _no_credentials(call: str, error: Exception) -> AwsFailure:
    problem = Problem(
        code=type(error).__name__,
        what="No AWS credentials were found.",
        why="Neither the profile, the environment nor this machine's role gives any.",
    ).advised(Advice.of(AdviceKind.SIGN_IN, SIGN_IN_FIRST, command=SIGN_IN))
    return AwsFailure(problem, code=type(error).__name__, message=str(error), call=call, access=True)


def _bad_configuration(call: str, error: Exception) -> AwsFailure:
    problem = Problem(
        code=type(error).__name__,
        what=f"The AWS configuration cannot be used: {str(error).rstrip('.')}.",
        next="See `aws configure list-profiles` for the profiles there are, and sign in again where one has expired.",
        key="profile",
    )
    return AwsFailure(problem, code=type(error).__name__, message=str(error), call=call, access=True)


def _unreachable(call: str, error: Exception) -> AwsFailure:
    problem = Problem(
        code=type(error).__name__,
        what=f"AWS could not be reached for {call}: {error}",
        why="The connection failed several times in a row.",
    ).advised(Advice.of(AdviceKind.RESUME, "Look at the network, and at `region` for a typing error, then {again}."))
    return AwsFailure(problem, code=type(error).__name__, message=str(error), call=call)
