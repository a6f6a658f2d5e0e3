"""A wrong clock is told as one: by how much, from AWS's message or the reply's Date header."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from multisite_tui.aws.clock_skew import skew_of
from multisite_tui.aws.errors import of_reply, refused

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EXPIRED = "Signature expired: 20260301T120000Z is now earlier than 20260301T123000Z (20260301T123500Z - 5 min.)"
EARLY = "Signature not yet current: 20260301T120000Z is still later than 20260301T111500Z (20260301T111000Z + 5 min.)"


def dated(ahead: timedelta) -> dict[str, str]:
    return {"date": format_datetime(NOW - ahead, usegmt=True)}


@pytest.mark.parametrize(
    ("code", "message", "headers", "ahead"),
    [
        ("SignatureDoesNotMatch", EXPIRED, {}, timedelta(minutes=-35)),
        ("InvalidSignatureException", EXPIRED, {}, timedelta(minutes=-35)),
        ("InvalidSignatureException", EARLY, dated(timedelta(hours=9)), timedelta(minutes=50)),
        ("SignatureDoesNotMatch", "Signature expired", {}, timedelta(0)),
        ("SignatureDoesNotMatch", "Signature expired", dated(timedelta(hours=-1)), timedelta(hours=-1)),
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.",
         dated(timedelta(minutes=20)), timedelta(minutes=20)),
        ("RequestExpired", "Request has expired.", dated(timedelta(minutes=-30)), timedelta(minutes=-30)),
        ("AuthFailure", "AWS was not able to validate the provided access credentials",
         dated(timedelta(minutes=16)), timedelta(minutes=16)),
        ("RequestExpired", "Request has expired.", {}, None),
        ("RequestExpired", "Request has expired.", dated(timedelta(seconds=2)), None),
        ("AuthFailure", "AWS was not able to validate the provided access credentials", dated(timedelta(0)), None),
        ("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.",
         dated(timedelta(seconds=5)), None),
        ("AccessDenied", "no", dated(timedelta(hours=1)), None),
        ("AuthFailure", "no", {"date": "soon"}, None),
    ],
)  # fmt: skip
def test_how_far_the_clock_is_off(code: str, message: str, headers: dict[str, str], ahead: timedelta | None) -> None:
    assert skew_of(code, message, headers, NOW) == ahead


def test_a_clock_behind_is_told_in_minutes_and_not_as_credentials() -> None:
    failure = refused("sts:GetCallerIdentity", "SignatureDoesNotMatch", EXPIRED)
    assert failure.problem.what == "This machine's clock is 35 min behind AWS's."
    assert "Set the clock" in failure.problem.next
    assert (failure.access, failure.signed_out) == (True, True)
    assert "ign in again" not in failure.problem.why + failure.problem.next


def test_a_clock_ahead_is_told_by_the_date_of_the_reply() -> None:
    date = format_datetime(datetime.now(UTC) - timedelta(minutes=30), usegmt=True)
    reply = {"Error": {"Code": "AuthFailure", "Message": "no"}, "ResponseMetadata": {"HTTPHeaders": {"date": date}}}
    assert of_reply("ec2:DescribeInstances", reply).problem.what == "This machine's clock is 30 min ahead of AWS's."


def test_a_wrong_secret_key_stays_one() -> None:
    message = "The request signature we calculated does not match the signature you provided."
    assert "Sign in again" in refused("sts:GetCallerIdentity", "SignatureDoesNotMatch", message).problem.next
