"""Settings of profile and environment that sign in: read as boto3 reads them, and named where they cannot be used."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from multisite_tui.aws.connection_errors import harmless, malformed_key
from multisite_tui.errors import AccessError, Advice, AdviceKind, Problem
from multisite_tui.masking import SECRETS

_REGION_VARIABLES = ("AWS_DEFAULT_REGION", "AWS_REGION")
"""boto3 reads the first only, every other tool the second (AWS SDKs and Tools reference, `region`)."""
_URL = re.compile(r"https?://[^/]")
_IN_A_KEY = re.compile(r"[\x21-\x7e]+")
"""Characters that a header may hold in its middle; keys and tokens are of fewer."""
_KEYS = (
    ("access_key", "AWS_ACCESS_KEY_ID", "aws_access_key_id"),
    ("secret_key", "AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"),
    ("token", "AWS_SESSION_TOKEN", "aws_session_token"),
)
"""Of each part of the credentials: botocore's name, the variable, and the key in a profile."""


class Settings(Protocol):
    """What is asked of a botocore session."""

    def get_config_variable(self, logical_name: str) -> Any:
        """Return a setting by botocore's name of it."""

    def get_scoped_config(self) -> Mapping[str, Any]:
        """Return the settings of the profile in use."""


class FrozenKeys(Protocol):
    """What is asked of credentials."""

    @property
    def method(self) -> str | None:
        """Botocore's name of the provider."""

    def get_frozen_credentials(self) -> Any:
        """Return the keys."""


def region_of(settings: Settings, asked: str | None) -> str | None:
    """Return the region: as asked, else of the environment, else of the profile; None if none names one.

    Quotes around it are taken away: the files of the AWS CLI have none, and those of a shell do.
    """
    found = asked or next((os.environ[name] for name in _REGION_VARIABLES if os.environ.get(name)), None)
    region = found or settings.get_scoped_config().get("region")
    return str(region).strip().strip("\"'").strip() or None if region else None


def check_endpoints(settings: Settings) -> None:
    """Refuse an endpoint URL that is none.

    Raises:
        AccessError: it has no scheme or host; the problem names the variable, or the key of the profile.
    """
    if settings.get_config_variable("ignore_configured_endpoint_urls"):
        return
    for name, url in _endpoints(settings):
        SECRETS.hold_userinfo(url)
        if not _URL.match(url):
            raise AccessError(_endpoint_without_scheme(name, harmless(url)))


def check_ca_bundle(settings: Settings) -> None:
    """Refuse a file of CA certificates that cannot be used.

    Raises:
        AccessError: it is not there, or holds no certificates.
    """
    bundle = settings.get_config_variable("ca_bundle")
    if not bundle:
        return
    name = "AWS_CA_BUNDLE" if os.environ.get("AWS_CA_BUNDLE") else "`ca_bundle` of the profile"
    path = Path(bundle).expanduser()
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(**{"capath" if path.is_dir() else "cafile": str(path)})
    except (OSError, ValueError) as error:  # an `ssl.SSLError` is an `OSError`
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise AccessError(_bundle_unusable(name, str(path), reason.rstrip("."))) from error


def check_keys(keys: FrozenKeys) -> None:
    """Refuse a key with a character that no key has, which botocore would show in a header of the request.

    Raises:
        AccessError: a key or the token has one; the problem names the variable, or the key of the profile.
        AwsFailure: there are no keys after all.
    """
    frozen = keys.get_frozen_credentials()
    for part, variable, key in _KEYS:
        value = getattr(frozen, part)
        if value and not _IN_A_KEY.fullmatch(value):
            raise AccessError(malformed_key(variable if keys.method == "env" else f"`{key}` of the profile"))


def _endpoints(settings: Settings) -> Iterator[tuple[str, str]]:
    for name, value in sorted(os.environ.items()):
        if name.startswith("AWS_ENDPOINT_URL") and value:
            yield name, value
    profile = settings.get_scoped_config()
    if isinstance(url := profile.get("endpoint_url"), str):
        yield "`endpoint_url` of the profile", url


def _endpoint_without_scheme(name: str, url: str) -> Problem:
    return Problem(
        code="endpoint_malformed",
        what=f"{name} is {url}, which is no URL.",
        why="It begins with http:// or https://, and the host follows.",
        key="profile",
    ).advised(Advice.of(AdviceKind.RUN_AGAIN, "Write {url} for example, then {again}.", url=f"http://{url}"))


def _bundle_unusable(name: str, path: str, reason: str) -> Problem:
    return Problem(
        code="ca_bundle_unusable",
        what=f"{name} names {path}, which cannot be used: {reason}.",
        why="It is to hold the CA certificates that TLS connections are checked by, as PEM.",
        key="profile",
    ).advised(Advice.of(AdviceKind.RUN_AGAIN, "Name a file of CA certificates, or unset it, then {again}."))
