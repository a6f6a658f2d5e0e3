"""A region that is not enabled in an account refuses its keys as if they were wrong: the same keys tell it apart."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from multisite_tui.aws.error_codes import UNKNOWN_KEYS
from multisite_tui.aws.errors import AwsFailure, translated
from multisite_tui.aws.partitions import is_commercial
from multisite_tui.errors import Advice, AdviceKind, Problem

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config

ALWAYS_ENABLED = "us-east-1"
"""A region that no account can switch off (Account Management guide, "Enable or disable AWS Regions")."""


def not_enabled(failure: AwsFailure, session: boto3.Session, config: Config) -> AwsFailure:
    """Return the failure of a region that is not enabled, if the keys pass in another one; else the same failure.

    Args:
        failure: What STS answered in the session's region.
        session: Whose keys to try.
        config: Timeouts and retries of the call.
    """
    region = session.region_name
    if failure.code not in UNKNOWN_KEYS or region in (None, ALWAYS_ENABLED) or not is_commercial(region):
        return failure
    with suppress(AwsFailure):
        with translated("sts:GetCallerIdentity"):
            account = session.client("sts", region_name=ALWAYS_ENABLED, config=config).get_caller_identity()["Account"]
        return AwsFailure(
            _problem(region, account, failure),
            code=failure.code,
            message=failure.message,
            call=failure.call,
            access=True,
        )
    return failure


def _problem(region: str | None, account: str, failure: AwsFailure) -> Problem:
    return Problem(
        code=failure.code,
        what=f"The region {region} is not enabled in the account {account}.",
        why=f"The same keys pass in {ALWAYS_ENABLED}. In {region}, AWS says: {failure.message.rstrip('.')}.",
        key="region",
    ).advised(
        Advice.of(
            AdviceKind.RUN_AGAIN,
            "Enable the region in the console (Account, AWS Regions), which takes some minutes, or set another"
            " `region`; then {again}.",
        )
    )
