"""The folders of the saved state: only their owner may write in them.

Who can write there can make a run act on a journal, a draft or a practice account of theirs.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from multisite_tui.errors import Problem
from multisite_tui.state.files import NotOurs

OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
ROOT = 0


def own_folder(state: Path, *below: str) -> Path:
    """Return a folder below another, once nobody else can write in it, in that one, or in those between.

    A folder that is not there yet is made so that only its owner may enter. The first one may be a link, since people
    keep their state folder elsewhere; those below are made by this program, which makes no links.

    Args:
        state: The first folder.
        below: The names of the folders from there to the wanted one.

    Raises:
        NotOurs: others can write in one of them, somebody else owns it, or it is a link.
    """
    folder = state
    _check(folder, may_be_a_link=True)
    for name in below:
        folder /= name
        _check(folder, may_be_a_link=False)
    return folder


def _check(folder: Path, *, may_be_a_link: bool) -> None:
    try:
        found = folder.stat(follow_symlinks=may_be_a_link)
    except OSError:  # it is not there yet, or the next use of it fails and says why
        return
    if stat.S_ISLNK(found.st_mode):
        raise NotOurs(_link(folder))
    if not stat.S_ISDIR(found.st_mode):
        raise NotOurs(_no_folder(folder))
    if found.st_uid not in (ROOT, os.geteuid()):
        raise NotOurs(_of_another(folder, found.st_uid))
    if found.st_mode & OTHERS_WRITE:
        raise NotOurs(_open_to_others(folder))


def _link(folder: Path) -> Problem:
    return Problem(
        code="state_not_a_folder",
        what=f"The saved state at {folder} is a symbolic link, and not a folder.",
        why="This program makes folders there and no links, which could lead anywhere.",
        next="See who made it, and put the folder itself there; or name another folder with --state-dir, which may be "
        "a link itself.",
    )


def _no_folder(folder: Path) -> Problem:
    return Problem(
        code="state_not_a_folder",
        what=f"The saved state is to be kept in {folder}, which is no folder.",
        why="Something else has that name, so that nothing can be saved or found there.",
        next="Name a folder with --state-dir; it is made if it is not there.",
    )


def _of_another(folder: Path, owner: int) -> Problem:
    return Problem(
        code="state_of_another",
        what=f"The folder of the saved state, {folder}, belongs to another user (number {owner}).",
        why="Who owns it can change what this program does in your account.",
        next="Name a folder of your own with --state-dir, and copy there what you trust.",
    )


def _open_to_others(folder: Path) -> Problem:
    return Problem(
        code="state_open_to_others",
        what=f"Others than you can write in the folder of the saved state, {folder}.",
        why="Who writes there can change what this program does in your account.",
        next=f"Take that away from them with `chmod go-w {folder}`, if you trust what is in it; or name another folder "
        "with --state-dir. On a Windows drive in WSL, where chmod has no effect, only another folder helps.",
    )
