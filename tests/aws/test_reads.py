"""One answer serves all who may use it; what an accepted call changed is known without asking."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any

import pytest

from multisite_tui.aws.calls import AwsCall
from multisite_tui.aws.facts.effects.effect import UNASKED
from multisite_tui.aws.facts.reads import Question, Reads

PATIENT = 20.0
CALL = AwsCall("elb", "Make", {}, "one", "not there yet")


class Asked:
    """A question whose answers are 1, 2, 3 and so on."""

    def __init__(self, **more: Any) -> None:
        self.times = 0
        self.question: Question[int] = Question("question", self._ask, **more)

    def _ask(self) -> int:
        self.times += 1
        return self.times


def test_threads_with_one_question_make_one_call() -> None:
    reads, asked, go_on = Reads(), [], Event()

    def ask() -> str:
        asked.append("x")
        assert go_on.wait(PATIENT)
        return "answer"

    question = Question("question", ask)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(read, question) for read in (reads.expected, lambda one: reads.seen(one, 0)) * 4]
        go_on.set()
    assert [answer.result() for answer in answers] == ["answer"] * 8
    assert asked == ["x"]


def test_other_questions_are_not_held_up() -> None:
    reads, answered = Reads(), Event()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(reads.expected, Question("slow", lambda: answered.wait(PATIENT)))
        assert reads.expected(Question("quick", lambda: 1)) == 1
        answered.set()
    assert waiting.result()


def test_a_failure_is_the_answer_for_all_who_ask_and_is_asked_again_where_it_is_too_old() -> None:
    reads, asked = Reads(), []

    def fail() -> None:
        asked.append("x")
        raise KeyError("denied")

    question = Question("question", fail)
    for _ in range(2):
        with pytest.raises(KeyError, match="denied"):
            reads.expected(question)
    assert asked == ["x"]
    with pytest.raises(KeyError, match="denied"):
        reads.seen(question, reads.moment())
    assert asked == ["x", "x"]


def test_none_is_an_answer_too() -> None:
    reads = Reads()
    assert reads.expected(Question("question", lambda: None)) is None
    assert reads.expected(Question("question", lambda: 1)) is None


def test_an_answer_serves_all_who_need_none_newer() -> None:
    reads, asked = Reads(), Asked()
    before = reads.moment()
    assert [reads.seen(asked.question, since) for since in (0, before, before)] == [1, 1, 1]
    assert reads.seen(asked.question, reads.moment()) == 2
    assert reads.expected(asked.question) == 2


def test_an_answer_that_was_asked_for_before_an_accepted_call_does_not_serve_after_it() -> None:
    reads, asked = Reads(), Asked()
    assert reads.seen(asked.question, 0) == 1
    assert reads.seen(asked.question, reads.accepted(CALL, {})) == 2


def test_one_that_is_on_its_way_when_a_call_is_accepted_is_waited_for_and_asked_once_more_for_all() -> None:
    reads, begun, go_on, asked = Reads(), Event(), Event(), []

    def ask() -> int:
        asked.append("x")
        begun.set()
        assert go_on.wait(PATIENT)
        return len(asked)

    question = Question("question", ask)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(reads.seen, question, 0)
        assert begun.wait(PATIENT)
        since = reads.accepted(CALL, {})
        later = [pool.submit(reads.seen, question, since) for _ in range(4)]
        go_on.set()
    assert (first.result(), [one.result() for one in later]) == (1, [2] * 4)


def test_an_answer_that_cannot_change_is_never_asked_for_again() -> None:
    reads, asked = Reads(), Asked(changes=lambda answer: answer < 2)
    assert [reads.seen(asked.question, reads.moment()) for _ in range(4)] == [1, 2, 2, 2]


def added(answer: Any, call: Any, reply: Any) -> Any:
    return answer if answer is UNASKED else {*answer, reply["Name"]}


def test_what_is_expected_is_the_last_answer_with_what_every_accepted_call_changed() -> None:
    reads, answers = Reads(), iter([{"old"}, {"newer"}])
    question: Question[set[str]] = Question("question", lambda: next(answers), added)
    assert reads.expected(question) == {"old"}
    reads.accepted(CALL, {"Name": "one"})
    reads.accepted(CALL, {"Name": "two"})
    assert reads.expected(question) == {"old", "one", "two"}
    # AWS may not show an accepted call yet: what it says is AWS's own, what is expected goes beyond it.
    assert reads.seen(question, reads.moment()) == {"newer"}
    assert reads.expected(question) == {"newer", "one", "two"}


def test_a_call_can_tell_an_answer_that_was_never_asked_for() -> None:
    reads, asked = Reads(), Asked(effect=lambda answer, call, reply: 7)
    reads.accepted(CALL, {})
    assert (reads.expected(asked.question), asked.times) == (7, 0)


def test_an_answer_that_a_call_makes_unknown_is_asked_for_once_again() -> None:
    reads, asked = Reads(), Asked(effect=lambda answer, call, reply: UNASKED)
    assert reads.expected(asked.question) == 1
    reads.accepted(CALL, {})
    assert [reads.expected(asked.question) for _ in range(3)] == [2, 2, 2]


def test_many_threads_agree_on_what_is_expected() -> None:
    reads, numbers = Reads(), count()
    question: Question[set[str]] = Question("question", set, added)

    def work(_: int) -> bool:
        name = str(next(numbers))
        reads.accepted(CALL, {"Name": name})
        return name in reads.expected(question)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(400)))
    assert len(reads.expected(question)) == 400
