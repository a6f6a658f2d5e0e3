"""How this process signed in last, for the AWS commands that texts name: a pasted one must reach the same account.

Problems are made in many rooms, from a reply alone. Each takes the words from here. In a practice run no command of the
AWS CLI is named that a shell would send to AWS.
"""

from __future__ import annotations

import shlex


class SignedIn:
    """The profile, and whether it is the practice account."""

    def __init__(self) -> None:
        """Begin with the default profile."""
        self.profile = ""
        self.practice = False

    def learn(self, profile: str | None, *, practice: bool = False) -> None:
        """Take the sign-in that begins now, or whose clients are used from now on."""
        self.profile, self.practice = profile or "", practice


SIGNED_IN = SignedIn()
"""Of this process."""


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
