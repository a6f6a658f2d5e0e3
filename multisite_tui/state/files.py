"""Files that only their owner may read, and that are either complete or absent."""

from __future__ import annotations

import errno
import json
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multisite_tui.errors import ExitCode, Failure, InputNeeded, Problem
from multisite_tui.model.rules.characters import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

OWNER_ONLY = 0o600
OWNER_FOLDER = 0o700
STATE_UNWRITABLE = "state_unwritable"
LARGEST = 1 << 30
"""Bytes of the largest file that is read: a journal of a setup that runs every hour has grown for ten years."""
NEITHER_WAIT_NOR_FOLLOW = os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY
NO_FILE = (errno.ELOOP, errno.EMLINK, errno.ENXIO, errno.EISDIR, errno.ENODEV, errno.EOPNOTSUPP)
"""How systems refuse to open a link, a pipe without a reader, a folder, a device or a socket."""
OTHER_KIND = "something else"
KINDS: Mapping[Callable[[int], bool], str] = {
    stat.S_ISLNK: "a symbolic link",
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
}


class NotOurs(InputNeeded):
    """What stands in the state folder is not as this program makes it, or others could have made it."""


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


def line_of(record: Mapping[str, Any]) -> bytes:
    """Return one record as one line of JSON; a value that JSON lacks, such as a date, becomes its text.

    What a terminal could act on is escaped, and half a character, which no file of UTF-8 can hold, becomes `?`.
    """
    line = json.dumps(record, ensure_ascii=False, default=str, separators=(",", ":")).encode("utf-8", "replace")
    return escaped(line.decode()).encode() + b"\n"


def open_file(path: Path, flags: int) -> int:
    """Return a descriptor of a file in the state folder; a new one has mode 0600 from its creation on.

    It is opened without following a link, which could lead anywhere, and without waiting, as a pipe would.

    Args:
        path: The file.
        flags: Those of `os.open`.

    Raises:
        NotOurs: it is anything but a file.
        OSError: it cannot be opened.
    """
    try:
        descriptor = os.open(path, flags | NEITHER_WAIT_NOR_FOLLOW, OWNER_ONLY)
    except OSError as error:
        kind = _kind_of(path) if error.errno in NO_FILE else None
        if kind is None:
            raise
        raise NotOurs(_no_file(path, kind)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotOurs(_no_file(path, _kind_of(path) or OTHER_KIND))
    return descriptor


def bytes_of(path: Path) -> bytes | None:
    """Return what a file in the state folder holds; None if there is none.

    Raises:
        NotOurs: it is anything but a file, or larger than any that this program makes.
        OSError: it cannot be read.
    """
    try:
        descriptor = open_file(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(LARGEST + 1) if os.fstat(descriptor).st_size <= LARGEST else b""
        if os.fstat(descriptor).st_size > LARGEST:
            raise NotOurs(_too_large(path))
        return content


def _kind_of(path: Path) -> str | None:
    """Return what stands at a path, in words; None if it is a file, or nothing."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return None
    return next((word for is_kind, word in KINDS.items() if is_kind(mode)), None)


def _no_file(path: Path, kind: str) -> Problem:
    return Problem(
        code="state_not_a_file",
        what=f"The saved state at {path} is {kind}, and not a file.",
        why="This program makes files there and nothing else: a link could lead anywhere, and a pipe could be waited "
        "for without end.",
        next="See who made it, and move it away; or name another folder with --state-dir. What was made in the account "
        "is found again by its tags.",
    )


def _too_large(path: Path) -> Problem:
    return Problem(
        code="state_too_large",
        what=f"The saved state at {path} is larger than {LARGEST >> 20} MiB.",
        why="This program writes no file of that size; something else did.",
        next="Move the file away, and run with --answers: what was made in the account is found again by its tags.",
    )


def sync_folder(path: Path) -> None:
    """Flush a folder to disk, so that a file just created in it survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
