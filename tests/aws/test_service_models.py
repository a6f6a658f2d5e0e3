"""What botocore knows of the services is read as botocore reads it, into plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import _JSON_OPEN_METHODS, JSONFileLoader, Loader

from multisite_tui.aws.service_models import PlainFileLoader
from multisite_tui.aws.session import open_session

DATA = Path(Loader.BUILTIN_DATA_PATH)


def read_by_botocore(path: str) -> Any:
    """Read a file as botocore does; `load_file` may answer with what other tests have read, and botocore changed."""
    found = (JSONFileLoader()._load_file(path + ending, open_it) for ending, open_it in _JSON_OPEN_METHODS.items())
    return next(filter(None, found))


def dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from dictionaries(one)


@pytest.mark.parametrize("path", ["endpoints", "elb/2012-06-01/service-2"], ids=["plain", "compressed"])
def test_a_file_holds_what_botocore_reads_in_the_same_order(path: str) -> None:
    ours, theirs = PlainFileLoader().load_file(str(DATA / path)), read_by_botocore(str(DATA / path))
    assert ours == theirs
    assert [list(one) for one in dictionaries(ours)] == [list(one) for one in dictionaries(theirs)]
    assert {type(one) for one in dictionaries(ours)} == {dict}


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert PlainFileLoader().load_file(str(tmp_path / "none")) is None


def test_where_both_are_there_the_plain_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "both.json").write_text('{"read": true}')
    (tmp_path / "both.json.gz").write_bytes(b"not read")
    assert PlainFileLoader().load_file(str(tmp_path / "both")) == {"read": True}


def test_the_clients_of_a_session_are_made_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    read: list[str] = []
    load_file = PlainFileLoader.load_file
    monkeypatch.setattr(PlainFileLoader, "load_file", lambda self, path: read.append(path) or load_file(self, path))
    open_session(None, "us-east-1").client("elb")
    assert any(path.endswith("elb/2012-06-01/service-2") for path in read)
    assert any(path.endswith("endpoints") for path in read)
