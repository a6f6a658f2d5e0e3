"""The command, killed as by `kill -9` at a point that is known: `python -m tests.sweep.dying MOMENT CALL WORDS...`.

CALL is the JSON of an identity's members, or a number. The hooks stand at the journal's two lines about a call and at
the practice account's reply, all of which one thread passes through; nothing of the program's own is changed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, local
from typing import Any, NoReturn

from multisite_tui.demo.account import PracticeAccount
from multisite_tui.state.journal import Journal

from .points import AFTER, BEFORE, ENDED, OPENED, UNJOURNALLED, Death, Identity, known_as


def die() -> NoReturn:
    """End this process, all its threads with it, without another line of Python."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("outlived SIGKILL")


@dataclass
class Watch:
    """Waits for the call."""

    death: Death
    _seen: list[tuple[str, str, str]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def meets(self, name: str, steps: list[str], params: Any) -> bool:
        """Whether this is the call; one that was refused and is tried again is the same."""
        with self._lock:
            return any(self._is_it(name, known_as(step), json.dumps(params, default=str)) for step in steps)

    def _is_it(self, name: str, step: str, params: str) -> bool:
        if (name, step, params) not in self._seen:
            self._seen.append((name, step, params))
        at = self.death.at
        if isinstance(at, int):
            return len(dict.fromkeys((call, asked) for call, _, asked in self._seen)) >= at
        alike = [asked for call, by, asked in self._seen if (call, by) == (name, step)]
        return at == Identity(name, step, alike.index(params) + 1)


def arrange(death: Death) -> None:
    """Make this process die there."""
    watch, here = Watch(death), local()
    intent, result, refused, reply = Journal.intent, Journal.result, Journal.refused, PracticeAccount._reply

    def doomed(moment: str) -> bool:
        return death.moment == moment and getattr(here, "met", False)

    def watched_intent(self: Journal, steps: Any, call: Any) -> int:
        number = intent(self, steps, call)
        here.met = watch.meets(call.name, steps, call.params)
        if doomed(BEFORE):
            die()
        return number

    def watched_reply(self: PracticeAccount, *words: Any, **more: Any) -> Any:
        response = reply(self, *words, **more)
        if doomed(AFTER) and response.status_code < 300:
            die()
        return response

    def watched_result(self: Journal, number: int, told: Any) -> None:
        if doomed(UNJOURNALLED):
            die()
        here.met = False
        result(self, number, told)

    def watched_refused(self: Journal, number: int, code: str, message: str) -> None:
        here.met = False
        refused(self, number, code, message)

    Journal.intent, Journal.result, Journal.refused = watched_intent, watched_result, watched_refused  # type: ignore[method-assign]
    PracticeAccount._reply = watched_reply  # type: ignore[method-assign]
    Journal.opened = _watched_line(Journal.opened, death, Identity(OPENED))  # type: ignore[method-assign]
    Journal.ended = _watched_line(Journal.ended, death, Identity(ENDED))  # type: ignore[method-assign]


def _watched_line(write: Callable[..., None], death: Death, line: Identity) -> Callable[..., None]:
    # A resume with fewer calls than the death was to wait for dies before its last line.
    here = death.at == line or (isinstance(death.at, int) and line.name == ENDED)

    def watched(self: Journal, *words: Any, **more: Any) -> None:
        if here and (death.moment == BEFORE or isinstance(death.at, int)):
            die()
        write(self, *words, **more)
        if here:
            die()

    return watched


def written(death: Death) -> list[str]:
    """Return a death as the words that this program reads."""
    return [death.moment, json.dumps(death.at if isinstance(death.at, int) else vars(death.at))]


def _read(moment: str, call: str) -> Death:
    at = json.loads(call)
    return Death(moment, at if isinstance(at, int) else Identity(**at))


if __name__ == "__main__":
    from multisite_tui.cli import main

    arrange(_read(*sys.argv[1:3]))
    sys.argv[1:3] = []
    main()
