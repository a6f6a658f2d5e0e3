"""A run from an answers file or a saved setup: what is asked, what is changed, what is said where."""

from __future__ import annotations

import pytest

from .running import REFERENCE, Desk, Ended


def test_yes_sets_up_both_sites_and_ends_with_a_table_on_stdout(reference_run: Ended) -> None:
    assert reference_run.code == 0
    for site in ("https://main.io/", "https://sub.main.io/"):
        line = next(line for line in reference_run.out.splitlines() if site in line)
        assert "InService" in line
        assert "ready" in line


def test_progress_is_told_on_stderr_and_not_on_stdout(reference_run: Ended) -> None:
    for progress in ("load balancer to-main", "PENDING_VALIDATION", "Instance registration is still in progress."):
        assert progress in reference_run.err
        assert progress not in reference_run.out


def test_progress_says_the_cost_before_the_first_change(reference_run: Ended) -> None:
    assert 0 < reference_run.err.index("43.80") < reference_run.err.index("started   ")


def test_the_practice_account_is_not_visited_and_that_is_said(reference_run: Ended) -> None:
    assert "No look as a visitor was taken: the practice account serves no pages" in reference_run.out


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Ended]:
    desk = Desk(tmp_path_factory.mktemp("planned"))
    return desk, desk.run("--answers", REFERENCE, "--plan")


def test_plan_exits_10_when_something_would_change(planned: tuple[Desk, Ended]) -> None:
    assert planned[1].code == 10


def test_plan_is_the_result_and_so_on_stdout(planned: tuple[Desk, Ended]) -> None:
    assert "+ create  load balancer to-main" in planned[1].out
    assert "43.80" in planned[1].out
    assert "load balancer to-main" not in planned[1].err


def test_plan_changes_nothing_and_saves_nothing(planned: tuple[Desk, Ended]) -> None:
    desk = planned[0]
    assert list(desk.account.calls)
    assert desk.writes == []
    assert not desk.setups.exists()


def test_plan_exits_0_when_nothing_would_change(finished: Desk) -> None:
    ended = finished.run("--answers", REFERENCE, "--plan")
    assert ended.code == 0
    assert "Nothing to change" in ended.out


@pytest.fixture(scope="module")
def unasked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Ended]:
    desk = Desk(tmp_path_factory.mktemp("unasked"))
    return desk, desk.run("--answers", REFERENCE)


def test_without_yes_and_without_a_terminal_the_plan_is_shown_and_the_exit_is_4(unasked: tuple[Desk, Ended]) -> None:
    ended = unasked[1]
    assert ended.code == 4
    assert "+ create  load balancer to-main" in ended.err
    assert "--yes" in ended.err


def test_without_yes_and_without_a_terminal_nothing_is_changed(unasked: tuple[Desk, Ended]) -> None:
    assert list(unasked[0].account.calls)
    assert unasked[0].writes == []


def test_resume_of_a_finished_setup_finds_it_unchanged(finished: Desk) -> None:
    before = len(finished.writes)
    ended = finished.run("--resume", "main-io", "--yes", "--output", "json")
    assert (ended.code, ended.last["outcome"]) == (0, "unchanged")
    assert len(finished.writes) == before


def test_resume_without_a_name_is_of_the_setup_that_was_run_last(finished: Desk) -> None:
    ended = finished.run("--resume", "--yes", "--output", "json")
    assert (ended.code, ended.events[0]["setup"], ended.last["outcome"]) == (0, "main-io", "unchanged")


def test_resume_without_a_name_says_where_nothing_is_saved(desk: Desk) -> None:
    ended = desk.run("--resume", "--yes")
    assert (ended.code, "nothing to resume" in ended.err) == (4, True)


def test_resume_of_an_unknown_setup_exits_4_and_names_the_saved_ones(reference: Desk) -> None:
    ended = reference.run("--resume", "nothing-here", "--yes")
    assert (ended.code, ended.out) == (4, "")
    assert "nothing-here" in ended.err
    assert "main-io" in ended.err


def test_without_yes_a_plan_that_changes_nothing_needs_no_answer(finished: Desk) -> None:
    assert finished.run("--answers", REFERENCE).code == 0
