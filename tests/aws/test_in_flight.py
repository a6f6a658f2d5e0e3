"""Which call is waited for; none is once it has ended, however it did."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError

from multisite_tui.aws.in_flight import CallsInFlight

URL = "http://127.0.0.1:9"


def dropped(**_: Any) -> None:
    raise ConnectionClosedError(endpoint_url=URL)


def refused(**_: Any) -> AWSResponse:
    reply = AWSResponse(URL, 400, {}, None)
    reply._content = b"<ErrorResponse><Error><Code>Odd</Code></Error></ErrorResponse>"
    return reply


@pytest.mark.parametrize(("end", "code"), [(dropped, "ConnectionClosedError"), (refused, "Odd")])
def test_a_call_is_named_until_it_ends(end: Any, code: str) -> None:
    keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any", "region_name": "ap-northeast-2"}
    sts = boto3.Session(**keys).client("sts", endpoint_url=URL, config=Config(retries={"total_max_attempts": 1}))
    calls, seen = CallsInFlight(), []
    heard: list[tuple[str, str]] = []
    calls.listen(lambda name, error: heard.append((name, error)))
    calls.watch(sts)
    sts.meta.events.register("before-send", lambda **_: seen.append(calls.longest))
    sts.meta.events.register("before-send", end)
    with pytest.raises((ClientError, BotoCoreError)):
        sts.get_caller_identity()
    assert (seen, calls.longest) == (["sts:GetCallerIdentity"], "")
    assert heard == [("sts:GetCallerIdentity", code)]
