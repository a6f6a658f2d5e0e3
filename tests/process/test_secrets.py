"""What is left behind: files for their owner alone, and no secret in any of them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.attack.hostile_endpoint import Echo, echoing

from .answering import mirroring, refusal
from .conftest import CANARY, CREDENTIALS
from .running import REFERENCE, Desk, Ended
from .test_signing_in import SSO_TOKEN


def modes(folder: Path) -> dict[str, str]:
    below = [folder, *folder.rglob("*")]
    return {str(path.relative_to(folder)): f"{path.stat().st_mode & 0o777:o}" for path in below}


def wanted(folder: Path) -> dict[str, str]:
    return {name: "700" if (folder / name).is_dir() else "600" for name in modes(folder)}


def test_saved_setups_are_for_their_owner_alone(reference: Desk) -> None:
    assert {"main-io/journal.jsonl", "main-io/lock"} <= set(modes(reference.setups))
    assert modes(reference.setups) == wanted(reference.setups)


def test_everything_under_the_state_folder_is_for_its_owner_alone(reference: Desk) -> None:
    assert modes(reference.state) == wanted(reference.state)


def test_no_secret_is_in_any_file(reference: Desk) -> None:
    files = [path for path in reference.state.rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []


def test_no_secret_is_in_any_output(reference_run: Ended, json_run: Ended) -> None:
    said = reference_run.out + reference_run.err + json_run.out + json_run.err
    assert "main-io" in said
    assert CANARY not in said


TOKEN = "FwoGZXIvYXdzEBYaDHqa0AP1RGxyzsKqN4vLk2PmXw9LpB4mY7cD1fG3hA6e=="
PASSWORD = "correcthorse-7battery"


class Loud(Echo):
    """Refuses what it is told to, with the request's headers and secrets in code and message."""

    def __init__(self, refused: str) -> None:
        super().__init__(random.Random(0), (CANARY,))
        self.refused = refused

    def reply(self, headers: dict[str, str], honest: tuple[int, bytes], *, first: bool) -> tuple[int, bytes]:
        return honest

    def instead(self, headers: dict[str, str]) -> tuple[int, bytes] | None:
        words = f"{json.dumps(headers)} {CANARY} {CANARY[:14]} {TOKEN[9:30]} {PASSWORD}"
        if self.refused == "sts":
            return 400, refusal(TOKEN, words).encode()
        if self.refused in headers.get("x-amz-target", ""):
            return 400, json.dumps({"__type": TOKEN, "message": words}).encode()
        return None


@pytest.mark.sampled
@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize(("refused", "code"), [("sts", 3), ("RequestCertificate", 5)])
def test_an_endpoint_that_echoes_the_request_gives_no_secret_away(
    desk: Desk, refused: str, code: int, output: str
) -> None:
    env = {**CREDENTIALS, "AWS_SESSION_TOKEN": TOKEN, "HTTPS_PROXY": f"http://ann:{PASSWORD}@127.0.0.1:9"}
    with echoing(desk.folder / "aws", Loud(refused)) as url:
        at = {"AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "ap-northeast-2", "NO_PROXY": "127.0.0.1"}
        ended = desk.run("--answers", REFERENCE, "--yes", "--output", output, demo=False, env={**env, **at})
    files = [path.read_text() for path in desk.state.rglob("*") if path.is_file()]
    assert (ended.code, bool(files)) == (code, refused != "sts"), ended.err
    for text in (ended.out, ended.err, *files):
        for secret in (CANARY[:14], TOKEN[9:30], TOKEN[-12:], PASSWORD, CREDENTIALS["AWS_ACCESS_KEY_ID"]):
            assert secret not in text
    assert "(hidden)" in ended.out + ended.err
    assert refused == "sts" or any('"record":"refused"' in text and "(hidden)" in text for text in files)


ROLE = "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/x\n"
SIGN_IN = {
    "role": f"{ROLE}source_profile = base\n[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    f"aws_secret_access_key = {CANARY}\naws_session_token = {TOKEN}\n",
    "sso": "[profile p]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = admin\n"
    "[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n",
    "web_identity": f"{ROLE}web_identity_token_file = {{token}}\n",
}


@pytest.mark.parametrize("way", sorted(SIGN_IN))
def test_what_signs_in_is_not_shown_by_an_endpoint_that_echoes_it(desk: Desk, way: str) -> None:
    config = desk.file(SIGN_IN[way].format(token=desk.file(TOKEN, "token")), "config")
    cache = desk.home / SSO_TOKEN
    cache.parent.mkdir(parents=True)
    cache.write_text(json.dumps({"accessToken": TOKEN, "expiresAt": "9000-01-01T00:00:00Z"}))
    with mirroring() as url:
        env = {"AWS_CONFIG_FILE": str(config), "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "us-east-1"}
        ended = desk.run("--answers", REFERENCE, "--plan", "--profile", "p", demo=False, env={**env, "COLUMNS": "4000"})
    assert ended.code == 3
    assert "(hidden)" in ended.err
    assert not [one for one in (TOKEN, CREDENTIALS["AWS_ACCESS_KEY_ID"]) if one in ended.err]


@pytest.mark.parametrize(
    ("profile", "code"),
    [("AKIAIOSFODNN7EXAMPLE", 2), (CANARY + "+/9a", 2), (f"https://ann:{PASSWORD}@proxy:3128", 2)],
)
def test_a_secret_in_the_place_of_a_profile_is_not_shown(desk: Desk, profile: str, code: int) -> None:
    ended = desk.run("--answers", REFERENCE, "--plan", "--profile", profile, demo=False, env={"COLUMNS": "300"})
    assert ended.code == code, ended.err
    assert not [secret for secret in (profile, PASSWORD, CANARY) if secret in ended.out + ended.err]
