"""The context of a run: how to make a call and read the account, and its journal, event sink, clock and interrupt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import Reads, Since
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.recorder import Recorder
from multisite_tui.model.events import EventSink
from multisite_tui.model.replies import Reply


@dataclass
class RunContext:
    """Shared by all threads of a run."""

    make: Callable[[Call], Reply]
    """Makes a call once, without a retry; raises `ServiceFailure` if it is refused."""
    reads: Reads
    """The answers that all steps share, and the calls that AWS accepted."""
    facts: Callable[[Since], Facts]
    """Returns facts with such answers of `reads`."""
    first_questions: Callable[[Facts], Iterable[Callable[[], object]]]
    """Returns what many steps ask, so that it is asked beside their own questions at the end of the run."""
    recorder: Recorder
    emit: EventSink
    clock: Clock
    interrupt: Interrupt
