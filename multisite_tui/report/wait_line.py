"""A line on a terminal that says what is being done, once it takes longer than a moment. The result takes its place.

It is written without rich, which takes longer to load than most commands work.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Condition, Thread
from typing import Self, TextIO

from multisite_tui.aws.in_flight import IN_FLIGHT
from multisite_tui.report import words as say
from multisite_tui.report.safe_stream import SafeStream
from multisite_tui.signals import Borrowed

AFTER = 1.0
"""Seconds of silence before the line appears: what takes less is answered by its result."""
EVERY = 1.0
"""Seconds from one drawing to the next."""
ERASE = "\r\x1b[K"
_shown: list[WaitLine] = []
"""The lines that somebody may have to make room for."""


class WaitLine:
    """Says on stderr what is being done. All methods may be called from any thread.

    A terminal that cannot redraw gets the sentence as a line of its own, once; what is no terminal gets nothing.
    """

    def __init__(self, stderr: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._terminal = stderr.isatty()
        self._redraws = os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
        self._stream = SafeStream(stderr)
        self._clock = clock
        self._change = Condition()
        self._sentence = ""
        self._since = 0.0
        self._hidden = 0
        self._left_to_others = False
        """Whether another program may use the terminal, so that nothing on it is drawn over."""
        self._said = False
        self._drawn: Borrowed | None = None
        self._thread: Thread | None = None

    def begin(self, sentence: str, since: float | None = None) -> None:
        """Say this, if it goes on for longer than a moment; what was said before is taken away.

        Args:
            sentence: What is done; empty: nothing is said.
            since: Since when the terminal is silent, on the clock; None: since now.
        """
        with self._change:
            self._erase()
            self._sentence, self._since = sentence, self._clock() if since is None else since
            self._left_to_others = self._said = False
            if self._terminal and sentence and self._thread is None:
                _shown.append(self)
                self._thread = Thread(target=self._draw_on, daemon=True, name="wait line")
                self._thread.start()
            self._change.notify_all()

    def end(self) -> None:
        """Take the line away; nothing is drawn any more."""
        self.begin("")
        if self in _shown:
            _shown.remove(self)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away."""
        self.end()

    @contextmanager
    def hidden(self, *, anew: bool = False) -> Iterator[None]:
        """Leave the terminal to others during the block.

        Args:
            anew: Whether the seconds are counted anew from the end of the block, since the program itself did nothing.
        """
        with self._change:
            self._hidden += 1
            self._erase()
        try:
            yield
        finally:
            with self._change:
                self._hidden -= 1
                if anew:
                    self._since = self._clock()
                self._change.notify_all()

    def leave_to_others(self) -> None:
        """Draw over nothing until something else begins: another program may ask on the terminal."""
        with self._change:
            self._erase()
            self._left_to_others = True
            self._since = self._clock()

    def _draw_on(self) -> None:
        with self._change:
            while self._sentence:
                silent = self._clock() - self._since
                if self._hidden or self._said:
                    self._change.wait()
                elif silent < AFTER:
                    self._change.wait(AFTER - silent)
                else:
                    self._draw(int(silent))
                    self._change.wait(EVERY)
            self._thread = None

    def _draw(self, seconds: int) -> None:
        if self._left_to_others or not self._redraws:
            self._said = True
            begin = "\n" if self._left_to_others else ""  # behind a question that the other program may have written
            self._stream.write(f"{begin}{say.WAIT_ONCE.format(doing=self._sentence)}\n")
            return
        call = IN_FLIGHT.longest
        line = say.WAIT_CALL.format(doing=self._sentence, call=call, seconds=seconds)
        if not call:
            line = say.WAIT_LINE.format(doing=self._sentence, seconds=seconds)
        if self._drawn is None:
            self._drawn = Borrowed(ERASE)
            self._drawn.__enter__()
        self._stream.write(f"{ERASE}{line[: shutil.get_terminal_size().columns - 1]}")

    def _erase(self) -> None:
        if self._drawn is not None:
            self._stream.write(ERASE)
            self._drawn.__exit__(None, None, None)
            self._drawn = None


@contextmanager
def room_for_a_question() -> Iterator[None]:
    """Let nothing be drawn during the block."""
    with ExitStack() as hidden:
        for line in _shown[:]:
            hidden.enter_context(line.hidden(anew=True))
        yield


def leave_terminal() -> None:
    """Leave the terminal to a program that is about to start."""
    for line in _shown[:]:
        line.leave_to_others()
