"""The command, which sends itself a signal at a moment: `struck.py MOMENT SIGNAL TIMES WORDS...`.

A moment is `import:MODULE`, the beginning of an import, or `call:MODULE:NAME`, that of a call, such as
`call:multisite_tui.state.store:Store.names`; or `gone`, when Python takes its modules down. The signal comes at the
first such moment, so many times. `broken:MODULE:NAME` besides a moment, before it, makes a call a mistake.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from functools import reduce
from typing import Any

from multisite_tui.__main__ import main


class Strike:
    """Sends the signals, once."""

    def __init__(self, number: int, times: int) -> None:
        self._number, self._times, self._kill = number, times, os.kill

    def __call__(self) -> None:
        times, self._times = self._times, 0
        for _ in range(times):
            self._kill(os.getpid(), self._number)

    def find_spec(self, name: str, *_: object) -> None:
        """Be asked for a module, as a finder of the import system is."""
        if name == self.module:
            self()

    module = ""


class Gone:
    """Strikes when it is taken down with the module that holds it."""

    def __init__(self, strike: Strike) -> None:
        self._strike = strike

    def __del__(self) -> None:
        self._strike()


def replace(place: str, made: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put another function in the place `MODULE:NAME`."""
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, importlib.import_module(module))
    setattr(owner, name, made(getattr(owner, name)))


def arrange(moment: str, strike: Strike) -> None:
    kind, _, place = moment.partition(":")
    if kind == "import":
        strike.module = place
        sys.meta_path.insert(0, strike)  # type: ignore[arg-type]
    elif kind == "gone":
        sys.modules["gone"] = type(sys)("gone")
        sys.modules["gone"].gone = Gone(strike)  # type: ignore[attr-defined]
    elif kind == "broken":
        replace(place, lambda call: lambda *words, **more: 1 / 0)
    else:
        replace(place, lambda call: lambda *words, **more: [strike(), call(*words, **more)][1])


if __name__ == "__main__":
    *moments, number, times = sys.argv[1:4] if not sys.argv[1].startswith("broken") else sys.argv[1:5]
    sys.argv[1 : 3 + len(moments)] = []
    blow = Strike(int(number), int(times))
    for one in moments:
        arrange(one, blow)
    main()
