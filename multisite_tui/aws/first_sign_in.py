"""What a person without credentials is told: the ways to the first ones, and the profiles that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from multisite_tui.aws.signed_in import with_profile
from multisite_tui.errors import Advice, AdviceKind

FIRST = (
    "With an access key: `{configure}`. With single sign-on: `{configure_sso}` once, then `{sso_login}`. With your"
    " password for the console: `{login}`. Then {again}. To try the program without an account, add --demo."
)
FIRST_OF_PROFILES = (
    "There are the profiles {profiles}: name one with --profile. With an access key: `{configure}`. With single"
    " sign-on: `{configure_sso}` once, then `{sso_login}`. With your password for the console: `{login}`. Then {again}."
    " To try the program without an account, add --demo."
)
ANY_PROFILE = "NAME"
"""What stands for the profile that `aws configure sso` asks for."""
_SSO = ("sso_session", "sso_start_url")
"""Either key makes a profile one of single sign-on (AWS CLI guide, cli-configure-sso)."""


def first_sign_in(profile: str = "", profiles: Sequence[str] = (), sso: str = "") -> Advice:
    """Return the advice.

    Args:
        profile: The profile that was asked for; empty for the default one.
        profiles: Those that there are.
        sso: One of them that signs in with single sign-on; empty if none does.
    """
    named = "" if profile == "default" else profile
    fields = {
        "configure": with_profile("aws configure", named),
        "configure_sso": with_profile("aws configure sso", named),
        "sso_login": with_profile("aws sso login", named or sso or ANY_PROFILE),
        "login": with_profile("aws login", named),
    }
    if not profiles:
        return Advice.of(AdviceKind.FIRST_SIGN_IN, FIRST, **fields)
    return Advice.of(AdviceKind.FIRST_SIGN_IN, FIRST_OF_PROFILES, profiles=", ".join(profiles), **fields)


def sso_profile(profiles: Mapping[str, Any]) -> str:
    """Return the first profile of the configuration that has single sign-on; empty if none has."""
    return next((name for name, keys in profiles.items() if any(key in keys for key in _SSO)), "")
