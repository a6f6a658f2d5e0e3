"""The identity of the practice account's user (STS)."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, answer
from multisite_tui.demo.constants import ACCOUNT_ID
from multisite_tui.demo.world import Shape


@answer("sts", "GetCallerIdentity")
def get_caller_identity(call: PracticeCall) -> Shape:
    """The one user of the account."""
    return {"UserId": "AIDAPRACTICEACCOUNT00", "Account": ACCOUNT_ID, "Arn": f"arn:aws:iam::{ACCOUNT_ID}:user/practice"}
