"""Clock skew: how far this machine's clock is from AWS's, read from a refusal of AWS.

A signature holds the time at which it was made, and AWS takes it for 5 minutes (IAM User Guide, "Signing AWS API
requests"); EC2 and ELB for 5 minutes, S3 for 15. The messages hold both times:

    Signature expired: 20260101T000000Z is now earlier than 20260101T003000Z (20260101T003500Z - 5 min.)
    Signature not yet current: 20260101T010000Z is still later than 20260101T003500Z (20260101T003000Z + 5 min.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from multisite_tui.aws.error_codes import CLOCK, INVALID

LIMIT = timedelta(minutes=4)
"""A smaller difference is no reason for a refusal."""

_BOTH_TIMES = re.compile(
    r"Signature (?:expired|not yet current): (\d{8}T\d{6}Z) is (?:now earlier|still later) than \d{8}T\d{6}Z"
    r"(?: \((\d{8}T\d{6}Z))?"
)
_CLOCK_WORDS = re.compile(
    r"signature expired|signature not yet current|difference between the request time",
    re.IGNORECASE,
)


def skew_of(code: str, message: str, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return by how much this machine's clock is ahead of AWS's, negative if it is behind; None if it is no such error.

    `timedelta(0)` says that the clocks differ by an amount that AWS does not tell.

    Args:
        code: AWS's error code.
        message: AWS's message.
        headers: The headers of the reply, with names in lower case; botocore gives them so.
        now: This machine's time.
    """
    times = _BOTH_TIMES.search(message)
    if times is not None and times[2]:
        return _time(times[1]) - _time(times[2])
    by_date = _ahead(headers, now)
    if _CLOCK_WORDS.search(message):
        return by_date or timedelta(0)
    # EC2 answers `RequestExpired` to expired credentials too, and `AuthFailure` to a wrong time and to a wrong key:
    # the Date header decides.
    ambiguous = code in CLOCK or code in INVALID
    return by_date if ambiguous and by_date is not None and abs(by_date) > LIMIT else None


def _ahead(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return by how much this machine's clock is ahead by the reply's `Date`; None if that cannot be told."""
    try:
        answered = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError, TypeError):
        return None
    return now - (answered if answered.tzinfo else answered.replace(tzinfo=UTC))


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
