"""How long: for a person."""

from __future__ import annotations


def elapsed(seconds: float) -> str:
    """Return the time as `0:07`, `12:34` or `1:02:03`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: int) -> str:
    """Return a limit as `90 s`, `10 min` or `2 h`."""
    if seconds % 3600 == 0 and seconds > 3600:
        return f"{seconds // 3600} h"
    return f"{seconds // 60} min" if seconds % 60 == 0 and seconds else f"{seconds} s"
