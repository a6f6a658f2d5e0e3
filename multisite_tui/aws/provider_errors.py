"""What a provider of credentials raises, as failures: botocore passes on the error of any file, process or server.

Nothing else runs in these blocks, so that an exception of any kind is the provider's, and no mistake of this program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from multisite_tui.aws.connection_errors import harmless, without_opaque
from multisite_tui.aws.errors import AwsFailure, no_credentials, of_reply, sign_in_again, unreachable
from multisite_tui.errors import Advice, AdviceKind, Failure, Problem

LOGIN = "aws login"
"""The command that signs in where the profile has a `login_session`."""
SIGNING_IN = "signing in"
"""What stands for the name of the call in the failure of a connection."""
SIGN_IN_ENDED = "The sign-in has run out, or was never made here: {message}."
MOST = 400
"""Characters of a provider's own words that are shown; the last ones say what happened."""

WAYS: Mapping[str, str] = {
    "custom-process": "the `credential_process` of the profile",
    "assume-role": "the role of the profile (`role_arn`)",
    "assume-role-with-web-identity": "the web identity (AWS_WEB_IDENTITY_TOKEN_FILE, or `web_identity_token_file`)",
    "container-role": "the credentials of the container (AWS_CONTAINER_CREDENTIALS_FULL_URI or _RELATIVE_URI)",
    "sso": "the single sign-on of the profile",
    "login": "the `aws login` session of the profile",
    "iam-role": "the role of this machine",
    "env": "the environment's keys",
    "shared-credentials-file": "the credentials file",
    "config-file": "the configuration file",
}
"""How botocore's providers (`METHOD`) are named to a person."""
_SERVICES = {"GetRoleCredentials": "sso", "CreateToken": "sso-oidc", "CreateOAuth2Token": "signin"}
"""By operation, the service that a provider calls; all others call STS."""
_PUT_RIGHT = "Put that right, or use another profile, then {again}."
_NEW_CODE = "Wait for the device's next code, since each is good for one use and 30 seconds, then {again}."
_CRT = "Install what it needs (pip install 'botocore[crt]'), then {again}."


@contextmanager
def provider_errors(method: str) -> Iterator[None]:
    """Turn whatever a provider raises in the block into an `AwsFailure`.

    Args:
        method: botocore's name of the provider (`METHOD`).

    Raises:
        AwsFailure: the provider gives no credentials.
    """
    try:
        yield
    except Failure:
        raise
    except Exception as error:
        raise provider_failure(method, error) from error


@contextmanager
def configuration_errors() -> Iterator[None]:
    """Turn what botocore raises about settings that it cannot use, while it makes clients, into an `AwsFailure`.

    Raises:
        AwsFailure: a setting has no form that botocore can use.
    """
    from botocore.exceptions import BotoCoreError

    try:
        yield
    except BotoCoreError:
        raise
    except (ValueError, LookupError, OSError) as error:
        what = f"The AWS configuration cannot be used: {_words(error)}."
        raise _failed(error, what, _PUT_RIGHT) from error


def provider_failure(method: str, error: Exception) -> AwsFailure:
    """Return the failure for what a provider raised."""
    from botocore import exceptions as boto

    match error:
        case boto.ClientError():
            return _refused(error)
        case boto.PartialCredentialsError() | boto.NoCredentialsError():
            return no_credentials(SIGNING_IN, error)
        case boto.LoginError():
            return sign_in_again(SIGNING_IN, type(error).__name__, str(error), SIGN_IN_ENDED, LOGIN)
        case boto.TokenRetrievalError() | boto.SSOError():
            return sign_in_again(SIGNING_IN, type(error).__name__, str(error), SIGN_IN_ENDED)
        case boto.HTTPClientError() | boto.ConnectionError():
            return unreachable(SIGNING_IN, error)
        case _:
            advice = _CRT if isinstance(error, boto.MissingDependencyException) else _PUT_RIGHT
            way = WAYS.get(method, method)
            return _failed(error, f"Signing in by {way} failed: {_words(error)}.", advice)


def _refused(error: Exception) -> AwsFailure:
    operation = str(getattr(error, "operation_name", ""))
    call = f"{_SERVICES.get(operation, 'sts')}:{operation}"
    failure = of_reply(call, getattr(error, "response", {}))
    if "MultiFactorAuthentication failed" in failure.message:
        problem = Problem(
            code="mfa_refused",
            what="AWS does not accept the MFA code.",
            why=f"It was mistyped, used before, or is too old. AWS says: {failure.message.rstrip('.')}.",
        ).advised(Advice.of(AdviceKind.RUN_AGAIN, _NEW_CODE))
        return AwsFailure(problem, code=failure.code, message=failure.message, call=call, access=True)
    if failure.access or failure.transient:
        return failure
    return AwsFailure(failure.problem, code="sign_in_failed", message=failure.message, call=call, access=True)


def _failed(error: Exception, what: str, advice: str) -> AwsFailure:
    from botocore.exceptions import BotoCoreError

    code = type(error).__name__ if isinstance(error, BotoCoreError) else "sign_in_failed"
    problem = Problem(code=code, what=what, key="profile").advised(Advice.of(AdviceKind.RUN_AGAIN, advice))
    return AwsFailure(problem, code="sign_in_failed", message=what, call=SIGNING_IN, access=True)


def _words(error: Exception) -> str:
    """Return the provider's own words, without keys, passwords and the dot at their end."""
    from botocore.exceptions import BotoCoreError, CredentialRetrievalError

    match error:
        case OSError() if error.filename:
            words = f"{error.filename}: {error.strerror}"
        case json.JSONDecodeError() | UnicodeDecodeError():
            words = "what it gave is not the JSON that AWS prescribes"
        case CredentialRetrievalError():
            words = (
                without_opaque(str(dict(error.kwargs).get("error_msg", ""))).strip()
                or "it ended with an error, without a word"
            )
        case BotoCoreError():
            words = str(error)
        case ValueError() | OSError() | RuntimeError():
            words = str(error)
        case _:
            words = f"what it gave has not the form that AWS prescribes ({type(error).__name__}: {error})"
    return harmless(" ".join(words.split()))[-MOST:].rstrip(".")
