"""A removal that asks: it is planned, then waits for the person's answer to that very plan, and is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from multisite_tui.conductor import Conductor
from multisite_tui.engine.run_result import RunResult
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report import words as say
from multisite_tui.setup_run import RemoveTask

LISTENING = 0.2
"""Seconds from one look at whether the run was asked to stop to the next."""


@dataclass(frozen=True)
class AskedRemoval:
    """Takes a whole setup away, once the person said so. The setup is locked meanwhile, so that the plan stays true."""

    ask: Callable[[PlannedRun], object]
    """Called in the run's thread with the plan to show."""
    _answers: SimpleQueue[bool] = field(default_factory=SimpleQueue)

    def answer(self, *, yes: bool) -> None:
        """Give the person's answer; before the plan stands, too."""
        self._answers.put(yes)

    def plan(self, conductor: Conductor) -> PlannedRun:
        """Return what is to be taken away, after the person said so.

        Raises:
            InputNeeded: the person did not say so.
            Interrupted: the run was asked to stop meanwhile.
        """
        planned = RemoveTask().plan(conductor)
        if not planned.problems:
            self.ask(planned)
            self._wait(conductor)
        return planned

    def _wait(self, conductor: Conductor) -> None:
        while True:
            conductor.interrupt.check()
            try:
                yes = self._answers.get(timeout=LISTENING)
            except Empty:
                continue
            if yes:
                return
            raise InputNeeded(Problem(say.DECLINED_CODE, say.DECLINED))

    def close(self, conductor: Conductor, result: RunResult) -> None:
        """Forget a setup of which nothing is left."""
        RemoveTask().close(conductor, result)
