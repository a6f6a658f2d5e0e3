"""Consoles of rich as this program needs them: what others wrote is never markup, and a pipe gets no escape codes."""

from __future__ import annotations

import os
from typing import IO, TextIO, cast

from rich.console import Console
from rich.text import Text

from multisite_tui.report.clean import clean
from multisite_tui.report.safe_stream import SafeStream

PIPE_WIDTH = 80


def is_lively(stream: TextIO) -> bool:
    """Whether the stream is a terminal that can redraw."""
    return stream.isatty() and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")


def console_for(stream: TextIO) -> Console:
    """Return a console that writes to the stream."""
    return Console(
        file=cast("IO[str]", SafeStream(stream)),
        force_terminal=is_lively(stream),
        color_system="auto" if is_lively(stream) else None,
        no_color=bool(os.environ.get("NO_COLOR")) or None,
        width=None if stream.isatty() else pipe_width(),
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )


def pipe_width() -> int:
    """Return the width of what is written to a pipe or a file: `COLUMNS`, or 80."""
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) > 0 else PIPE_WIDTH


def styled(text: str, style: str = "") -> Text:
    """Return text, from wherever, as it may be shown: cleaned, and never taken as markup."""
    return Text(clean(text), style=style, overflow="fold")
