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


@pytest.mark.parametrize("content", [b"", b'{"record":"opened","at":"2026'])
def test_a_journal_that_no_run_got_to_begin_is_not_saved(store: Store, content: bytes) -> None:
    save(store, "main-io")
    cut = store.folder / "cut-off"
    cut.mkdir()
    (cut / "journal.jsonl").write_bytes(content)
    assert store.names() == ("main-io",)
    assert store.read("cut-off") is None


@pytest.mark.parametrize("name", ["MAIN", "a b", "-a", "x" * 65])
def test_a_folder_whose_name_is_none_is_not_saved(store: Store, name: str) -> None:
    save(store, "main-io")
    save(store, name)
    assert store.names() == ("main-io",)


GARBLED = b"garbled\n{}\n"
NEWER = b'{"record":"opened","format":2,"version":"9.1"}\n'


@pytest.mark.parametrize("content", [GARBLED, NEWER])
def test_a_journal_that_cannot_be_read_hides_no_other(store: Store, content: bytes) -> None:
    save(store, "main-io")
    save(store, "sub-io")
    (store.folder / "main-io" / "journal.jsonl").write_bytes(content)
    assert "sub-io" in store.names()


@pytest.mark.parametrize("content", [GARBLED, NEWER])
def test_a_journal_that_cannot_be_read_is_refused_by_its_own_name(store: Store, content: bytes) -> None:
    save(store, "main-io")
    (store.folder / "main-io" / "journal.jsonl").write_bytes(content)
    with pytest.raises(InputNeeded, match="main-io"):
        store.need("main-io")


@pytest.mark.parametrize("content", [b"garbled\n", b'{"record":5}\n', b"[]\n"])
def test_the_answers_of_a_setup_are_read_although_the_rest_cannot_be(store: Store, content: bytes) -> None:
    save(store, "main-io")
    path = store.folder / "main-io" / "journal.jsonl"
    path.write_bytes(path.read_bytes() + content + b'{"record":"planned","at":"2026-01-01","steps":[]}\n')
    with pytest.raises(InputNeeded, match="line 2"):
        store.need("main-io")
    assert store.answers("main-io") == OPENED["answers"]


@pytest.mark.parametrize("content", [GARBLED, NEWER])
def test_answers_that_cannot_be_read_are_not_guessed_at(store: Store, content: bytes) -> None:
    save(store, "main-io")
    (store.folder / "main-io" / "journal.jsonl").write_bytes(content)
    with pytest.raises(InputNeeded, match="saved state"):
        store.answers("main-io")


@pytest.mark.parametrize("name", ["sub-io", "..", "../main-io"])
def test_answers_of_what_is_not_saved_are_refused(store: Store, name: str) -> None:
    save(store, "main-io")
    with pytest.raises(InputNeeded, match="is saved"):
        store.answers(name)


def test_what_is_forgotten_is_not_saved_any_more_and_not_lost(store: Store) -> None:
    save(store, "main-io")
    before = (store.folder / "main-io" / "journal.jsonl").read_bytes()
    store.forget("main-io")
    assert (store.names(), store.read("main-io")) == ((), None)
    assert [path.read_bytes() for path in (store.folder / "main-io").glob("journal*")] == [before]


def test_a_setup_begins_anew_after_it_was_forgotten(store: Store) -> None:
    save(store, "main-io")
    store.forget("main-io")
    save(store, "main-io")
    store.forget("main-io")
    save(store, "main-io")
    assert store.names() == ("main-io",)


def test_forgetting_what_is_not_saved_does_nothing(store: Store) -> None:
    store.forget("main-io")
    assert store.names() == ()


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
