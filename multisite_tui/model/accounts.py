"""Accounts: where a setup lives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    """What stands behind the window to AWS."""

    AWS = "aws"
    PRACTICE = "practice"
    """The embedded practice account: free, and as strict as AWS."""
    ENDPOINT = "endpoint"
    """A configured endpoint URL: something that speaks AWS's protocols and may be laxer."""


@dataclass(frozen=True)
class Account:
    """One region of one account."""

    id: str
    """Twelve digits."""
    region: str
    kind: AccountKind
    caller: str
    """The ARN that AWS knows the caller by."""
