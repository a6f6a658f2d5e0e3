"""Credentials are found and renewed in one guarded place: MFA codes are asked in our way, and failures are told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.mfa import CodePrompt, asked_once, checked
from multisite_tui.aws.session import connect, open_session
from multisite_tui.aws.signing_session import RoleCache, SigningSession
from multisite_tui.errors import AccessError, ExitCode, Problem

DEVICE = "arn:aws:iam::123456789012:mfa/ann"
KEYS = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n"
ROLE = f"role_arn = arn:aws:iam::123456789012:role/admin\nmfa_serial = {DEVICE}\n"
ANSWER = (
    "<R><AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/admin/x</Arn></AssumedRoleUser>"
    "<Credentials><AccessKeyId>ASIA{number}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t"
    "</SessionToken><Expiration>{until}</Expiration></Credentials></AssumeRoleResult></R>"
)
EXPIRED = "<R><Error><Code>ExpiredToken</Code><Message>The token has expired.</Message></Error></R>"
REFUSED = (
    "<R><Error><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code."
    "</Message></Error></R>"
)


class _Sts:
    """Answers `AssumeRole` without a network."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.lasting = timedelta(hours=1)
        self.refusing = False

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body)
        asked = parse_qs(body)
        if asked["Action"] == ["GetCallerIdentity"]:
            return AWSResponse(str(request.url), 403, {}, _Raw(EXPIRED.encode()))  # type: ignore[arg-type]
        self.codes += asked["TokenCode"]
        until = (datetime.now(UTC) + self.lasting).isoformat()
        text = REFUSED if self.refusing else ANSWER.format(number=len(self.codes), until=until)
        return AWSResponse(str(request.url), 403 if self.refusing else 200, {}, _Raw(text.encode()))  # type: ignore[arg-type]


class _Raw:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> _Sts:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-2")
    (tmp_path / "config").write_text(f"[profile admin]\n{ROLE}source_profile = base\n[profile base]\n{KEYS}")
    RoleCache.forget()
    answering = _Sts()
    monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", answering.send)
    return answering


def giving(*codes: str) -> CodePrompt:
    left = list(codes)
    return CodePrompt(checked(lambda device: left.pop(0) if device == DEVICE and left else ""))


def test_the_code_of_the_device_is_asked_once_and_sent(sts: _Sts) -> None:
    session = SigningSession("admin", giving("123456"))
    found = session.get_credentials()
    assert found is not None
    assert (found.access_key, found.token, found.get_frozen_credentials().secret_key) == ("ASIA1", "t", "s")
    assert session.get_credentials() is found
    assert sts.codes == ["123456"]


def test_who_signs_in_anew_is_not_asked_while_the_session_lasts(sts: _Sts) -> None:
    for prompt in (giving("123456"), giving()):
        found = SigningSession("admin", prompt).get_credentials()
        assert found is not None
        assert found.access_key == "ASIA1"
    RoleCache.forget()
    found = SigningSession("admin", giving("654321")).get_credentials()
    assert found is not None
    assert (found.access_key, sts.codes) == ("ASIA2", ["123456", "654321"])


def test_a_session_that_aws_does_not_accept_is_forgotten(sts: _Sts) -> None:
    for code in ("123456", "654321"):  # the stand-in knows AssumeRole only, and refuses to say who that is
        with pytest.raises(AccessError):
            connect(open_session("admin", None, giving(code)))
    assert sts.codes == ["123456", "654321"]


def test_a_session_that_runs_out_is_opened_anew_with_another_code(sts: _Sts) -> None:
    sts.lasting = timedelta(minutes=9)  # botocore renews what lasts less than ten
    found = SigningSession("admin", giving("111111", "222222", "333333")).get_credentials()
    assert found is not None
    assert [found.access_key, found.access_key, found.access_key] == ["ASIA1", "ASIA2", "ASIA3"]
    assert sts.codes == ["111111", "222222", "333333"]


def test_who_gives_no_code_is_not_asked_again_by_other_threads(sts: _Sts) -> None:
    asked: list[str] = []

    def none(device: str) -> str:
        asked.append(device)
        raise AccessError(Problem("mfa_needed", "No code."))

    found = SigningSession("admin", CodePrompt(none)).get_credentials()
    assert found is not None
    for _ in range(3):
        with pytest.raises(AwsFailure) as caught:
            found.get_frozen_credentials()
        assert (caught.value.exit_code, caught.value.signed_out) == (ExitCode.ACCESS, True)
    assert (asked, sts.codes) == ([DEVICE], [])


def test_without_screens_the_code_is_asked_once_only(sts: _Sts) -> None:
    sts.lasting = timedelta(minutes=9)
    found = SigningSession("admin", CodePrompt(asked_once(lambda device: "123456"))).get_credentials()
    assert found is not None
    assert found.access_key == "ASIA1"
    with pytest.raises(AwsFailure, match="has run out"):
        found.get_frozen_credentials()


def test_a_code_that_aws_refuses_is_told_as_one(sts: _Sts) -> None:
    sts.refusing = True
    found = SigningSession("admin", giving("123456")).get_credentials()
    assert found is not None
    with pytest.raises(AwsFailure) as caught:
        found.get_frozen_credentials()
    assert (caught.value.problem.code, caught.value.signed_out) == ("mfa_refused", True)
    assert "next code" in caught.value.problem.next


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345x"])
def test_what_is_no_code_is_not_sent(sts: _Sts, code: str) -> None:
    found = SigningSession("admin", giving(code)).get_credentials()
    assert found is not None
    with pytest.raises(AwsFailure, match="No code"):
        found.get_frozen_credentials()
    assert sts.codes == []


@pytest.mark.parametrize("source", ["", "role"])
@pytest.mark.parametrize("shares_terminal", [True, False])
def test_a_credential_process_has_no_terminal_where_the_wizard_draws(
    sts: _Sts, tmp_path: Path, source: str, shares_terminal: bool
) -> None:
    seen = tmp_path / "seen"
    program = tmp_path / "program.py"
    program.write_text(
        "import json, os, pathlib\n"
        f"pathlib.Path({str(seen)!r}).write_text(str(os.getsid(0) == os.getpid()))\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': 'AKID', 'SecretAccessKey': 's'}))\n"
    )
    process = f"credential_process = {sys.executable} {program}\n"
    profile = f"[profile admin]\n{ROLE}source_profile = base\n[profile base]\n{process}" if source else ""
    (tmp_path / "config").write_text(profile or f"[profile admin]\n{process}")
    found = SigningSession("admin", CodePrompt(lambda device: "123456", shares_terminal)).get_credentials()
    assert found is not None
    assert found.access_key == ("ASIA1" if source else "AKID")
    assert seen.read_text() == str(not shares_terminal)


def test_a_renewal_that_fails_in_the_middle_of_a_run_is_told_too(sts: _Sts, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    keys = "'Version': 1, 'AccessKeyId': 'A', 'SecretAccessKey': 's', 'SessionToken': 't'"
    once = f"{{{keys}, 'Expiration': '2020-01-01T00:00:00Z'}}"
    program.write_text(
        "import json, os, sys\n"
        f"mark = {str(tmp_path / 'mark')!r}\n"
        "if os.path.exists(mark): sys.exit('saml login needed')\n"
        "open(mark, 'w').close()\n"
        f"print(json.dumps({once}))\n"
    )
    (tmp_path / "config").write_text(f"[profile admin]\ncredential_process = {sys.executable} {program}\n")
    found = SigningSession("admin", giving()).get_credentials()
    assert found is not None
    with pytest.raises(AwsFailure, match="saml login needed") as caught:
        found.get_frozen_credentials()
    assert (caught.value.exit_code, caught.value.signed_out) == (ExitCode.ACCESS, True)


def test_a_mistake_of_ours_stays_one(monkeypatch: pytest.MonkeyPatch, sts: _Sts) -> None:
    def broken(path: str | None) -> object:
        raise TypeError("ours")

    monkeypatch.setattr("multisite_tui.aws.service_models.direct_loader", broken)
    with pytest.raises(TypeError):
        open_session("admin", None)
