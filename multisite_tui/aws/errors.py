"""Translates errors of AWS and botocore to failures for people: what happened, why, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from traceback import walk_tb

from multisite_tui.aws.action_names import iam_action
from multisite_tui.aws.clock_skew import skew_of
from multisite_tui.aws.connection_errors import connection_problem, harmless, is_malformed_key
from multisite_tui.aws.denial_words import denied_problem
from multisite_tui.aws.denials import names_denied_action
from multisite_tui.aws.error_codes import BROKEN, DENIED, EXPIRED, INVALID, SIGNED_OUT, THROTTLED, TRANSIENT
from multisite_tui.aws.explanations import EXPLANATIONS, NO_LOAD_BALANCERS, NOT_AWS, UNKNOWN, ZONE_REFUSED, Explanation
from multisite_tui.aws.first_sign_in import first_sign_in
from multisite_tui.aws.signed_in import SIGNED_IN, with_profile
from multisite_tui.errors import Advice, AdviceKind, ExitCode, Problem, ServiceFailure


class AwsFailure(ServiceFailure):
    """AWS refused a call, or could not be reached. `code` is AWS's error code, or botocore's name of the error."""

    def __init__(self, problem: Problem, *, code: str, message: str, call: str, access: bool = False) -> None:
        super().__init__(problem, code=code, message=message, call=call)
        self.exit_code = ExitCode.ACCESS if access else ExitCode.PARTIAL

    @property
    def signed_out(self) -> bool:
        """Whether every call with these credentials would fail."""
        return self.code in SIGNED_OUT or self.problem.code in SIGNED_OUT

    @property
    def throttled(self) -> bool:
        """Whether AWS is throttling requests."""
        return self.code in THROTTLED

    @property
    def transient(self) -> bool:
        """Whether the same read is likely to succeed some seconds later."""
        return self.code in TRANSIENT


SIGN_IN = "aws sso login"
"""The command that signs in where no profile is named."""
SIGN_IN_AGAIN = "Sign in again (`{command}`, or renew the keys of the profile), then {again}."
NOT_ACCEPTED = "They have expired or are not valid. AWS says: {message}."
SIGN_IN_PRACTICE = (
    "Nobody signs in to the practice account: it was told to refuse all credentials. Take that back, then {again}."
)
CLOCK_BEHIND = "This machine's clock is {minutes} min behind AWS's."
CLOCK_AHEAD = "This machine's clock is {minutes} min ahead of AWS's."
CLOCK_WRONG = "This machine's clock differs from AWS's."
CORRECT_PROFILE = (
    "`aws configure list-profiles` shows the profiles that there are; sign in again where one has expired."
)
CORRECT_REGION = (
    "Correct `region` in the answers or in the profile, or AWS_DEFAULT_REGION; one looks like ap-northeast-2."
)
SET_CLOCK = "Set the clock (Linux: `sudo timedatectl set-ntp true`; WSL: `sudo hwclock -s`), then {again}."


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
        raise of_reply(call, error.response) from error
    except (boto.NoCredentialsError, boto.PartialCredentialsError) as error:
        raise no_credentials(call, error) from error
    except (boto.HTTPClientError, boto.ConnectionError) as error:
        raise unreachable(call, error) from error
    except ResponseParserError as error:
        raise not_aws(call, type(error).__name__, "the reply has not the form of a reply of AWS") from error
    except boto.ParamValidationError:
        raise  # the parameters were invalid, so nothing was sent: a bug in this program
    except boto.BotoCoreError as error:  # all remaining errors concern the configuration
        raise _bad_configuration(call, error) from error
    except Exception as error:
        if not _while_parsing(error):
            raise
        raise not_aws(call, "ResponseParserError", "the reply has not the form of a reply of AWS") from error


def _while_parsing(error: Exception) -> bool:
    """Whether botocore met it in a reply: it reads XML of another form, and dates that are none, without care."""
    return any(frame.f_globals.get("__name__") == "botocore.parsers" for frame, _ in walk_tb(error.__traceback__))


def of_reply(call: str, response: Mapping[str, object]) -> AwsFailure:
    """Return the failure for an error reply, as botocore's `ClientError` has it."""
    details, metadata = response.get("Error"), response.get("ResponseMetadata")
    error = details if isinstance(details, Mapping) else {}
    headers = metadata.get("HTTPHeaders") if isinstance(metadata, Mapping) else None
    return refused(
        call,
        str(error.get("Code", "Unknown")),
        str(error.get("Message", "")),
        headers if isinstance(headers, Mapping) else {},
    )


def refused(call: str, code: str, message: str, headers: Mapping[str, str] | None = None) -> AwsFailure:
    """Return the failure for an error reply of AWS.

    Args:
        call: Its name, such as `elb:CreateLoadBalancer`.
        code: AWS's error code.
        message: AWS's message.
        headers: The reply's headers, by their names in lower case.
    """
    skew = skew_of(code, message, headers or {}, datetime.now(UTC))
    if skew is not None:
        return _clock_wrong(call, code, message, skew)
    if code in DENIED or names_denied_action(message):
        problem = denied_problem(code, message, iam_action(call))
        return AwsFailure(problem, code=code, message=message, call=call, access=True)
    if code in EXPIRED or code == "RequestExpired" or (code in INVALID and code not in EXPLANATIONS):
        return sign_in_again(call, code, message)
    return _failed(call, code, message, _explanation(code, message))


def _explanation(code: str, message: str) -> Explanation:
    if code in THROTTLED:
        return Explanation("AWS takes only so many requests a second.", "Wait a minute, then {again}.")
    if code in BROKEN:
        return Explanation("AWS has trouble of its own just now.", "Wait some minutes, then {again}.")
    if "do not support Availability Zone" in message:
        return ZONE_REFUSED
    if "does not support creating load balancers" in message:
        return NO_LOAD_BALANCERS
    if code.isdecimal():  # botocore puts the HTTP status in the place of a code that the reply does not have
        return NOT_AWS
    return EXPLANATIONS.get(code, UNKNOWN)


def sign_in_again(call: str, code: str, message: str, why: str = NOT_ACCEPTED, command: str = SIGN_IN) -> AwsFailure:
    """Return the failure of credentials that AWS, or the service that issues them, does not accept.

    Args:
        call: Its name.
        code: AWS's error code, or botocore's name of the error.
        message: AWS's or botocore's own words.
        why: The sentence around them.
        command: What signs in.
    """
    problem = Problem(
        code=code,
        what="AWS does not accept the credentials in use.",
        why=why.format(message=message.rstrip(".")),
    ).advised(_again(command))
    return AwsFailure(problem, code=code, message=message, call=call, access=True)


def _again(command: str) -> Advice:
    if SIGNED_IN.practice:
        return Advice.of(AdviceKind.RUN_AGAIN, SIGN_IN_PRACTICE)
    return Advice.of(AdviceKind.SIGN_IN, SIGN_IN_AGAIN, command=with_profile(command, SIGNED_IN.profile))


def no_credentials(call: str, error: Exception) -> AwsFailure:
    """Return the failure of a search for credentials that found none, or a part of them."""
    problem = Problem(
        code=type(error).__name__,
        what="No AWS credentials were found.",
        why=f"Neither the profile, the environment nor this machine's role gives any: {str(error).rstrip('.')}.",
    ).advised(first_sign_in(SIGNED_IN.profile))
    return AwsFailure(problem, code=type(error).__name__, message=str(error), call=call, access=True)


def unreachable(call: str, error: Exception) -> AwsFailure:
    """Return the failure of a connection."""
    problem = connection_problem(call, error)
    access = is_malformed_key(error)
    return AwsFailure(problem, code=type(error).__name__, message=problem.what, call=call, access=access)


def not_aws(call: str, code: str, seen: str) -> AwsFailure:
    """Return the failure of a reply that AWS would not give.

    Args:
        call: Its name.
        code: A word to search for.
        seen: What is wrong with the reply, as half a sentence.
    """
    return _failed(call, code, seen, NOT_AWS, "{call} was not answered as AWS does: {message}.")


def _failed(
    call: str, code: str, message: str, explanation: Explanation, what: str = "AWS refused {call}: {message}."
) -> AwsFailure:
    problem = Problem(
        code=code,
        what=what.format(call=call, message=message.rstrip(".")),
        why=explanation.why,
    ).advised(Advice.of(AdviceKind.RESUME, explanation.advice))
    return AwsFailure(problem, code=code, message=message, call=call, access=explanation.access)


def _clock_wrong(call: str, code: str, message: str, ahead: timedelta) -> AwsFailure:
    minutes = round(abs(ahead).total_seconds() / 60)
    template = CLOCK_WRONG if not minutes else CLOCK_AHEAD if ahead > timedelta(0) else CLOCK_BEHIND
    problem = Problem(
        code=code,
        what=template.format(minutes=minutes),
        why=f"A request is signed with its time, and AWS takes it for minutes only. AWS says: {message.rstrip('.')}.",
    ).advised(Advice.of(AdviceKind.RUN_AGAIN, SET_CLOCK))
    return AwsFailure(problem, code=code, message=message, call=call, access=True)


def _bad_configuration(call: str, error: Exception) -> AwsFailure:
    import botocore.exceptions as boto

    of_region = isinstance(error, (boto.InvalidRegionError, boto.NoRegionError))
    problem = Problem(
        code=type(error).__name__,
        what=f"The AWS configuration cannot be used: {harmless(str(error)).rstrip('.')}.",
        next=CORRECT_REGION if of_region else CORRECT_PROFILE,
        key="region" if of_region else "profile",
    )
    return AwsFailure(problem, code=type(error).__name__, message=str(error), call=call, access=True)
