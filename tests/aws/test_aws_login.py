"""Profiles of `aws login`: their session is used and renewed, and one that has run out says `aws login`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.mfa import NOBODY
from multisite_tui.aws.signing_session import SigningSession
from multisite_tui.errors import ExitCode

ARN = "arn:aws:iam::123456789012:user/ann"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", str(tmp_path))
    (tmp_path / "config").write_text(f"[default]\nregion = ap-northeast-2\nlogin_session = {ARN}\n")
    return tmp_path / f"{hashlib.sha256(ARN.encode()).hexdigest()}.json"


def token(lasting: timedelta) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    keys = {"accessKeyId": "ASIALOGIN", "secretAccessKey": "s", "sessionToken": "t", "accountId": "123456789012"}
    until = (datetime.now(UTC) + lasting).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(
        {"accessToken": {**keys, "expiresAt": until}, "refreshToken": "r", "dpopKey": pem, "clientId": "c"}
    )


class _Raw:
    def stream(self) -> Iterator[bytes]:
        yield b'{"error": "TOKEN_EXPIRED", "message": "over"}'


def test_the_session_of_aws_login_signs_in(cache: Path) -> None:
    cache.write_text(token(timedelta(hours=1)))
    found = SigningSession(None, NOBODY).get_credentials()
    assert found is not None
    assert (found.access_key, found.token) == ("ASIALOGIN", "t")


def test_a_session_that_cannot_be_renewed_asks_to_run_aws_login(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def send(_: object, request: AWSPreparedRequest) -> AWSResponse:
        asked.append(str(request.url))
        headers = {"x-amzn-errortype": "AccessDeniedException"}
        return AWSResponse(str(request.url), 403, headers, _Raw())  # type: ignore[arg-type]

    monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", send)
    cache.write_text(token(timedelta(minutes=-1)))
    found = SigningSession(None, NOBODY).get_credentials()
    assert found is not None
    with pytest.raises(AwsFailure) as caught:
        found.get_frozen_credentials()
    assert (caught.value.code, caught.value.exit_code) == ("LoginRefreshRequired", ExitCode.ACCESS)
    assert "`aws login`" in caught.value.problem.next
    assert caught.value.signed_out
    assert asked
    assert "signin" in asked[0]


@pytest.mark.parametrize(
    "text", ['{"accessToken": {', "{}", '{"accessToken": {}, "refreshToken": 1, "dpopKey": 2, "clientId": 3}']
)
def test_a_torn_session_is_exit_3(cache: Path, text: str) -> None:
    cache.write_text(text)
    with pytest.raises(AwsFailure) as caught:
        SigningSession(None, NOBODY).get_credentials()
    assert caught.value.exit_code is ExitCode.ACCESS
