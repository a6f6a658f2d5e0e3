"""Each question is asked once, however many threads ask it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from multisite_tui.aws.facts.memo import Memo

PATIENT = 20.0


def test_threads_with_one_question_make_one_call() -> None:
    memo, asked, go_on = Memo(), [], Event()

    def ask() -> str:
        asked.append("x")
        assert go_on.wait(PATIENT)
        return "answer"

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(memo.ask, "question", ask) for _ in range(8)]
        go_on.set()
    assert [answer.result() for answer in answers] == ["answer"] * 8
    assert asked == ["x"]


def test_other_questions_are_not_held_up() -> None:
    memo, answered = Memo(), Event()

    def slow() -> bool:
        return answered.wait(PATIENT)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(memo.ask, "slow", slow)
        assert memo.ask("quick", lambda: 1) == 1
        answered.set()
    assert waiting.result()


def test_a_failure_is_the_answer_for_all_who_ask() -> None:
    memo, asked = Memo(), []

    def fail() -> None:
        asked.append("x")
        raise KeyError("denied")

    for _ in range(2):
        with pytest.raises(KeyError, match="denied"):
            memo.ask("question", fail)
    assert asked == ["x"]


def test_none_is_an_answer_too() -> None:
    memo = Memo()
    assert memo.ask("question", lambda: None) is None
    assert memo.ask("question", lambda: 1) is None


def test_what_came_with_another_answer_is_known() -> None:
    memo = Memo()
    memo.put("question", 1)
    memo.put("question", 2)
    assert memo.ask("question", lambda: 3) == 1
