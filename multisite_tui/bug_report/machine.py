"""What a report says of the machine: versions, and the terminal; nothing else of the environment."""

from __future__ import annotations

import locale
import os
import platform
import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TextIO

from multisite_tui import __version__

LIBRARIES = ("textual", "boto3", "botocore", "rich", "moto")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,39}")
"""What the variables of a terminal hold; other text is not shown."""
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def versions() -> dict[str, str | None]:
    """Return the versions of the program, of Python, of the libraries and of the system; None of what is not there."""
    return {
        "multisite-tui": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        **{name: _version(name) for name in LIBRARIES},
        "system": _system(),
    }


def terminal() -> dict[str, Any]:
    """Return what is known of the terminal."""
    columns, lines = shutil.get_terminal_size()
    return {
        "term": _variable("TERM"),
        "colorterm": _variable("COLORTERM"),
        "no_color": bool(os.environ.get("NO_COLOR")),
        "columns": columns,
        "lines": lines,
        "terminals": [name for name in ("stdin", "stdout", "stderr") if _is_terminal(getattr(sys, name))],
        "locale": _shown(locale.setlocale(locale.LC_CTYPE)),
        "encoding": _shown(getattr(sys.stdout, "encoding", None) or ""),
    }


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; Python has None for one that was closed when it began."""
    return stream is not None and stream.isatty()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _system() -> str:
    """Return name and version of the system, without what its owner has added to the name of the kernel."""
    kernel = _NUMBERS.match(platform.release())
    wsl = " (WSL)" if "microsoft" in platform.release().lower() else ""
    return f"{platform.system()} {kernel[0] if kernel else ''} {platform.machine()}{wsl}"


def _variable(name: str) -> str | None:
    return _shown(os.environ[name]) if os.environ.get(name) else None


def _shown(value: str) -> str:
    return value if _WORD.fullmatch(value) else "(other)"
