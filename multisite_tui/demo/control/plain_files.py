"""Files that others may have prepared: opened without following links, and only where they are regular files."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

OWNER_ONLY = 0o600
LINKED = "{name} is a link"
IRREGULAR = "{name} is not a regular file"
TOO_LARGE = "{name} is larger than {most} bytes"


def open_plain(path: Path, flags: int) -> int:
    """Return a descriptor of a regular file; a new file has mode 0600. A FIFO or a device is not waited for.

    Raises:
        OSError: it is a link, a folder, a FIFO or a device, or the disk refuses it.
    """
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, OWNER_ONLY)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, LINKED.format(name=path.name), str(path)) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, IRREGULAR.format(name=path.name), str(path))
    return descriptor


def read_plain(path: Path, most: int) -> bytes:
    """Return the content of a regular file.

    Args:
        path: the file.
        most: how many bytes it may have.

    Raises:
        OSError: it is missing, larger, no regular file, or the disk refuses it.
    """
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, TOO_LARGE.format(name=path.name, most=most), str(path))
    return content


def write_safely(file: Path, content: bytes) -> None:
    """Replace a file atomically, with mode 0600, and return after it is on disk.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    draft = file.with_name(file.name + ".new")
    with os.fdopen(open_plain(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as stream:
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
