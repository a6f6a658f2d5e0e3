"""Who we are, and where: found as boto3 finds it, told as a person reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from multisite_tui.aws.errors import AwsFailure, refused
from multisite_tui.aws.region_access import not_enabled
from multisite_tui.aws.session import connect, open_session
from multisite_tui.aws.signed_in import SIGNED_IN, aws_command
from multisite_tui.demo.wire.sessions import isolated_session
from multisite_tui.errors import AccessError, ExitCode, Failure
from multisite_tui.model.accounts import AccountKind

from .practice import Practice


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.usefixtures("bare")
def test_an_unknown_profile_is_exit_3_and_named() -> None:
    with pytest.raises(Failure, match="nobody") as caught:
        open_session("nobody", None)
    assert caught.value.exit_code is ExitCode.ACCESS


@pytest.mark.usefixtures("bare")
def test_no_region_is_exit_3_and_names_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with pytest.raises(AccessError) as caught:
        connect(open_session(None, None))
    assert (caught.value.problem.code, caught.value.problem.key) == ("no_region", "region")


@pytest.mark.usefixtures("bare")
def test_who_has_neither_a_region_nor_credentials_is_led_to_those_first() -> None:
    with pytest.raises(AccessError) as caught:
        connect(open_session(None, None))
    assert caught.value.problem.code == "NoCredentialsError"


@pytest.mark.usefixtures("bare")
def test_no_credentials_are_exit_3_and_the_way_out_is_told() -> None:
    with pytest.raises(AccessError) as caught:
        connect(open_session(None, "ap-northeast-2"))
    assert caught.value.problem.code == "NoCredentialsError"
    assert "--demo" in caught.value.problem.next
    assert "`aws configure`" in caught.value.problem.next
    assert "`aws login`" in caught.value.problem.next


def test_without_credentials_the_profiles_that_there_are_are_named(bare: None, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\nregion = us-east-1\n[profile team]\nsso_session = ours\n")
    with pytest.raises(AccessError) as caught:
        connect(open_session(None, None))
    assert "the profiles default, team: name one with --profile" in caught.value.problem.next
    assert "`aws configure sso` once, then `aws sso login --profile team`" in caught.value.problem.next
    (tmp_path / "config").write_text("[default]\n[profile bare]\nregion = us-east-1\n")
    with pytest.raises(AccessError) as caught:
        connect(open_session("bare", None))
    assert "`aws configure --profile bare`" in caught.value.problem.next
    assert "`aws sso login --profile bare`" in caught.value.problem.next


def test_a_command_reaches_the_account_as_this_process_does() -> None:
    assert aws_command("us-east-1", "ec2", "help") == "aws ec2 help --region us-east-1"
    SIGNED_IN.learn("my team")
    assert aws_command("us-east-1", "ec2", "help") == "aws ec2 help --region us-east-1 --profile 'my team'"


def test_nobody_is_told_to_sign_in_to_aws_for_the_practice_account(practice: Practice) -> None:
    connect(practice.account.session(), practice=True)
    assert "aws " not in refused("ec2:DescribeInstances", "ExpiredToken", "No.").problem.next
    SIGNED_IN.learn("team")
    assert "`aws sso login --profile team`" in refused("ec2:DescribeInstances", "ExpiredToken", "No.").problem.next


def test_the_command_to_sign_in_again_names_the_profile(bare: None, tmp_path: Path) -> None:
    sso = "sso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\n"
    (tmp_path / "config").write_text(f"[profile team]\nregion = us-east-1\nsso_role_name = admin\n{sso}")
    with pytest.raises(AccessError) as caught:
        connect(open_session("team", None))
    assert "`aws sso login --profile team`" in caught.value.problem.next


def test_the_practice_account_is_one(practice: Practice) -> None:
    account = practice.aws.account
    assert (account.id, account.region, account.kind) == ("123456789012", "ap-northeast-2", AccountKind.PRACTICE)


def test_how_often_a_call_is_sent_is_pinned(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    practice.account.throttle("DescribeAccountLimits")
    with pytest.raises(ClientError, match="Throttling"):
        practice.aws.elb.describe_account_limits()
    assert practice.asked("DescribeAccountLimits") == 5
    assert practice.aws.elb.meta.config.retries["mode"] == "standard"


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidClientTokenId", "AccessDenied"])
def test_credentials_that_aws_refuses_are_exit_3(practice: Practice, code: str) -> None:
    practice.account.fail("GetCallerIdentity", code, status=403)
    with pytest.raises(AccessError) as caught:
        connect(practice.account.session(), practice=True)
    assert caught.value.problem.code == code


@pytest.mark.parametrize(
    ("urls", "kind"),
    [
        ({}, AccountKind.AWS),
        ({"elb": "http://127.0.0.1:5000"}, AccountKind.ENDPOINT),
        ({"route53": "https://route53.amazonaws.com.evil.example"}, AccountKind.ENDPOINT),
    ],
)
def test_it_is_aws_only_where_every_client_talks_to_aws(urls: dict[str, str], kind: AccountKind) -> None:
    from multisite_tui.aws.session import _kind

    session = isolated_session()
    clients = [session.client(name, endpoint_url=urls.get(name)) for name in ("sts", "elb", "route53")]  # type: ignore[call-overload]
    assert _kind(*clients) is kind


class _Elsewhere:
    """A session whose keys pass in us-east-1, or do not."""

    def __init__(self, region: str, failure: AwsFailure | None) -> None:
        self.region_name = region
        self.asked: list[str] = []
        self._failure = failure

    def client(self, service: str, *, region_name: str, config: object) -> _Elsewhere:
        self.asked.append(region_name)
        return self

    def get_caller_identity(self) -> dict[str, str]:
        if self._failure is not None:
            raise self._failure
        return {"Account": "123456789012"}


def in_region(region: str, *, code: str = "InvalidClientTokenId", passes: bool = True) -> tuple[AwsFailure, list[str]]:
    failure = refused("sts:GetCallerIdentity", code, "The security token included in the request is invalid.")
    session = _Elsewhere(region, None if passes else failure)
    return not_enabled(failure, session, None), session.asked  # type: ignore[arg-type]


def test_keys_that_pass_elsewhere_say_that_the_region_is_not_enabled() -> None:
    failure, asked = in_region("ap-east-1")
    assert failure.problem.what == "The region ap-east-1 is not enabled in the account 123456789012."
    assert (failure.problem.key, failure.exit_code, asked) == ("region", ExitCode.ACCESS, ["us-east-1"])
    assert "Sign in again" not in failure.problem.next


@pytest.mark.parametrize(
    ("region", "code", "passes", "asks"),
    [
        ("ap-east-1", "InvalidClientTokenId", False, 1),
        ("us-east-1", "InvalidClientTokenId", True, 0),
        ("cn-north-1", "InvalidClientTokenId", True, 0),
        ("ap-east-1", "SignatureDoesNotMatch", True, 0),
    ],
)
def test_other_refusals_of_keys_stay_what_they_are(region: str, code: str, passes: bool, asks: int) -> None:
    failure, asked = in_region(region, code=code, passes=passes)
    assert "Sign in again" in failure.problem.next
    assert len(asked) == asks


@pytest.mark.parametrize(
    ("default", "other", "config", "asked", "found"),
    [
        ("", "", "eu-west-1", None, "eu-west-1"),
        ("", "", '"eu-west-1"', None, "eu-west-1"),
        ("", "", "'eu-west-1'", None, "eu-west-1"),
        ("", "eu-west-3", "eu-west-1", None, "eu-west-3"),
        ("", '"eu-west-3"', "eu-west-1", None, "eu-west-3"),
        ("eu-west-2", "eu-west-3", "eu-west-1", None, "eu-west-2"),
        ("eu-west-2", "eu-west-3", "eu-west-1", "us-east-1", "us-east-1"),
    ],
)
def test_the_region_is_the_one_asked_for_then_the_environments_then_the_profiles(
    bare: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    default: str, other: str, config: str, asked: str | None, found: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("AWS_DEFAULT_REGION", default)
    monkeypatch.setenv("AWS_REGION", other)
    (tmp_path / "config").write_text(f"[default]\nregion = {config}\n")
    assert open_session(None, asked).region_name == found


def test_a_region_that_is_none_names_its_key(bare: None, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\nregion = no where\naws_access_key_id = A\naws_secret_access_key = s\n")
    with pytest.raises(AccessError) as caught:
        connect(open_session(None, None))
    assert caught.value.problem.key == "region"


def test_a_profile_of_aws_login_names_its_own_command(bare: None, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile team]\nregion = us-east-1\nlogin_session = arn:aws:iam::1:user/ann\n")
    with pytest.raises(AccessError) as caught:
        connect(open_session("team", None))
    assert caught.value.problem.code == "LoginTokenLoadError"
    assert "`aws login --profile team`" in caught.value.problem.next
