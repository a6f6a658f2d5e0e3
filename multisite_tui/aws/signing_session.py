"""A botocore session that asks for MFA codes in our way, and whose credentials raise failures that a person may read.

Credentials are found when the first client is made, and renewed in the middle of a run, inside any call.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar, cast

from botocore.credentials import (
    AssumeRoleProvider,
    CredentialResolver,
    Credentials,
    ProcessProvider,
    ProfileProviderBuilder,
    ReadOnlyCredentials,
    create_credential_resolver,
)
from botocore.exceptions import RefreshWithMFAUnsupportedError
from botocore.session import Session
from botocore.utils import JSONFileCache

from multisite_tui.aws.awscrt_import import provide_awscrt
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.mfa import CodePrompt, device_in
from multisite_tui.aws.provider_errors import SIGNING_IN, provider_errors
from multisite_tui.errors import AccessError
from multisite_tui.masking import LEAST_KEY, SECRETS

CLI_CACHE = "~/.aws/cli/cache"
"""Where the AWS CLI keeps the sessions of roles, so that it asks for a code once an hour."""
detached = partial(subprocess.Popen, stdin=subprocess.DEVNULL, start_new_session=True)
"""Starts a program without a terminal: it cannot ask where the wizard draws."""
attached = partial(subprocess.Popen)
"""Starts a program that may ask on the terminal."""


class SigningSession(Session):
    """A session of one profile."""

    def __init__(self, profile: str | None, prompt: CodePrompt) -> None:
        super().__init__(profile=profile)
        self._prompt = prompt
        self._guarded: GuardedCredentials | None = None

    def get_credentials(self) -> Credentials | None:
        """Return the credentials as boto3 finds them; None if there are none.

        Raises:
            AwsFailure: a provider was to give them, and does not; or an MFA code is needed, and nobody gives one.
        """
        if self._guarded is None:
            found = self.look_up()
            self._guarded = None if found is None else GuardedCredentials(found, self.look_up)
        return self._guarded

    def look_up(self) -> Credentials | None:
        """Ask the providers anew, one after the other.

        Raises:
            AwsFailure: as in `get_credentials`.
        """
        if any("login_session" in profile for profile in self.full_config.get("profiles", {}).values()):
            provide_awscrt()
        for provider in self._resolver().providers:
            with provider_errors(str(provider.METHOD)):
                found: Credentials | None = provider.load()
            if found is not None:
                return found
        return None

    def _resolver(self) -> CredentialResolver:
        # Anew each time: botocore's provider takes a second look at its profiles for a circle.
        region = self.get_config_variable("region")
        resolver = create_credential_resolver(self, cache=cast("dict[str, Any]", RoleCache()), region_name=region)
        for provider in resolver.providers:
            inside: Any = provider  # botocore takes these as arguments of classes that it makes itself
            if isinstance(provider, AssumeRoleProvider):
                inside._prompter = self._ask  # noqa: SLF001
                builder = _ProfileProviders(self, self._start, cache=inside.cache, region_name=region)
                inside._profile_provider_builder = builder  # noqa: SLF001
            if isinstance(provider, ProcessProvider):
                inside._popen = self._start  # noqa: SLF001
        return resolver

    def _start(self, words: list[str], **how: Any) -> Any:
        """Start a program that signs in."""
        if not self._prompt.shares_terminal:
            return detached(words, **how)
        self._prompt.leave_terminal()
        return attached(words, **how)

    def _ask(self, prompt: str) -> str:
        try:
            return self._prompt.ask(device_in(prompt))
        except AccessError as failure:
            what = failure.problem.what
            given_up = AwsFailure(failure.problem, code="mfa_needed", message=what, call=SIGNING_IN, access=True)
            if self._guarded is not None:
                self._guarded.given_up = given_up
            raise given_up from failure


class GuardedCredentials(Credentials):
    """Credentials that are found or renewed with failures that a person may read. Safe to share between threads."""

    def __init__(self, found: Credentials, look_up: Callable[[], Credentials | None]) -> None:
        self._found = found
        self._look_up = look_up
        self._lock = RLock()
        self.method = found.method
        self.given_up: AwsFailure | None = None
        """Why a person gave no code; nobody is asked again with these credentials."""

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return the credentials as they are now, renewed if they run out soon.

        Raises:
            AwsFailure: they cannot be found or renewed; or an MFA code is needed, and nobody gives one.
        """
        frozen = self._freeze()
        SECRETS.hold(frozen.access_key, frozen.secret_key, frozen.token, least=LEAST_KEY)
        return frozen

    def _freeze(self) -> ReadOnlyCredentials:
        found = self._found
        with provider_errors(self.method or ""):
            try:
                return found.get_frozen_credentials()
            except RefreshWithMFAUnsupportedError:
                # botocore asks once only, and a session with MFA ends after an hour unless the profile says otherwise.
                return self._anew(found).get_frozen_credentials()

    def _anew(self, worn_out: Credentials) -> Credentials:
        with self._lock:
            if self.given_up is not None:
                raise self.given_up
            if self._found is worn_out:
                self._found = self._look_up() or worn_out
            return self._found

    # botocore's own classes and ours read these where they do not sign.

    @property
    def access_key(self) -> str | None:  # type: ignore[override]
        """The access key id."""
        return self.get_frozen_credentials().access_key

    @property
    def secret_key(self) -> str | None:  # type: ignore[override]
        """The secret key."""
        return self.get_frozen_credentials().secret_key

    @property
    def token(self) -> str | None:  # type: ignore[override]
        """The session token; None for keys of a user."""
        return self.get_frozen_credentials().token

    @property
    def account_id(self) -> str | None:
        """The account's number; None if the provider does not say."""
        return self.get_frozen_credentials().account_id


class RoleCache:
    """Sessions of roles: those that the AWS CLI keeps on disk are read, and our own stay in memory.

    A person who signs in anew, as each `Look again` of the wizard does, is asked for no code while a session lasts.
    """

    _own: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        self._kept = JSONFileCache(str(Path(CLI_CACHE).expanduser()))

    def __contains__(self, key: str) -> bool:
        """Whether there is a session; a file that cannot be read is none."""
        try:
            self[key]
        except (KeyError, OSError):
            return False
        return True

    def __getitem__(self, key: str) -> Any:
        """Return a session; `KeyError` if there is none."""
        return self._own[key] if key in self._own else self._kept[key]

    def __setitem__(self, key: str, session: Any) -> None:
        """Keep a session in memory."""
        self._own[key] = session

    @classmethod
    def forget(cls) -> None:
        """Forget our own, since AWS does not accept one of them."""
        cls._own.clear()


class _ProfileProviders(ProfileProviderBuilder):
    """Makes the providers of a source profile, whose `credential_process` is started in our way."""

    def __init__(self, session: Session, start: Callable[..., Any], **settings: Any) -> None:
        super().__init__(session, **settings)
        self._configured = session
        self._start = start

    def _create_process_provider(self, profile_name: str) -> ProcessProvider:
        return ProcessProvider(profile_name, lambda: self._configured.full_config, popen=self._start)
