"""The one question a headless run may ask: yes or no."""

from __future__ import annotations

import shutil
import textwrap
from typing import TextIO

from multisite_tui.report import words as say
from multisite_tui.report.clean import clean
from multisite_tui.report.safe_stream import SafeStream
from multisite_tui.report.wait_line import room_for_a_question
from multisite_tui.signals import Borrowed


def can_ask(stdin: TextIO, stderr: TextIO) -> bool:
    """Whether a person is there to read the question and to answer it."""
    return stdin.isatty() and stderr.isatty()


def ask_code(device: str, stdin: TextIO, stderr: TextIO) -> str:
    """Ask on the terminal for the code that an MFA device shows; what is typed is not shown.

    Args:
        device: Its serial number or ARN.
        stdin: Where the answer comes from.
        stderr: Where the question goes, if the process has no terminal of its own.

    Returns:
        What was typed, without spaces; empty at the end of input.
    """
    from getpass import getpass

    try:
        with room_for_a_question(), Borrowed("\n", settings=True):
            typed = getpass(say.ASK_CODE.format(device=clean(device)), stderr)
    except EOFError:
        return ""
    return "".join(typed.split())


def ask_yes(question: str, stdin: TextIO, stderr: TextIO) -> bool:
    """Ask on stderr, once; anything but a clear yes is a no, the end of input too.

    Args:
        question: The sentence, with its question mark.
        stdin: Where the answer comes from.
        stderr: Where the question goes, so that stdout stays the result.
    """
    told = say.YES_OR_NO.format(question=clean(question))
    with room_for_a_question(), Borrowed("\n"):
        SafeStream(stderr).write(textwrap.fill(told, shutil.get_terminal_size().columns, drop_whitespace=False))
        return stdin.readline().strip().lower() in say.SAY_YES
