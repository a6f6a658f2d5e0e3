"""Where setups are saved, one folder each."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.errors import ExitCode, InputNeeded, SetupLocked
from multisite_tui.state.store import Store

from .helpers import OPENED


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "setups")


def save(store: Store, name: str) -> None:
    journal = store.journal(name)
    journal.opened(**{**OPENED, "setup": name})
    journal.close()


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.names() == ()


def test_names_are_those_of_saved_setups_sorted(store: Store) -> None:
    save(store, "sub-io")
    save(store, "main-io")
    (store.folder / "nothing-yet").mkdir()
    assert store.names() == ("main-io", "sub-io")


def test_a_setup_that_is_only_locked_is_not_saved(store: Store) -> None:
    with store.lock("main-io"):
        assert store.names() == ()


def test_read_gives_what_was_saved_under_the_name(store: Store) -> None:
    save(store, "main-io")
    found = store.read("main-io")
    assert found is not None
    assert (found.name, found.answers) == ("main-io", "schema: 1\n")
    assert store.read("sub-io") is None


@pytest.mark.parametrize("name", ["..", "../main-io", "a/b", "", "MAIN", "x" * 65, "-a", "a\n"])
def test_what_is_no_name_leads_nowhere(store: Store, name: str) -> None:
    save(store, "main-io")
    assert store.read(name) is None


def test_a_needed_setup_that_is_missing_is_told_with_those_there_are(store: Store) -> None:
    save(store, "main-io")
    with pytest.raises(InputNeeded) as caught:
        store.need("sub-io")
    problem = caught.value.problem
    assert (problem.code, caught.value.exit_code) == ("setup_not_found", ExitCode.INPUT_NEEDED)
    assert ("sub-io" in problem.what, "main-io" in problem.why) == (True, True)


def test_need_in_an_empty_store_says_none(store: Store) -> None:
    with pytest.raises(InputNeeded) as caught:
        store.need("sub-io")
    assert "none" in caught.value.problem.why


def test_the_lock_is_the_setups(store: Store) -> None:
    with store.lock("main-io"), store.lock("sub-io"), pytest.raises(SetupLocked), store.lock("main-io"):
        pytest.fail("two at once")
