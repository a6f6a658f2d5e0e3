"""Recent answers are shared by what follows within seconds: those of one account only, and no failures."""

from __future__ import annotations

from typing import Any, cast

import pytest

from multisite_tui.aws.facts.reads import Question
from multisite_tui.aws.facts.recent_reads import FRESH, RecentReads
from multisite_tui.aws.session import Aws

ONE, OTHER = cast("Aws", object()), cast("Aws", object())


class Moved:
    """Seconds that only the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_answers_are_shared_as_long_as_they_are_fresh() -> None:
    moved = Moved()
    recent = RecentReads(moved)
    first = recent.current(ONE)
    moved.now = FRESH
    assert recent.current(ONE) is first
    moved.now = FRESH + 1
    assert recent.current(ONE) is not first


def test_answers_of_one_account_are_not_those_of_another() -> None:
    recent = RecentReads()
    first = recent.current(ONE)
    assert recent.current(OTHER) is not first
    assert recent.current(ONE) is not first


def test_who_tries_again_after_a_failure_asks_again_and_only_for_that() -> None:
    recent, failures = RecentReads(), [KeyError("denied")]

    def ask() -> str:
        if failures:
            raise failures.pop()
        return "answer"

    def no_second_time() -> Any:
        pytest.fail("asked for though it was known")

    reads = recent.current(ONE)
    assert reads.expected(Question("known", lambda: 1)) == 1
    for _ in range(2):
        with pytest.raises(KeyError, match="denied"):
            reads.expected(Question("question", ask))
    reads = recent.current(ONE)
    assert reads.expected(Question("question", ask)) == "answer"
    assert reads.expected(Question("known", no_second_time)) == 1
