"""The error replies of a practice account that cannot answer: no service of AWS has these codes, so none is retried."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from pathlib import Path

from multisite_tui.demo.calls import Refusal
from multisite_tui.demo.control.plain_files import open_plain

UNUSABLE = "PracticeAccountUnusable"
FAILED = "PracticeAccountFailed"


def unusable(folder: Path, error: OSError) -> Refusal:
    """Return the refusal of an account whose files the disk does not give or take, or that are damaged."""
    reason = error.strerror or str(error)
    message = f"The practice account in {folder} cannot be used: {reason}. `demo reset` makes it as new."
    return Refusal(UNUSABLE, message)


def failed(folder: Path, call: str, error: Exception) -> Refusal:
    """Return the refusal of a call that ended with an exception, and write its traceback to `failure.log`."""
    log = folder / "failure.log"
    with suppress(OSError), os.fdopen(open_plain(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as stream:
        stream.write("".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace"))
    message = (
        f"{call} fails in the practice account ({type(error).__name__}). If its file was changed, `demo reset` makes "
        f"it as new; else this is a mistake in multisite-tui: please report {log}."
    )
    return Refusal(FAILED, message)
