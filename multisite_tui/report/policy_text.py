"""The policy of a setup, as IAM takes it on stdout, and what its length has cost on stderr."""

from __future__ import annotations

import json
from typing import Any, TextIO

from multisite_tui.aws.policy import LARGEST_POLICY
from multisite_tui.aws.setup_policy import SetupPolicy, policy_length
from multisite_tui.report import words as say
from multisite_tui.report.safe_stream import SafeStream


def write_policy(policy: SetupPolicy, out: TextIO, err: TextIO) -> None:
    """Write the policy to `out`, and which of its statements are coarser than they could be to `err`."""
    SafeStream(out).write(f"{json.dumps(policy.document, indent=2)}\n")
    if policy.coarse:
        statements = ", ".join(policy.coarse)
        SafeStream(err).write(f"{say.POLICY_COARSE.format(most=LARGEST_POLICY, statements=statements)}\n")


def policy_line(setup: str, policy: SetupPolicy) -> dict[str, Any]:
    """Return the members of the policy's JSON line."""
    return {
        "event": "policy",
        "setup": setup,
        "policy": policy.document,
        "characters": policy_length(policy.document),
        "coarse": list(policy.coarse),
    }
