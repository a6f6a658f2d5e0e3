"""Signing in ends in success, or in exit 3 with the words of whoever refused: never in a mistake of the program."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .answering import IDENTITY, answering, refusal, self_signed
from .conftest import CANARY, CREDENTIALS
from .running import REFERENCE, Desk, Ended
from .terminals import Terminal

REGION = "region = ap-northeast-2\n"
PROCESS = "[default]\nregion = ap-northeast-2\ncredential_process = {command}\n"
MFA = (
    "[profile admin]\nregion = ap-northeast-2\nrole_arn = arn:aws:iam::123456789012:role/admin\n"
    "mfa_serial = arn:aws:iam::123456789012:mfa/ann\nsource_profile = base\n"
    f"[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {CANARY}\n"
)
SSO = (
    "[default]\nregion = ap-northeast-2\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = admin\n"
    "[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n"
)
SSO_TOKEN = ".aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json"
"""botocore names the file by the SHA-1 of the session's name, here `s`."""
LOGIN = "[default]\nregion = ap-northeast-2\nlogin_session = arn:aws:iam::123456789012:user/ann\n"
EXPIRED_SIGNATURE = (
    "Signature expired: 20260101T000000Z is now earlier than 20260101T003000Z (20260101T003500Z - 5 min.)"
)
ROLE = {"AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/web"}


@dataclass(frozen=True)
class Case:
    """One way in which signing in fails."""

    name: str
    words: tuple[str, ...]
    """What the person reads."""
    env: Mapping[str, str] = field(default_factory=dict)
    config: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """Files of the person's home."""
    options: tuple[str, ...] = ()


def python(program: str) -> str:
    return f'{sys.executable} -c "{program}"'


CASES = (
    Case("web_identity_file_missing", ("/nonexistent: No such file", "AWS_WEB_IDENTITY_TOKEN_FILE"),
         {**ROLE, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent"}),
    Case("process_missing", ("/opt/none/tool: No such file", "credential_process"),
         config=PROCESS.format(command="/opt/none/tool")),
    Case("process_fails", ("saml login needed", "credential_process"),
         config=PROCESS.format(command=python(f"import sys; sys.exit('saml login needed {CANARY}')"))),
    Case("process_fails_silently", ("without a word",),
         config=PROCESS.format(command=python("import sys; sys.exit(3)"))),
    Case("process_prints_something_else", ("not the JSON",), config=PROCESS.format(command=python("print('hello')"))),
    Case("process_prints_a_list", ("not the form",), config=PROCESS.format(command=python("print([1])"))),
    Case("container_token_file_missing", ("/nonexistent: No such file", "container"),
         {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/x",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nonexistent"}),
    Case("container_host_not_allowed", ("Unsupported host 'metadata.example'",),
         {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://metadata.example/x"}),
    Case("sso_not_signed_in", ("aws sso login",), config=SSO),
    Case("sso_cache_torn", ("the single sign-on of the profile",), config=SSO,
         files={SSO_TOKEN: '{"accessToken": "x", "expi'}),
    Case("sso_cache_without_date", ("the single sign-on of the profile",), config=SSO,
         files={SSO_TOKEN: json.dumps({"accessToken": CANARY, "expiresAt": "soon"})}),
    Case("login_without_session", ("Sign in again (`aws login`, or",), config=LOGIN),
    Case("key_with_carriage_return", ("AWS_ACCESS_KEY_ID holds a space, a line break",),
         {**CREDENTIALS, "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE\r"}),
    Case("secret_with_blank", ("AWS_SECRET_ACCESS_KEY holds a space",),
         {**CREDENTIALS, "AWS_SECRET_ACCESS_KEY": f" {CANARY}"}),
    Case("key_with_blank_in_profile", ("`aws_access_key_id` of the profile holds a space",),
         config=f"[default]\n{REGION}aws_access_key_id = AKIA IOSFODNN7\naws_secret_access_key = {CANARY}\n"),
    Case("endpoint_without_scheme", ("AWS_ENDPOINT_URL is localhost:4566", "http://localhost:4566"),
         {**CREDENTIALS, "AWS_ENDPOINT_URL": "localhost:4566"}),
    Case("endpoint_of_the_profile_without_scheme", ("`endpoint_url` of the profile is localhost:4566",), CREDENTIALS,
         config=f"[default]\n{REGION}endpoint_url = localhost:4566\n"),
    Case("ca_bundle_missing", ("AWS_CA_BUNDLE names /nonexistent", "No such file"),
         {**CREDENTIALS, "AWS_CA_BUNDLE": "/nonexistent"}),
    Case("ca_bundle_broken", ("`ca_bundle` of the profile names", "cannot be used"), CREDENTIALS,
         config=f"[default]\n{REGION}ca_bundle = /dev/null\n"),
    Case("proxy_dead", ("the proxy of HTTPS_PROXY", "http://***@127.0.0.1:9", "NO_PROXY"),
         {**CREDENTIALS, "HTTPS_PROXY": f"http://ann:{CANARY}@127.0.0.1:9"}),
    Case("proxy_without_scheme", ("the proxy of HTTPS_PROXY", "NO_PROXY"),
         {**CREDENTIALS, "HTTPS_PROXY": f"ann:{CANARY}@proxy:port"}),
    Case("mfa_without_a_terminal",
         ("arn:aws:iam::123456789012:mfa/ann", "nobody is there to be asked", "aws sts get-caller-identity"),
         config=MFA, options=("--profile", "admin")),
)  # fmt: skip


def signed_in_as(desk: Desk, case: Case) -> Ended:
    config = desk.home / ".aws" / "config"
    for path, text in {".aws/config": case.config, **case.files}.items():
        (desk.home / path).parent.mkdir(parents=True, exist_ok=True)
        (desk.home / path).write_text(text, encoding="utf-8")
    env = {"AWS_CONFIG_FILE": str(config), "AWS_DEFAULT_REGION": "ap-northeast-2", "COLUMNS": "2000", **case.env}
    return desk.run("--answers", REFERENCE, "--plan", *case.options, demo=False, env=env)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.sampled
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_ends_a_sign_in_is_exit_3_in_its_own_words(desk: Desk, case: Case) -> None:
    ended = signed_in_as(desk, case)
    told = one_line(ended.err)
    assert (ended.code, ended.out) == (3, ""), told
    for words in case.words:
        assert words in told
    assert "mistake in multisite-tui" not in told
    for secret in (CANARY, "AWS4-HMAC", "AKIAIOSFODNN7EXAMPLE"):
        assert secret not in told
    assert not list(desk.folder.rglob("*.jsonl"))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, "<html><body>Sign in to this network</body></html>", "What answered is not AWS"),
        (404, "not found", "What answered is not AWS"),
        (403, refusal("SignatureDoesNotMatch", EXPIRED_SIGNATURE), "clock is 35 min behind"),
        (403, refusal("OptInRequired", "You are not subscribed to this service."), "sign-up of this account"),
        (403, refusal("InvalidClientTokenId", "The security token is invalid."), "Sign in again"),
    ],
)  # fmt: skip
def test_what_answers_in_the_place_of_sts_is_told(desk: Desk, status: int, body: str, words: str) -> None:
    with answering(status, body) as url:
        ended = signed_in_as(desk, Case("", (), {**CREDENTIALS, "AWS_ENDPOINT_URL_STS": url}))
    assert (ended.code, words in one_line(ended.err)) == (3, True), ended.err


def test_a_proxy_that_wants_a_password_is_told_with_its_answer(desk: Desk) -> None:
    with answering(407, "") as url:
        ended = signed_in_as(desk, Case("", (), {**CREDENTIALS, "HTTPS_PROXY": url}))
    told = one_line(ended.err)
    assert (ended.code, "407" in told, "USER:PASSWORD" in told) == (3, True, True), told


def test_an_endpoint_that_leaves_a_member_out_is_named_and_no_mistake_of_ours(desk: Desk) -> None:
    empty = "<R><DescribeLoadBalancersResult/></R>"
    with answering(200, IDENTITY) as sts, answering(200, empty) as other:
        env = {**CREDENTIALS, "AWS_ENDPOINT_URL": other, "AWS_ENDPOINT_URL_STS": sts}
        ended = signed_in_as(desk, Case("", (), env))
    told = one_line(ended.err)
    assert ended.code in (4, 5), told
    assert ("The endpoint answered" in told, "reply_incomplete" in told) == (True, True), told


def test_the_region_of_the_environment_that_every_other_tool_reads_is_used(desk: Desk) -> None:
    with answering(403, refusal("AccessDenied", "no")) as url:
        env = {**CREDENTIALS, "AWS_DEFAULT_REGION": "", "AWS_REGION": "eu-west-3", "AWS_ENDPOINT_URL_STS": url}
        answers = desk.file("schema: 1\nsites:\n  - {domain: main.io, port: 6402}\n")
        ended = desk.run("--answers", answers, "--plan", demo=False, env=env)
    assert (ended.code, "No AWS region is set" in ended.err) == (3, False)


def test_a_session_that_the_aws_cli_keeps_needs_no_code(desk: Desk, tmp_path: Path) -> None:
    from botocore.credentials import AssumeRoleCredentialFetcher

    role = {"RoleArn": "arn:aws:iam::123456789012:role/admin", "SerialNumber": "arn:aws:iam::123456789012:mfa/ann"}
    fetcher = AssumeRoleCredentialFetcher(None, None, role["RoleArn"], {"SerialNumber": role["SerialNumber"]})
    keys = {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": CANARY, "SessionToken": "t"}
    kept = json.dumps({"Credentials": {**keys, "Expiration": "2999-01-01T00:00:00Z"}})
    with answering(403, refusal("AccessDenied", "seen by the stand-in")) as url:
        case = Case("", (), {"AWS_ENDPOINT_URL_STS": url}, MFA,
                    {f".aws/cli/cache/{fetcher._cache_key}.json": kept}, ("--profile", "admin"))  # fmt: skip
        ended = signed_in_as(desk, case)
    assert (ended.code, "seen by the stand-in" in one_line(ended.err)) == (3, True), ended.err


def test_on_a_terminal_the_code_is_asked_and_not_shown(desk: Desk) -> None:
    (desk.home / "config").write_text(MFA, encoding="utf-8")
    with answering(403, refusal("AccessDenied", "MultiFactorAuthentication failed with invalid MFA code.")) as url:
        env = {"AWS_CONFIG_FILE": str(desk.home / "config"), "AWS_ENDPOINT_URL_STS": url}
        words = desk.words("--answers", REFERENCE, "--plan", "--profile", "admin", demo=False)
        terminal = Terminal(words, desk.environment(**env), alone=True)
        terminal.wait_for("Code of the MFA device arn:aws:iam::123456789012:mfa/ann: ")
        terminal.type("123456")
        terminal.wait_for("AWS does not accept the MFA code.")
        assert terminal.end() == 3
    assert "123456\r" not in terminal.text


def test_a_region_that_is_not_enabled_is_told_by_the_same_keys_elsewhere(desk: Desk) -> None:
    body = refusal("InvalidClientTokenId", "The security token included in the request is invalid.")
    with answering(403, body, known_in="us-east-1") as url:
        ended = signed_in_as(desk, Case("", (), {**CREDENTIALS, "AWS_ENDPOINT_URL_STS": url}))
    told = one_line(ended.err)
    assert ended.code == 3
    assert "The region ap-northeast-2 is not enabled in the account 123456789012." in told


def test_tls_that_is_opened_on_the_way_names_the_ca_bundle_and_passes_with_it(desk: Desk, tmp_path: Path) -> None:
    own = self_signed(tmp_path)
    with answering(403, refusal("AccessDenied", "seen by the stand-in"), certificate=own) as url:
        env = {**CREDENTIALS, "AWS_ENDPOINT_URL_STS": url}
        refused = signed_in_as(desk, Case("", (), env))
        trusted = signed_in_as(desk, Case("", (), {**env, "AWS_CA_BUNDLE": str(own)}))
    told = one_line(refused.err)
    assert refused.code == 3
    assert "the TLS certificate of 127.0.0.1 is not trusted" in told
    assert "AWS_CA_BUNDLE" in told
    assert "seen by the stand-in" in one_line(trusted.err)
