"""How a person calls this program again, with the options that it was called with: `--demo`, `--state-dir` and others.

Plans and `status` name commands in many rooms. Each takes the words from here, so that a command that is pasted finds
the same account and the same saved setup.
"""

from __future__ import annotations

from collections.abc import Callable

PROGRAM = "multisite-tui"


class Calling:
    """The command line of this process, without a command."""

    def __init__(self) -> None:
        """Begin with the program's name alone."""
        self._words: Callable[[], str] = lambda: PROGRAM
        self._setup = ""

    def learn(self, words: Callable[[], str]) -> None:
        """Take the command line from here; it is asked for each time, as options may stand behind the command."""
        self._words = words

    def concern(self, setup: str) -> None:
        """Take which setup this process works on: its name, or `--answers` and a file, as a shell takes them."""
        self._setup = setup

    @property
    def policy(self) -> str:
        """The command that prints the IAM policy of the setup; empty while no setup is known."""
        return f"{self} policy {self._setup}" if self._setup else ""

    def __str__(self) -> str:
        """Return it, such as `multisite-tui --demo`."""
        return self._words()


CALLED = Calling()
"""Of this process. A template names it `{called}`."""
