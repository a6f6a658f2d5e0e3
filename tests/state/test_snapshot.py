"""A journal folded into how far its setup is."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.errors import ExitCode, InputNeeded
from multisite_tui.model.events import Outcome
from multisite_tui.model.saved import HowFar
from multisite_tui.state.snapshot import Snapshot, read

from .helpers import OPENED, intent, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "main-io" / "journal.jsonl"


def found(path: Path) -> Snapshot:
    snapshot = read(path)
    assert snapshot is not None
    return snapshot


def append(path: Path, text: bytes) -> None:
    with path.open("ab") as file:
        file.write(text)


def test_there_is_none_where_nothing_was_written(path: Path) -> None:
    assert read(path) is None


def test_it_holds_all_that_a_resume_needs(path: Path) -> None:
    opened(path)
    snapshot = found(path)
    assert {key: getattr(snapshot, key) for key in ("version", "kind", "account", "region", "answers")} == {
        key: value for key, value in OPENED.items() if key != "setup"
    }
    assert snapshot.name == "main-io"


def test_an_intent_without_an_end_is_pending(path: Path) -> None:
    journal = opened(path)
    journal.result(intent(journal, "a/one"), {})
    journal.refused(intent(journal, "a/two"), "code", "message")
    intent(journal, "a/three")
    assert [record["steps"] for record in found(path).pending.values()] == [["a/three"]]


def test_replies_wait_for_their_steps_to_finish(path: Path) -> None:
    journal = opened(path)
    for step in ("a/one", "a/two"):
        journal.result(intent(journal, step), {"Id": step})
    journal.step_finished("a/one")
    assert found(path).replies == {"a/two": [{"Id": "a/two"}]}


def test_a_reply_to_a_joined_call_is_every_steps(path: Path) -> None:
    journal = opened(path)
    journal.result(intent(journal, "a/records", "b/records"), {"Id": "C1"})
    assert found(path).replies == {"a/records": [{"Id": "C1"}], "b/records": [{"Id": "C1"}]}


def test_replies_outlive_the_run_that_was_cut_short(path: Path) -> None:
    journal = opened(path)
    journal.result(intent(journal, "a/one"), {"Id": "C1"})
    journal.close()
    opened(path)
    assert found(path).replies == {"a/one": [{"Id": "C1"}]}


def test_intents_of_the_run_before_are_not_taken_for_those_of_this_one(path: Path) -> None:
    journal = opened(path)
    intent(journal, "a/one")
    journal.close()
    journal = opened(path)
    journal.result(intent(journal, "b/two"), {"Id": "C2"})
    snapshot = found(path)
    assert (snapshot.pending, snapshot.replies) == (
        {},
        {"a/one": [{"Lost": "elb:CreateLoadBalancer"}], "b/two": [{"Id": "C2"}]},
    )


def test_finished_counts_the_steps_of_the_last_plan(path: Path) -> None:
    journal = opened(path)
    journal.planned({"a/one": "", "a/two": ""})
    journal.step_finished("a/one")
    journal.step_finished("a/gone")
    saved = found(path).saved()
    assert (saved.done, saved.total) == (1, 2)


def test_a_run_that_never_ended_has_no_outcome(path: Path) -> None:
    journal = opened(path)
    journal.ended("complete", 0)
    assert found(path).saved().outcome is Outcome.COMPLETE
    journal.close()
    opened(path)
    assert found(path).saved().outcome is None


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_read_back(path: Path, outcome: Outcome) -> None:
    opened(path).ended(outcome, 0)
    assert found(path).outcome is outcome


def test_a_torn_last_line_is_passed_over(path: Path) -> None:
    opened(path)
    before = found(path)
    append(path, b'{"record":"intent","ca')
    assert found(path) == before


def test_a_torn_line_before_a_new_run_is_passed_over(path: Path) -> None:
    opened(path).close()
    append(path, '{"record":"intent","about":"한'.encode()[:-1])
    journal = opened(path, region="us-east-1")
    journal.planned({"a/one": ""})
    assert (found(path).region, found(path).steps) == ("us-east-1", ("a/one",))


@pytest.mark.parametrize("garbled", [b"garbled", b"[]", b"{}", b'{"record":5}', b"\xff\xfe"])
def test_a_garbled_line_in_the_middle_is_refused_with_its_number(path: Path, garbled: bytes) -> None:
    journal = opened(path)
    append(path, garbled + b"\n")
    journal.planned({"a/one": ""})
    with pytest.raises(InputNeeded) as caught:
        read(path)
    assert caught.value.problem.code == "state_garbled"
    assert caught.value.problem.what == f"The saved state at {path} cannot be read (line 2)."


def test_a_newer_journal_is_refused_and_not_guessed_at(path: Path) -> None:
    opened(path)
    append(path, b'{"record":"opened","format":2,"version":"9.1"}\n')
    with pytest.raises(InputNeeded) as caught:
        read(path)
    assert (caught.value.problem.code, caught.value.exit_code) == ("state_newer", ExitCode.INPUT_NEEDED)
    assert "9.1" in caught.value.problem.what


def test_a_record_of_a_later_minor_version_is_passed_over(path: Path) -> None:
    journal = opened(path)
    append(path, b'{"record":"remark","at":"2026-11-22T00:00:00+00:00"}\n')
    journal.planned({"a/one": ""})
    assert found(path).steps == ("a/one",)


def test_the_time_is_that_of_the_last_line(path: Path) -> None:
    opened(path)
    append(path, b'{"record":"remark","at":"2031-01-02T03:04:05+00:00"}\n')
    assert found(path).saved().updated_at.isoformat() == "2031-01-02T03:04:05+00:00"


@pytest.mark.parametrize("content", [b"", b"\n", b'{"record":"opened","at":"2026'])
def test_a_journal_that_was_cut_off_in_its_first_line_is_none(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert read(path) is None


@pytest.mark.parametrize(
    "content", [b"garbage", b"garbage\n", bytes(4096), b"[" * 5000, b'{"record":"planned","at":"2026']
)
def test_a_journal_without_a_line_that_can_be_read_is_told(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(InputNeeded) as caught:
        read(path)
    assert "line 1" in caught.value.problem.what


def test_a_run_that_goes_on_where_one_was_cut_off_in_its_first_line_is_read(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"record":"opened","at":"2026')
    opened(path)
    assert found(path).account == OPENED["account"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"record":"planned"}',
        b'{"record":"planned","steps":1}',
        b'{"record":"opened","kind":"practice"}',
        b'{"record":"intent","call":1}',
        b'{"record":"ended","outcome":"no outcome"}',
        b'{"record":"opened","format":"new"}',
        pytest.param(
            b'{"record":"intent","call":1,"steps":["a/validation"],"params":[]}',
        ),
    ],
)
def test_a_line_that_lacks_what_it_must_have_is_garbled(path: Path, line: bytes) -> None:
    opened(path)
    append(path, line + b"\n")
    with pytest.raises(InputNeeded) as caught:
        read(path)
    assert caught.value.problem.code == "state_garbled"
    assert caught.value.problem.what.startswith(f"The saved state at {path} cannot be read (")


def test_a_line_that_lacks_what_it_must_have_is_told_with_its_number(path: Path) -> None:
    opened(path)
    append(path, b'{"record":"planned"}\n')
    with pytest.raises(InputNeeded, match=r"\(line 2\)"):
        read(path)


SITES = {"shared/balancer": "", "main.io/records": "main.io", "sub.main.io/records": "sub.main.io"}


def removal_of_a_site(path: Path, *, ended: str | None) -> None:
    """A whole run in which one step of each site was done, and behind it the removal of one site."""
    journal = opened(path)
    journal.planned(SITES)
    for step in SITES:
        journal.step_finished(step)
    journal.ended("complete", 0)
    journal.close()
    journal = opened(path)
    journal.planned(
        {"sub.main.io/a": "sub.main.io", "sub.main.io/b": "sub.main.io"}, removal=True, removed_site="sub.main.io"
    )
    journal.step_finished("sub.main.io/a")
    if ended:
        journal.ended(ended, 0)
    journal.close()


@pytest.mark.parametrize("ended", ["complete", "interrupted", None])
def test_the_removal_of_a_site_does_not_hide_how_far_the_others_are(path: Path, ended: str | None) -> None:
    removal_of_a_site(path, ended=ended)
    saved = found(path).saved()
    assert (saved.removed_site, saved.whole) == ("sub.main.io", HowFar(2, 2, Outcome.COMPLETE))
    assert (saved.done, saved.total, saved.outcome) == (1, 2, Outcome(ended) if ended else None)


def test_one_removal_after_another_leaves_what_neither_took_away(path: Path) -> None:
    removal_of_a_site(path, ended="complete")
    journal = opened(path)
    journal.planned({"main.io/a": "main.io"}, removal=True, removed_site="main.io")
    assert found(path).saved().whole == HowFar(1, 1, Outcome.COMPLETE)


def test_a_run_of_the_whole_setup_counts_for_itself(path: Path) -> None:
    removal_of_a_site(path, ended="interrupted")
    journal = opened(path)
    journal.planned({"main.io/records": "main.io"})
    saved = found(path).saved()
    assert (saved.removed_site, saved.whole, saved.total) == ("", None, 1)


def test_a_site_that_did_not_come_to_its_end_no_longer_counts_once_it_is_gone(path: Path) -> None:
    journal = opened(path)
    journal.planned(SITES)
    journal.step_finished("shared/balancer")
    journal.step_finished("main.io/records")
    journal.ended("partial", 5)
    journal.close()
    journal = opened(path)
    journal.planned({}, removal=True, removed_site="sub.main.io")
    assert found(path).saved().whole == HowFar(2, 2, Outcome.COMPLETE)
    journal.close()
    journal = opened(path)
    journal.planned({}, removal=True, removed_site="main.io")
    assert found(path).saved().whole == HowFar(1, 2, Outcome.PARTIAL)
