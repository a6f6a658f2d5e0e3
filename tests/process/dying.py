"""The command, killed as by `kill -9` at a call that is known by its name: `dying.py WHEN NAME AFTER WORDS...`.

The practice account's own kill point counts calls, and threads make their order differ from run to run. The process
dies `before` or `after` the first call NAME that follows a call AFTER (or simply the first, where AFTER is `-`).
"""

from __future__ import annotations

import sys

from multisite_tui.cli import main
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.demo.control.faults import die

when, name, after = sys.argv[1:4]
sys.argv[1:4] = []


def perhaps_die(self: PracticeAccount, moment: str, call: str) -> None:
    past = after == "-" or any(one.name == after for one in self.calls)
    if (moment, call, past) == (when, name, True):
        self.calls.add(True, call, "killed")
        die()


PracticeAccount._perhaps_die = perhaps_die  # type: ignore[method-assign]
main()
