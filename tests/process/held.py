"""The command, held where a function is called first until a file appears: `held.py MODULE:NAME FILE WORDS...`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from multisite_tui.__main__ import main

from .struck import replace

place, file = sys.argv[1], Path(sys.argv[2])
sys.argv[1:3] = []


def hold() -> None:
    while not file.exists():
        time.sleep(0.02)


replace(place, lambda call: lambda *words, **more: [hold(), call(*words, **more)][1])
main()
