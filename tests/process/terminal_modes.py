"""What a program has left of a terminal: which modes it set and did not end."""

from __future__ import annotations

import re

PRIVATE = re.compile(r"\x1b\[\?([0-9;]+)([hl])")
KITTY = re.compile(r"\x1b\[([<>])[0-9;]*u")
ON_BY_DEFAULT = frozenset({"7", "25"})
"""Line wrap and the cursor; of all others a program sets, none is."""
NAMES = {"25": "no cursor", "7": "no line wrap", "1049": "alternate screen", "2004": "bracketed paste"}


def left_on(written: str) -> list[str]:
    """Return the private modes (`CSI ? n h`) that are not as they were before, and kitty's keyboard modes.

    An alternate screen has a stack of keyboard modes of its own; leaving it without taking one off leaves nothing on.
    """
    modes: dict[str, bool] = {}
    for numbers, switch in PRIVATE.findall(written):
        for number in numbers.split(";"):
            modes[number] = switch == "h"
    odd = sorted(number for number, on in modes.items() if on is not (number in ON_BY_DEFAULT))
    kitty = sum(1 if way == ">" else -1 for way in KITTY.findall(written))
    return [NAMES.get(number, f"mode {number}") for number in odd] + (["kitty keyboard"] if kitty > 0 else [])
