"""The practice account on disk: one file that is replaced atomically, so that a kill leaves the old or the new one.

The file is JSON (`graphs.py`), so that reading a file that somebody else prepared runs no code. `world` is the graph of
the objects of `world.py`, `ec2` that of moto's (`ec2/kept_kinds.py`), which is read with the first call that needs it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from multisite_tui.demo.clock import LATEST
from multisite_tui.demo.control.graphs import Damaged, KeptClass, decode, encode
from multisite_tui.demo.control.plain_files import open_plain, read_plain, write_safely
from multisite_tui.demo.world import (
    PracticeApplicationBalancer,
    PracticeBalancer,
    PracticeBreakage,
    PracticeCertificate,
    PracticeListener,
    PracticeListenerRule,
    PracticeRegistration,
    PracticeTarget,
    PracticeTargetGroup,
    PracticeZone,
    World,
)

VERSION = 4
"""The version of the file format. A file of another version is not read: a new account is made."""
ACCOUNT_FILE = "account.json"
LARGEST = 1 << 26
"""The largest account that is read, in bytes: a new one has 20,000, and each site takes some 5,000."""

_PICKLED = "account.pickle"
"""The account of versions up to 0.1.2: it can name code to be run, so it is not read."""
_KINDS = {
    **{
        cls.__name__: KeptClass(cls)
        for cls in (
            PracticeApplicationBalancer,
            PracticeBalancer,
            PracticeBreakage,
            PracticeCertificate,
            PracticeListener,
            PracticeListenerRule,
            PracticeRegistration,
            PracticeTarget,
            PracticeTargetGroup,
            PracticeZone,
        )
    },
    "World": KeptClass(World, {"ec2": lambda _: []}),
}

Signature = tuple[int, int, int]
"""Identifies the saved version of the account: the file's inode, modification time and size."""


class Storage:
    """The folder of one practice account.

    Args:
        folder: created if it is missing, with mode 0700.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outdated = False
        """Whether `load` found only an account of another version."""
        self._file = folder / ACCOUNT_FILE
        self._make_folder()

    def _make_folder(self) -> None:
        for one in reversed([self.folder, *self.folder.parents]):  # `parents=True` sets the mode of the last one only
            one.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder's lock against every other process and thread.

        Raises:
            OSError: the disk has no such locks, or `lock` is no regular file.
        """
        descriptor = self._open_lock()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _open_lock(self) -> int:
        lock = self.folder / "lock"
        try:
            return open_plain(lock, os.O_RDWR | os.O_CREAT)
        except FileNotFoundError:  # the folder was deleted: a new account is made
            self._make_folder()
            return open_plain(lock, os.O_RDWR | os.O_CREAT)

    def signature(self) -> Signature | None:
        """Return the signature of the saved account; None if there is none."""
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def load(self) -> World | None:
        """Return the saved account; None if there is none of this version.

        Raises:
            OSError: the file cannot be read; `Damaged` if it is no account.
        """
        try:
            content = _object(read_plain(self._file, LARGEST))
        except FileNotFoundError:
            self.outdated = os.path.lexists(self.folder / _PICKLED)
            return None
        if content["version"] != VERSION:
            self.outdated = True
            return None
        return _world(content)

    def save(self, world: World) -> None:
        """Save the account, and return after it is on disk.

        Raises:
            OSError: the disk is full, or the folder cannot be written.
        """
        content = {"version": VERSION, "world": encode(world, _KINDS), "ec2": world.ec2}
        write_safely(self._file, json.dumps(content, separators=(",", ":"), allow_nan=False).encode())
        if self.outdated:
            self._forget_pickled()

    def _forget_pickled(self) -> None:
        with suppress(OSError):
            (self.folder / _PICKLED).unlink(missing_ok=True)

    def renew(self) -> None:
        """Reset the account, under the lock."""
        with self.locked():
            self.clear()

    def clear(self) -> None:
        """Delete the account, its faults and its logs."""
        for name in (ACCOUNT_FILE, "faults.json", "calls.log", "failure.log"):
            (self.folder / name).unlink(missing_ok=True)
        self._forget_pickled()


def _object(text: bytes) -> dict[str, Any]:
    """Return the content of an account's file.

    Raises:
        Damaged: it is no JSON of this form.
    """
    try:
        content = json.loads(text)
    except (RecursionError, ValueError) as error:
        raise Damaged(f"{ACCOUNT_FILE} is no JSON: {error}") from error
    if not isinstance(content, dict) or type(content.get("version")) is not int:
        raise Damaged(f"{ACCOUNT_FILE} is not a practice account")
    return content


def _world(content: dict[str, Any]) -> World:
    world = decode(content.get("world"), _KINDS)
    if not isinstance(world, World) or not isinstance(content.get("ec2"), list):
        raise Damaged(f"{ACCOUNT_FILE} is not a practice account")
    if type(world.created) not in (int, float) or not 0 <= world.created <= LATEST:
        raise Damaged(f"{world.created} is not the time at which an account was made")
    world.ec2 = content["ec2"]
    return world
