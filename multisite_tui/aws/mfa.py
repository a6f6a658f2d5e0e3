"""MFA codes: who is asked for the code of a device, and what a person reads where nobody can be asked.

botocore would ask by itself, on the terminal, whatever is drawn there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from multisite_tui.aws.signed_in import SIGNED_IN, with_profile
from multisite_tui.errors import AccessError, Advice, AdviceKind, Problem

CODE = re.compile(r"[0-9]{6}")
"""What every MFA device shows (sts, `AssumeRole`, `TokenCode`)."""
_DEVICE = re.compile(r"Enter MFA code for (.*): $")


@dataclass(frozen=True)
class CodePrompt:
    """How a person is asked while signing in."""

    ask: Callable[[str], str]
    """Returns the code of a device, six digits; raises `AccessError` if nobody gives one."""
    shares_terminal: bool = True
    """Whether programs that sign in, such as a `credential_process`, may ask on the terminal themselves."""
    leave_terminal: Callable[[], None] = lambda: None
    """Called before such a program starts, so that nothing is drawn over what it asks."""


def device_in(prompt: str) -> str:
    """Return the serial number or ARN of the device that botocore asks for."""
    found = _DEVICE.match(prompt)
    return found[1] if found else prompt.strip()


def nobody_asked(device: str) -> str:
    """Raise, since nobody can be asked.

    Raises:
        AccessError: always.
    """
    raise AccessError(
        Problem(
            code="mfa_needed",
            what=f"The AWS profile asks for the code of the MFA device {device}, and nobody is there to be asked.",
            why="There is no terminal, and only a person can read the device.",
        ).advised(
            Advice.of(
                AdviceKind.RUN_AGAIN,
                "Get a session first: run `{command}` on a terminal, which asks for the code and keeps the session for"
                " an hour (`duration_seconds` of the profile: up to 12); then {again}. Where no person is, use a role"
                " or keys that need no code.",
                command=with_profile("aws sts get-caller-identity", SIGNED_IN.profile),
            )
        )
    )


def checked(ask: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that asks, and raises `AccessError` for an answer that is no code."""

    def ask_and_check(device: str) -> str:
        code = ask(device)
        if not CODE.fullmatch(code):
            raise _no_code(device)
        return code

    return ask_and_check


def _no_code(device: str) -> AccessError:
    """Return the failure where a person gave no code, or something else."""
    return AccessError(
        Problem(
            code="mfa_needed",
            what=f"No code of the MFA device {device} was given.",
            why="The AWS profile asks for it: the six digits that the device shows.",
        ).advised(Advice.of(AdviceKind.RUN_AGAIN, "With the device at hand, {again}."))
    )


def asked_once(ask: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function that asks the first time only: later the terminal shows a run, whose threads sign in anew."""
    asked: list[str] = []

    def ask_first(device: str) -> str:
        if asked:
            raise _session_over(device)
        asked.append(device)
        return ask(device)

    return ask_first


def _session_over(device: str) -> AccessError:
    return AccessError(
        Problem(
            code="mfa_needed",
            what=f"The session that the code of the MFA device {device} opened has run out.",
            why="A run without screens asks for a code once, when it begins.",
        ).advised(
            Advice.of(
                AdviceKind.RUN_AGAIN,
                "Let sessions last longer (`duration_seconds` of the profile, up to what the role allows), then"
                " {again}.",
            )
        )
    )


NOBODY = CodePrompt(nobody_asked)
