"""What a person can choose from to sign in, without a call to AWS."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.aws.login_choices import configured_region, login_files, profile_names, regions_beside

CONFIG = "[default]\nregion = ap-northeast-2\n[profile zoo]\n[profile gov]\nregion = us-gov-west-1\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(CONFIG)
    (tmp_path / ".aws" / "credentials").write_text("[alone]\naws_access_key_id = x\n")
    return tmp_path


def test_profiles_are_those_of_both_files_the_default_one_first(home: Path) -> None:
    assert profile_names() == ("default", "alone", "gov", "zoo")


@pytest.mark.parametrize("content", ["[profile\n", "nonsense", ""])
def test_a_configuration_that_cannot_be_read_has_no_profiles(home: Path, content: str) -> None:
    (home / ".aws" / "config").write_text(content)
    (home / ".aws" / "credentials").unlink()
    assert profile_names() == ()
    assert configured_region("") == ""


def test_the_region_is_that_of_the_profile_or_of_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert configured_region("") == "ap-northeast-2"
    assert configured_region("gov") == "us-gov-west-1"
    assert configured_region("no-such") == ""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert configured_region("zoo") == "eu-west-1"


def test_regions_are_those_of_one_partition_in_words() -> None:
    commercial = {one.name: one.place for one in regions_beside("")}
    assert commercial["ap-northeast-2"] == "Asia Pacific (Seoul)"
    assert not [name for name in commercial if name.startswith(("us-gov-", "cn-"))]
    assert {one.name for one in regions_beside("us-gov-west-1")} == {"us-gov-east-1", "us-gov-west-1"}
    assert regions_beside("no-such-1") == regions_beside("ap-northeast-2")


def test_what_signing_in_writes_is_noticed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = login_files()
    assert login_files() == before
    token = home / ".aws" / "sso" / "cache" / "token.json"
    token.parent.mkdir(parents=True)
    token.write_text("{}")
    after = login_files()
    assert after != before
    elsewhere = home / "other"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(elsewhere))
    unset = login_files()
    elsewhere.write_text("[default]\n")
    assert login_files() != unset
