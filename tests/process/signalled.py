"""The command, which is sent a signal at a moment that is known: `signalled.py MOMENT SIGNAL TIMES WORDS...`.

A moment is a kind of event and a part of its step's name, such as `waiting:certificate`, or `call:NAME`: then the call
is held, after the account has changed and before its reply. The kernel delivers the signal to this process.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from multisite_tui.cli import main
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.model.events import StepRetrying, StepWaiting
from multisite_tui.report.json_lines import JsonLines

moment, number, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sys.argv[1:4] = []
kind, _, name = moment.partition(":")
KINDS = {"waiting": StepWaiting, "retrying": StepRetrying}
HELD = 1.0
"""Seconds that a held call takes; the second signal must not have to wait for it."""
FOR_EVER = 3600.0
sent = []


def signal_once() -> None:
    if sent:
        return
    sent.append(number)
    for _ in range(times):
        os.kill(os.getpid(), number)
        time.sleep(HELD / 2)  # or two of them would become one
    if times > 1:
        time.sleep(FOR_EVER)


hear, reply = JsonLines.__call__, PracticeAccount._reply


def heard(self: JsonLines, event: Any) -> None:
    hear(self, event)
    if kind in KINDS and isinstance(event, KINDS[kind]) and name in event.step:
        signal_once()


def replied(self: PracticeAccount, event_name: str, **more: Any) -> Any:
    answer = reply(self, event_name, **more)
    if kind == "call" and event_name.endswith(f".{name}") and answer.status_code < 300:
        signal_once()
    return answer


JsonLines.__call__ = heard  # type: ignore[method-assign]
PracticeAccount._reply = replied  # type: ignore[method-assign]
main()
