"""Files that only their owner may read, and that are whole or not there."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multisite_tui.errors import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

OWNER_ONLY = 0o600
OWNER_FOLDER = 0o700
STATE_UNWRITABLE = "state_unwritable"


class StateUnwritable(Failure):
    """The disk does not take what must not be lost, so nothing more is changed."""

    exit_code = ExitCode.PARTIAL


@contextmanager
def kept_safe(path: Path) -> Iterator[None]:
    """Turn a failing disk into a sentence.

    Raises:
        StateUnwritable: the file cannot be read or written.
    """
    try:
        yield
    except OSError as error:
        raise StateUnwritable(unusable(path, error)) from error


def unusable(path: Path, error: OSError) -> Problem:
    """Return what a person is told where the disk refuses."""
    return Problem(
        code=STATE_UNWRITABLE,
        what=f"The saved state at {path} cannot be used: {error.strerror or error}.",
        why="Each change is written down there before it is made, so that nothing can be lost; without that, "
        "nothing more is changed.",
        next="Free some space, correct the permissions, or name another folder with --state-dir; then resume.",
    )


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, and those above it."""
    with kept_safe(path):
        for folder in reversed([path, *path.parents]):
            folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)


def line_of(record: dict[str, Any]) -> bytes:
    """Return one record as one line of JSON; what JSON does not know, such as a date, as its text."""
    return json.dumps(record, ensure_ascii=False, default=str, separators=(",", ":")).encode() + b"\n"


def open_for_append(path: Path) -> int:
    """Return a descriptor that appends; the file is made 0600 from its first moment."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)


def sync_folder(path: Path) -> None:
    """See that a file just made is found again after a power cut: the folder that names it is on disk too."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
