"""The lock: one run of a setup at a time. It is a kernel lock (flock), so it is released when its holder dies."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from multisite_tui.errors import Problem, SetupLocked
from multisite_tui.model.shapes import Members, data_of, number, text
from multisite_tui.state.files import STATE_UNWRITABLE, StateUnwritable, kept_safe, line_of, make_folder, open_file

HOLDER = Members({"pid": number, "host": text, "since": text})


@contextmanager
def held(path: Path, setup: str) -> Iterator[None]:
    """Hold a setup's lock while the block runs.

    Raises:
        SetupLocked: another run holds it; the problem names its process.
        StateUnwritable: the lock file cannot be created, or its file system has no locks.
        NotOurs: it is no file, or is kept where others can write.
    """
    make_folder(path.parent)
    with kept_safe(path):
        descriptor = open_file(path, os.O_RDWR | os.O_CREAT)
    try:
        _take(descriptor, path, setup)
        _sign(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path, setup: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise SetupLocked(_held_by(descriptor, setup)) from error
    except OSError as error:
        raise StateUnwritable(_no_locks(path, error)) from error


def _no_locks(path: Path, error: OSError) -> Problem:
    return Problem(
        code=STATE_UNWRITABLE,
        what=f"The lock at {path} cannot be taken: {error.strerror or error}.",
        why="Without it, two runs could change one setup at once. Some shared folders (NFS, SMB) have no locks.",
        next="Name a folder on a disk of this computer with --state-dir, and move there what is saved.",
    )


def _sign(descriptor: int, path: Path) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with kept_safe(path):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, line_of(holder), 0)


def _held_by(descriptor: int, setup: str) -> Problem:
    try:
        holder = data_of(os.pread(descriptor, 4096, 0))
    except (ValueError, OSError):  # the holder has not written its process id yet
        holder = {}
    holder = holder if HOLDER(holder) else {}
    pid, host, since = (holder.get(key, "unknown") for key in ("pid", "host", "since"))
    return Problem(
        code="locked",
        what=f"Another run is working on {setup}: process {pid} on {host}, since {since}.",
        why="Two runs on one setup would get in each other's way.",
        next="Wait until it ends, or stop it; its lock is free the moment it is gone.",
    )
