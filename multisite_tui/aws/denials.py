"""Denials: which action AWS denied, and whose policy denies it, as AWS's own sentence says.

The sentence is "… is not authorized to perform: ACTION on resource: … because no KIND policy allows the … action", or
"… with an explicit deny in a KIND policy" (IAM User Guide, "Troubleshoot access denied error messages"). The action may
be another than the one that was called: AWS makes some calls in the caller's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

SERVICE_LINKED_ROLE = "iam:CreateServiceLinkedRole"
"""What AWS does in the caller's name before an account's first load balancer (ELB guide, API permissions)."""

_ACTION = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)")
_ENCODED = re.compile(r"[.\s]*Encoded authorization failure message: *(\S+)")
_POLICY = re.compile(
    r"(?:because no|explicit deny in an?|not allowed by an?|does not allow|denied by an?) "
    r"(identity-based|permissions boundary|service control|resource control|session|resource-based|VPC endpoint"
    r"|role trust|declarative)",
    re.IGNORECASE,
)


class Denier(StrEnum):
    """Whose policy denies an action, by AWS's own word."""

    IDENTITY = "identity-based"
    BOUNDARY = "permissions boundary"
    ORGANISATION = "service control"
    RESOURCE_CONTROL = "resource control"
    SESSION = "session"
    RESOURCE = "resource-based"
    ENDPOINT = "vpc endpoint"
    TRUST = "role trust"
    TAG = "tag policy"
    DECLARATIVE = "declarative"
    UNSAID = ""
    """AWS does not say, which leaves any of them."""


@dataclass(frozen=True)
class Denial:
    """One denied action."""

    action: str
    """As IAM names it, such as `ec2:CreateTags`."""
    denier: Denier
    explicit: bool
    """Whether a policy forbids it; else none allows it."""
    sentence: str
    """AWS's message without the encoded part."""
    encoded: int
    """Characters of the encoded message that EC2 added; 0 if it added none."""


def denial_of(message: str, called: str) -> Denial:
    """Return what a message of AWS denies.

    Args:
        message: AWS's message.
        called: The IAM action of the call that was made, for a message that names none.
    """
    encoded = _ENCODED.search(message)
    sentence = _ENCODED.sub("", message)
    action = _ACTION.search(sentence)
    return Denial(
        action=action[1] if action else called,
        denier=_denier(sentence),
        explicit="explicit deny" in sentence.lower(),
        sentence=sentence.strip().rstrip("."),
        encoded=len(encoded[1]) if encoded else 0,
    )


def names_denied_action(message: str) -> bool:
    """Whether a message denies an action, whatever code it comes with."""
    return _ACTION.search(message) is not None


def _denier(sentence: str) -> Denier:
    if "tag policy" in sentence.lower():
        return Denier.TAG
    found = _POLICY.search(sentence)
    return Denier(found[1].lower()) if found else Denier.UNSAID
