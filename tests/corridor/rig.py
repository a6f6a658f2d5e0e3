"""The whole corridor in one process, on a practice account whose time is the test's to move."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self

from multisite_tui import answers
from multisite_tui.aws.session import connect
from multisite_tui.conductor import Conductor
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.state.store import Store

if TYPE_CHECKING:
    from multisite_tui.engine.run_result import RunResult
    from multisite_tui.model.events import Event
    from multisite_tui.plan.planned_run import PlannedRun

TODAY = datetime(2026, 11, 22, tzinfo=UTC).timestamp()


class MovedClock(Clock):
    """A wait moves the practice account's time on, and takes none of the wall's."""

    def __init__(self) -> None:
        super().__init__(today=lambda: datetime.fromtimestamp(self.now(), UTC))
        self._now = TODAY
        self._lock = Lock()

    def now(self) -> float:
        with self._lock:
            return self._now

    def wait(self, seconds: float, interrupt: Interrupt) -> None:
        with self._lock:
            self._now += seconds
        interrupt.check()


@dataclass
class Bench:
    """A practice account and a state folder in one place."""

    folder: Path
    eventual: bool = False
    """Whether what is made shows everywhere at once; the tests of that say otherwise."""
    clock: MovedClock = field(default_factory=MovedClock)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account = self.open_account()
        self.aws = connect(self.account.session(), practice=True)

    def open_account(self) -> PracticeAccount:
        """Return the account of the folder."""
        return PracticeAccount(self.folder / "account", now=self.clock.now, eventual=self.eventual)

    def copy_to(self, folder: Path) -> Self:
        """Return another bench of the same kind that begins where this one is."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        copy = type(self)(folder)
        copy.clock._now = self.clock.now()
        return copy

    def conductor(self, text: str) -> Conductor:
        setup = answers.load(text, "answers.yaml").setup
        store = Store(self.folder / "setups")
        return Conductor(setup, self.aws, store, self.clock, Interrupt(), self.events.append)

    def plan(self, text: str, *, accept_leftovers: bool = False) -> PlannedRun:
        return self.conductor(text).plan(accept_leftovers=accept_leftovers)

    def run(self, text: str, *, accept_leftovers: bool = False) -> RunResult:
        """Plan and apply; a plan with problems is the test's to expect with `plan`."""
        conductor = self.conductor(text)
        intention = conductor.plan(accept_leftovers=accept_leftovers)
        if intention.problems:
            raise AssertionError([problem.what for problem in intention.problems])
        return conductor.apply(intention)

    def remove(self, text: str, site: str | None = None) -> RunResult:
        """Plan a removal and apply it."""
        conductor = self.conductor(text)
        return conductor.apply(conductor.plan_removal(site))

    def writes(self) -> list[str]:
        """Return the mutating calls so far, in order, such as `elb:CreateLoadBalancer`."""
        return [call.name.replace(".", ":") for call in self.account.calls if call.mutating]
