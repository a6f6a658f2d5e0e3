"""Calls of one lane go one at a time; those that are ready together go as one, and one bad call fails alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, Lock
from typing import Any

import pytest

from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.resources.records import ZoneChange
from multisite_tui.aws.resources.secure_entries import ListenerCreation
from multisite_tui.engine.batches import BATCH_WINDOW
from multisite_tui.engine.call_executor import CallExecutor
from multisite_tui.errors import Interrupted
from multisite_tui.model.events import StepRetrying

from .fakes import PATIENT, Stage, refusal


def change(name: str, zone: str = "Z1", record: str | None = None) -> ZoneChange:
    record_set = {"Name": record or name, "Type": "A"}
    return ZoneChange.of(
        zone, [{"Action": "CREATE", "ResourceRecordSet": record_set}], name, "why", takes_away=(f"old {name}",)
    )


def creation(name: str) -> ListenerCreation:
    """Return the call that makes the listener with the certificate of this name."""
    params = {"LoadBalancerArn": "alb", "Port": 443, "Certificates": [{"CertificateArn": name}]}
    return ListenerCreation.of(params, name)


class Queue(list[Any]):
    """Those who wait in a lane; says when the last one has come."""

    def __init__(self, last: Countdown) -> None:
        super().__init__()
        self._last = last

    def append(self, passenger: Any) -> None:
        super().append(passenger)
        self._last.one_more()


class Countdown:
    """Lets everybody go once so many have come."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._lock = Lock()
        self._all = Event()

    def one_more(self) -> None:
        with self._lock:
            self._count -= 1
            if self._count == 0:
                self._all.set()

    def wait(self) -> None:
        assert self._all.wait(PATIENT)


def together(
    stage: Stage, *calls: ZoneChange | ListenerCreation, meanwhile: Callable[[], None] = lambda: None
) -> list[Any]:
    """Let a step for each call come to its lane before any leader sets out; return what became of each call."""
    everybody = Countdown(len(calls))
    for call in calls:
        stage.calls._batcher(call.batch)._queue = Queue(everybody)

    def gather() -> None:
        everybody.wait()
        meanwhile()

    def ride(call: ZoneChange | ListenerCreation) -> Future[Any]:
        return pool.submit(stage.calls.call, stage.step("records", site=call.about), call)

    stage.clock.when_waiting = gather
    with ThreadPoolExecutor(len(calls)) as pool:
        rides = [ride(call) for call in calls]
    return [one.exception() or one.result() for one in rides]


def test_calls_that_are_ready_together_go_as_one(stage: Stage) -> None:
    replies = together(stage, change("a"), change("b"), change("c"))
    assert len(stage.cloud.made) == 1
    assert sorted(stage.cloud.made[0].split(", ")) == ["a", "b", "c"]
    assert replies == [{"Made": stage.cloud.made[0]}] * 3


def test_a_change_that_nobody_can_join_goes_at_once(stage: Stage) -> None:
    CallExecutor(stage.context, peers=lambda step: 0).call(stage.step("records"), change("a"))
    assert stage.clock.waited == []


def test_a_change_that_others_may_join_waits_no_longer_than_a_change_takes(stage: Stage) -> None:
    stage.calls.call(stage.step("records"), change("a"))
    assert sum(stage.clock.waited) == pytest.approx(BATCH_WINDOW)


def test_one_intent_names_every_step_of_the_joined_call(stage: Stage) -> None:
    together(stage, change("a"), change("b"))
    [(steps, _)] = stage.recorder.intents
    assert sorted(steps) == ["a/records", "b/records"]


def test_a_refused_batch_goes_again_one_by_one_and_only_the_bad_one_fails(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(call: ZoneChange) -> dict[str, Any]:
        stage.cloud.make(call)
        if "bad" in str(call.params):
            raise refusal("InvalidChangeBatch")
        return {"Made": call.about}

    stage.context.make = make
    good, bad, other = together(stage, change("good"), change("bad"), change("other"))
    assert (good, other) == ({"Made": "good"}, {"Made": "other"})
    assert isinstance(bad, AwsFailure)
    assert len(stage.cloud.made) == 4


@pytest.mark.parametrize("code", ["UnsupportedCertificate", "CertificateNotFound"])
@pytest.mark.parametrize("bad", [("a",), ("a", "b"), ("c",), ("b", "c")], ids="".join)
def test_bad_certificates_hold_up_no_other_site(stage: Stage, bad: tuple[str, ...], code: str) -> None:
    """Whichever comes first: the others are answered before any try is made again."""
    waited_at = []

    def make(call: ListenerCreation) -> dict[str, Any]:
        waited_at.append(any(pause > BATCH_WINDOW for pause in stage.clock.waited))
        stage.cloud.make(call)
        if call.about in bad:
            raise refusal(code, call="elbv2:CreateListener")
        return {"Made": call.about}

    stage.context.make = make
    outcomes = dict(zip("abc", together(stage, *map(creation, "abc")), strict=True))
    assert {name for name, outcome in outcomes.items() if isinstance(outcome, AwsFailure)} <= set(bad)
    good = [place for place, about in enumerate(stage.cloud.made) if about not in bad]
    assert [waited_at[place] for place in good] == [False]


def test_a_bad_certificate_that_comes_alone_holds_up_nobody_who_comes_later(stage: Stage) -> None:
    retrying, later = Event(), Event()

    def make(call: ListenerCreation) -> dict[str, Any]:
        if call.about == "bad" and not later.is_set():
            raise refusal("UnsupportedCertificate", call="elbv2:CreateListener")
        return {"Made": call.about}

    def pause() -> None:
        if any(isinstance(event, StepRetrying) for event in stage.events):
            retrying.set()
            assert later.wait(PATIENT)

    stage.context.make = make
    stage.clock.when_waiting = pause
    calls = CallExecutor(stage.context, peers=lambda step: 0)
    with ThreadPoolExecutor(2) as pool:
        bad = pool.submit(calls.call, stage.step("listeners", site="bad"), creation("bad"))
        assert retrying.wait(PATIENT)
        good = pool.submit(calls.call, stage.step("listeners", site="good"), creation("good"))
        assert good.result(PATIENT) == {"Made": "good"}
        later.set()
        assert bad.result(PATIENT) == {"Made": "bad"}


@pytest.mark.parametrize("code", ["AccessDenied", "ExpiredToken"])
def test_a_denied_batch_is_not_tried_one_by_one(stage: Stage, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def make(call: ZoneChange) -> dict[str, Any]:
        stage.cloud.make(call)
        raise refusal(code)

    stage.context.make = make
    failures = together(stage, change("a"), change("b"))
    assert [failure.code for failure in failures] == [code, code]
    assert len(stage.cloud.made) == 1


@pytest.mark.parametrize("code", ["Throttling", "PriorRequestNotComplete", "TooManyRequestsException"])
def test_a_throttled_batch_is_not_tried_one_by_one(stage: Stage, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def make(call: ZoneChange) -> dict[str, Any]:
        stage.cloud.make(call)
        raise refusal(code)

    stage.context.make = make
    failures = together(stage, change("a"), change("b"))
    assert [failure.code for failure in failures] == [code, code]
    assert len(set(stage.cloud.made)) == 1  # tried again as its row says, and always together


def test_a_recorder_that_cannot_write_fails_every_passenger_and_no_call_is_made(stage: Stage) -> None:
    stage.recorder.refuses["intent"] = OSError("full")
    failures = together(stage, change("a"), change("b"))
    assert [str(failure) for failure in failures] == ["full", "full"]
    assert stage.cloud.made == []


def test_different_lanes_go_at_the_same_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Barrier(2, timeout=PATIENT)

    def make(call: ZoneChange) -> dict[str, Any]:
        meeting.wait()
        return {}

    stage.context.make = make
    assert together(stage, change("a", "Z1"), change("b", "Z2")) == [{}, {}]


def test_calls_of_one_lane_never_overlap(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    road = Lock()

    def make(call: ZoneChange) -> dict[str, Any]:
        assert road.acquire(blocking=False)
        road.release()
        return {}

    stage.context.make = make
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(lambda number: stage.calls.call(stage.step("records"), change(f"n{number}")), range(40))
        )
    assert replies == [{}] * 40


def test_a_change_that_stands_twice_is_sent_once() -> None:
    joined = change("a", record="_proof").joined([change("b", record="_proof"), change("c")])
    names = [one["ResourceRecordSet"]["Name"] for one in joined.params["ChangeBatch"]["Changes"]]
    assert names == ["_proof", "c"]


def test_a_joined_call_keeps_what_stood_at_every_name() -> None:
    assert change("a").joined([change("b")]).takes_away == ("old a", "old b")


def test_a_gather_that_fails_takes_only_its_leader_out_of_the_lane(stage: Stage) -> None:
    first = iter([True])

    def fail_once() -> None:
        if next(first, False):
            raise refusal("once")

    outcomes = together(stage, change("a"), change("b"), change("c"), meanwhile=fail_once)
    [failure] = [one for one in outcomes if isinstance(one, AwsFailure)]
    assert failure.code == "once"
    [made] = stage.cloud.made
    assert outcomes.count({"Made": made}) == 2
    assert len(made.split(", ")) == 2


def test_an_interrupt_while_the_batch_is_gathered_makes_no_call_and_strands_nobody(stage: Stage) -> None:
    failures = together(stage, change("a"), change("b"), change("c"), meanwhile=stage.interrupt.ask)
    assert [type(failure) for failure in failures] == [Interrupted] * 3
    assert stage.cloud.made == []
