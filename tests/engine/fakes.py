"""The engine's surroundings: a cloud of plain names, a clock that runs when waited on, a recorder in memory."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from multisite_tui.aws.calls import AwsCall, Call
from multisite_tui.aws.errors import AwsFailure, refused
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import Reads
from multisite_tui.aws.resources.base import Progress, Resource, StepOutputs, Wait
from multisite_tui.engine.call_executor import CallExecutor
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.context import RunContext
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.run import Run, StepResults
from multisite_tui.errors import Problem
from multisite_tui.model.events import Event
from multisite_tui.model.intents import IntendedCall
from multisite_tui.model.plans import Action, PlannedStep
from multisite_tui.model.replies import Reply
from multisite_tui.model.roles import Role
from multisite_tui.model.usual_times import UsualTime
from multisite_tui.plan.graph import Step, site_step

ROLE = Role.LOAD_BALANCER
"""Of every fake step: the engine does not ask."""
MANY = 99
"""More steps than any test has: a batch waits its whole time for them."""
PATIENT = 20.0
"""Real seconds after which a test that waits for another thread gives up."""


class VirtualClock(Clock):
    """Time passes when somebody waits, and at once; each thread's deadlines count only its own waits."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []
        self.when_waiting: Callable[[], None] = lambda: None
        self._own: dict[int, float] = defaultdict(float)

    def now(self) -> float:
        return self._own[threading.get_ident()]

    def shared(self) -> float:
        return sum(self.waited)

    def wait(self, seconds: float, interrupt: Interrupt) -> None:
        self.when_waiting()
        interrupt.check()
        self.waited.append(seconds)
        self._own[threading.get_ident()] += seconds


class MemoryRecorder:
    """Keeps what was noted, in order; refuses at the notes it was told to refuse."""

    def __init__(self, log: list[str]) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._number = 0
        self.refuses: dict[str, Exception] = {}
        self.finished: list[str] = []
        self.intents: list[tuple[tuple[str, ...], str]] = []

    def intent(self, steps: Sequence[str], call: IntendedCall) -> int:
        self._note("intent", call.about)
        with self._lock:
            self.intents.append((tuple(steps), call.about))
            self._number += 1
            return self._number

    def result(self, number: int, reply: Mapping[str, Any]) -> None:
        self._note("result", str(number))

    def refused(self, number: int, code: str, message: str) -> None:
        self._note("refused", code)

    def step_finished(self, step: str) -> None:
        self._note("finished", step)
        self.finished.append(step)

    def _note(self, what: str, about: str) -> None:
        if what in self.refuses:
            raise self.refuses[what]
        self._log.append(f"{what} {about}")


@dataclass
class Cloud:
    """What is there, by name, and what the next calls are answered with."""

    log: list[str]
    there: set[str] = field(default_factory=set)
    hidden: dict[str, int] = field(default_factory=dict)
    """How many looks do not show a name yet that is there."""
    answers: dict[str, list[Exception | Callable[[], None]]] = field(default_factory=dict)
    """What meets the next calls of a name: an error, or something to do before the call has its effect."""
    made: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def make(self, call: Call) -> dict[str, Any]:
        with self.lock:
            self.made.append(call.about)
            self.log.append(f"call {call.about}")
            answer = self.answers[call.about].pop(0) if self.answers.get(call.about) else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            answer()
        with self.lock:
            self.there.update(call.about.split(", "))
        return {"Made": call.about}

    def shows(self, name: str) -> bool:
        with self.lock:
            if name in self.there and self.hidden.get(name, 0) > 0:
                self.hidden[name] -= 1
                return False
            return name in self.there


def call_for(name: str, params: Mapping[str, Any] | None = None, **more: Any) -> Call:
    return AwsCall("elb", "Make", params or {"Name": name}, name, **{"why": "not there yet", **more})


@dataclass
class Thing(Resource[str]):
    """A resource that is as wanted when the cloud shows its name."""

    cloud: Cloud
    name: str
    wait: Wait | None = None
    stands_in_the_way: tuple[Problem, ...] = ()
    health_message: list[str | Exception] = field(default_factory=list)
    """What each look of the wait says; done when none is left."""

    @property
    def title(self) -> str:
        return self.name

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        return self.name if self.cloud.shows(self.name) else None

    def calls(self, found: str | None, known: StepOutputs) -> Sequence[Call]:
        return () if found else [call_for(self.name)]

    def conflicts(self, found: str | None, known: object = None) -> Sequence[Problem]:
        return self.stands_in_the_way

    def progress(self, facts: Facts, found: str, replies: Sequence[Reply]) -> Progress:
        if not self.health_message:
            return Progress(True, "done")
        message = (
            self.health_message[0]
            if len(self.health_message) == 1 and self.health_message[0] == "for ever"
            else self.health_message.pop(0)
        )
        if isinstance(message, Exception):
            raise message
        return Progress(False, message)


@dataclass
class Several(Thing):
    """A resource of some calls, made in order; those of `at_once` follow the one before them without a pause."""

    names: tuple[str, ...] = ("first", "second", "third")
    at_once: frozenset[str] = frozenset()

    def read(self, facts: Facts, known: StepOutputs) -> str | None:
        return "+".join(name for name in self.names if self.cloud.shows(name)) or None

    def calls(self, found: str | None, known: StepOutputs) -> Sequence[Call]:
        there = (found or "").split("+")
        return [call_for(name, at_once=name in self.at_once) for name in self.names if name not in there]


class Stage:
    """One run of fake steps, and everything that is seen of it."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.cloud = Cloud(self.log)
        self.recorder = MemoryRecorder(self.log)
        self.clock = VirtualClock()
        self.interrupt = Interrupt()
        self.reads = Reads()
        self.events: list[Event] = []
        self._awaited: dict[type, threading.Event] = defaultdict(threading.Event)
        self._calls: CallExecutor | None = None
        self.context = RunContext(
            make=self.cloud.make,
            reads=self.reads,
            facts=lambda since: Facts(cast("Any", None), self.clock.today(), self.reads, since),
            first_questions=lambda facts: (),
            recorder=self.recorder,
            emit=self._hear,
            clock=self.clock,
            interrupt=self.interrupt,
        )

    @property
    def calls(self) -> CallExecutor:
        """What makes single calls, the same through the whole test."""
        if self._calls is None:
            self._calls = CallExecutor(self.context, peers=lambda step: MANY)
        return self._calls

    def step(self, name: str, *needs: str, site: str = "a", resource: Resource[Any] | None = None) -> Step:
        return site_step(site, ROLE, resource or Thing(self.cloud, f"{site}/{name}"), *needs, name=name)

    def run(self, *steps: Step, replies: Mapping[str, Sequence[Reply]] | None = None) -> StepResults:
        planned = [PlannedStep(step.id, step.role, step.site, step.id, Action.CREATE, "") for step in steps]
        return Run(steps, planned, self.context, replies or {}).go()

    def emitted(self, kind: type) -> list[Any]:
        return [event for event in self.events if type(event) is kind]

    def until_told(self, kind: type) -> None:
        assert self._awaited[kind].wait(PATIENT)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._awaited[type(event)].set()


def refusal(code: str, message: str = "told to", call: str = "elb:Make") -> AwsFailure:
    return refused(call, code, message)


def a_wait(limit: float = 60, every: float = 5) -> Wait:
    return Wait("the thing to come", limit, every, UsualTime.seconds(7))
