"""Files that only their owner may read, and that are either complete or absent."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multisite_tui.errors import ExitCode, Failure, Problem
from multisite_tui.model.rules.characters import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER_ONLY = 0o600
OWNER_FOLDER = 0o700
STATE_UNWRITABLE = "state_unwritable"


class StateUnwritable(Failure):
    """State that must not be lost cannot be written, so no further change is made."""

    exit_code = ExitCode.PARTIAL


@contextmanager
def kept_safe(path: Path) -> Iterator[None]:
    """Turn an `OSError` into a `StateUnwritable`.

    Raises:
        StateUnwritable: the file cannot be read or written.
    """
    try:
        yield
    except OSError as error:
        raise StateUnwritable(unusable(path, error)) from error


def unusable(path: Path, error: OSError) -> Problem:
    """Return the problem of a file that the disk refuses."""
    return Problem(
        code=STATE_UNWRITABLE,
        what=f"The saved state at {path} cannot be used: {error.strerror or error}.",
        why="Each change is written down there before it is made, so that nothing can be lost; without that, "
        "nothing more is changed.",
        next="Free some space, correct the permissions, or name another folder with --state-dir; then resume.",
    )


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter (mode 0700), and its parent folders."""
    with kept_safe(path):
        for folder in reversed([path, *path.parents]):
            folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)


def line_of(record: dict[str, Any]) -> bytes:
    """Return one record as one line of JSON; a value that JSON lacks, such as a date, becomes its text.

    What a terminal could act on is escaped, and half a character, which no file of UTF-8 can hold, becomes `?`.
    """
    line = json.dumps(record, ensure_ascii=False, default=str, separators=(",", ":")).encode("utf-8", "replace")
    return escaped(line.decode()).encode() + b"\n"


def open_for_append(path: Path) -> int:
    """Return a descriptor that appends; a new file has mode 0600 from its creation on."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)


def sync_folder(path: Path) -> None:
    """Flush a folder to disk, so that a file just created in it survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
