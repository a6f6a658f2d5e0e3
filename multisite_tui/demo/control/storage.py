"""The practice account on disk: one file that is replaced atomically, so that a kill leaves the old or the new one."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from multisite_tui.demo.world import World

VERSION = 3
"""The version of the file format. A file of another version is not read: a new account is made."""

Signature = tuple[int, int, int]
"""Identifies the saved version of the account: the file's inode, modification time and size."""


class Storage:
    """The folder of one practice account.

    Args:
        folder: created if it is missing, with mode 0700.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "account.pickle"
        self._make_folder()

    def _make_folder(self) -> None:
        for one in reversed([self.folder, *self.folder.parents]):  # `parents=True` sets the mode of the last one only
            one.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder's lock against every other process and thread."""
        descriptor = self._open_lock()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open_lock(self) -> int:
        lock = self.folder / "lock"
        try:
            return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:  # the folder was deleted: a new account is made
            self._make_folder()
            return os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)

    def signature(self) -> Signature | None:
        """Return the signature of the saved account; None if there is none."""
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def load(self) -> World | None:
        """Return the saved account; None if there is none of this version."""
        try:
            # Only the owner can write the file (mode 0600), so unpickling it runs no foreign code.
            version, world = pickle.loads(self._file.read_bytes())  # noqa: S301
        except FileNotFoundError:
            return None
        except (AttributeError, ModuleNotFoundError):  # an earlier version had its classes in other modules
            return None
        return world if version == VERSION and isinstance(world, World) else None

    def save(self, world: World) -> None:
        """Save the account, and return after it is on disk."""
        write_safely(self._file, pickle.dumps((VERSION, world)))

    def renew(self) -> None:
        """Reset the account, under the lock."""
        with self.locked():
            self.clear()

    def clear(self) -> None:
        """Delete the account, its faults and its log."""
        for name in ("account.pickle", "faults.json", "calls.log"):
            (self.folder / name).unlink(missing_ok=True)


def write_safely(file: Path, content: bytes) -> None:
    """Replace a file atomically, with mode 0600.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    draft = file.with_name(file.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
