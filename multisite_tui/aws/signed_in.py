"""How AWS is signed in to here, for the AWS commands that texts name: a pasted one must reach the same account.

Problems are made in many rooms, from a reply alone. Each takes the words from here. In a practice run no command of the
AWS CLI is named that a shell would send to AWS.
"""

from __future__ import annotations

import shlex
from contextvars import ContextVar
from typing import NamedTuple


class _SignIn(NamedTuple):
    profile: str = ""
    practice: bool = False


class SignedIn:
    """The profile, and whether it is the practice account.

    The home screen looks at several accounts at a time, each in a thread with a context of its own, which knows its own
    sign-in. A thread that has learnt none, as those of a run, works for the sign-in that the process learnt last.
    """

    def __init__(self) -> None:
        """Begin with the default profile."""
        self._last = _SignIn()
        self._here: ContextVar[_SignIn | None] = ContextVar("signed_in", default=None)

    @property
    def profile(self) -> str:
        """The profile; empty: the default one."""
        return (self._here.get() or self._last).profile

    @property
    def practice(self) -> bool:
        """Whether it is the practice account."""
        return (self._here.get() or self._last).practice

    def learn(self, profile: str | None, *, practice: bool = False) -> None:
        """Take the sign-in that begins now, or whose clients are used from now on."""
        self._last = _SignIn(profile or "", practice)
        self._here.set(self._last)


SIGNED_IN = SignedIn()


def with_profile(command: str, profile: str) -> str:
    """Return a command of the AWS CLI for this profile, quoted for a shell; empty or `default`: the default one."""
    if profile in ("", "default") or " --profile " in command:
        return command
    return f"{command} --profile {shlex.quote(profile)}"


def aws_command(region: str, *words: str) -> str:
    """Return a command of the AWS CLI that reaches the account as this process does.

    Args:
        region: The region.
        words: What the CLI is to do, such as `ec2`, `start-instances`.
    """
    return with_profile(shlex.join(["aws", *words, "--region", region]), SIGNED_IN.profile)
