"""The context of a run: how to make a call and read the account, and its journal, event sink, clock and interrupt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from multisite_tui.aws.calls import Call, Reply
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.engine.clock import Clock
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.engine.recorder import Recorder
from multisite_tui.model.events import EventSink


@dataclass
class RunContext:
    """Shared by all threads of a run."""

    make: Callable[[Call], Reply]
    """Makes a call once, without a retry; raises `ServiceFailure` if it is refused."""
    new_facts: Callable[[], Facts]
    """Returns facts without cached answers, so that the account is read again."""
    recorder: Recorder
    emit: EventSink
    clock: Clock
    interrupt: Interrupt
