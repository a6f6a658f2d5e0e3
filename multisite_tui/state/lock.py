"""The lock: one run of a setup at a time. It is a kernel lock (flock), so it is released when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from multisite_tui.errors import Problem, SetupLocked
from multisite_tui.state.files import OWNER_ONLY, kept_safe, line_of, make_folder


@contextmanager
def held(path: Path, setup: str) -> Iterator[None]:
    """Hold a setup's lock while the block runs.

    Raises:
        SetupLocked: another run holds it; the problem names its process.
        StateUnwritable: the lock file cannot be created.
    """
    make_folder(path.parent)
    with kept_safe(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupLocked(_held_by(descriptor, setup)) from error
        _sign(descriptor, path)
        yield
    finally:
        os.close(descriptor)


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
        holder = json.loads(os.pread(descriptor, 4096, 0))
    except ValueError:  # the holder has not written its process id yet
        holder = {}
    pid, host, since = (holder.get(key, "unknown") for key in ("pid", "host", "since"))
    return Problem(
        code="locked",
        what=f"Another run is working on {setup}: process {pid} on {host}, since {since}.",
        why="Two runs on one setup would get in each other's way.",
        next="Wait until it ends, or stop it; its lock is free the moment it is gone.",
    )
