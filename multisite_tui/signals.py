"""What SIGINT, SIGTERM, SIGHUP and SIGQUIT do: the process ends with 130, one sentence, and the terminal as it was.

A signal ends the process where it is, from the handler. An exception that is raised there would go through whatever
code runs at that moment, and some of it keeps exceptions to itself. Work that must not be cut handles signals itself
meanwhile (`Handled`). What a process leaves half-way on disk is what `kill -9` leaves, and every room copes with that.

`handle_signals` is the first thing that the process does, so this module imports nothing that takes time, and what it
needs of the standard library from where that has it itself. Before it, the signals are Python's, and the ones that the
parent ignores, as `nohup` does, stay ignored.
"""

from __future__ import annotations

import atexit
import os
from _thread import RLock, allocate_lock, start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    from collections.abc import Callable
    from types import FrameType, TracebackType
    from typing import Any, NoReturn, Self
else:
    import _signal as signal  # `signal` adds enumerations to it, which take two milliseconds

SIGNALS = tuple(
    int(getattr(signal, name)) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)
)
INTERRUPTED = 130
"""What the process exits with; `errors.ExitCode.INTERRUPTED` is the same."""
NOTHING_CHANGED = "Interrupted; nothing was changed."
SAVED = "Interrupted; what was done so far is saved."
STDERR = 2
LONGEST = 1.0
"""Seconds that giving back the terminal may take. One that is stopped, or whose reader hangs, takes nothing."""


class _Ending:
    """How a signal that nobody handles ends the process."""

    code = INTERRUPTED
    sentence = NOTHING_CHANGED
    handler: Callable[[int], None] | None = None
    """Who handles signals now; None: they end the process."""
    begun = False
    taken = False
    """Whether a handler has run in the main thread; the thread that watches may begin the end before it does."""


_lock = RLock()
"""Held while the handling of signals is changed, and for good by the thread that ends the process."""
_borrowed: list[Borrowed] = []


def handle_signals() -> None:
    """Let the signals end this process well, from now on. A second call does nothing; for the main thread only."""
    if _install():
        _watch()
        atexit.register(_ignore)


def _install() -> dict[int, Any]:
    """Take the signals that are neither ignored nor ours, and return the handlers that they had."""
    before = {}
    for number in SIGNALS:
        handler = signal.getsignal(number)
        if handler is not _taken and handler != signal.SIG_IGN:
            before[number] = signal.signal(number, _taken)
    return before


def _watch() -> None:
    """Start a thread that ends the process when Python's handler would be late.

    That one runs when the main thread comes back from C, and a look-up of a name, for one, goes on through signals.
    """
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)

    def watch() -> None:
        while numbers := os.read(read, 1):
            if numbers[0] in SIGNALS and _Ending.handler is None:
                end_process()

    start_new_thread(watch, ())


def _ignore() -> None:
    """Ignore the signals: Python would otherwise let them kill the process while it takes its modules down."""
    for number in SIGNALS:
        if signal.getsignal(number) is _taken:
            signal.signal(number, signal.SIG_IGN)


def _taken(number: int, frame: FrameType | None) -> None:
    if _Ending.begun and _Ending.taken:  # one more, while the terminal is being given back
        os._exit(_Ending.code)
    _Ending.taken = True
    if _Ending.handler is None:
        end_process()
    else:
        _Ending.handler(number)


def interrupts_say(sentence: str) -> None:
    """Let a signal that ends the process say this from now on; empty: nothing."""
    _Ending.sentence = sentence


def interrupt_sentence() -> str:
    """Return what a signal that ends the process says."""
    return _Ending.sentence


def interrupts_exit(code: int) -> None:
    """Let a signal end the process with this code and without a word: what there was to say was said."""
    with _lock:
        _Ending.code, _Ending.sentence, _Ending.handler, _Ending.taken = int(code), "", None, False


class Handled:
    """A block in which the signals are handled otherwise.

    Args:
        handler: Called in the main thread with the number of the signal, at any moment.
    """

    def __init__(self, handler: Callable[[int], None]) -> None:
        self._handler = handler
        self._before: Callable[[int], None] | None = None
        self._replaced: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Handle them; where the process did not begin with `handle_signals`, take them first."""
        with _lock:
            self._before, _Ending.handler = _Ending.handler, self._handler
            self._replaced = _install()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Handle them as before."""
        with _lock:
            for number, handler in self._replaced.items():
                signal.signal(number, handler)
            _Ending.handler = self._before


class Borrowed:
    """A block in which the terminal is not as it was; an end of the process meanwhile gives it back.

    Args:
        last: What to write to it, such as the sequence that shows the cursor.
        settings: Whether the block changes the settings of the terminal that is stdin (termios).
    """

    def __init__(self, last: str, *, settings: bool = False) -> None:
        self._last = last
        self._changes_settings = settings
        self._settings: list[Any] | None = None

    def __enter__(self) -> Self:
        """Remember how it is."""
        if self._changes_settings:
            self._settings = _settings()
        _borrowed.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The block itself has given it back."""
        if self in _borrowed:
            _borrowed.remove(self)

    def give_back(self, terminal: int) -> None:
        """Write to this descriptor what gives the terminal back, and restore its settings."""
        if self._settings is not None:
            _restore(self._settings)
        if os.isatty(terminal):
            os.write(terminal, self._last.encode())


def _settings() -> list[Any] | None:
    import termios

    try:
        return termios.tcgetattr(0)
    except (OSError, termios.error):
        return None


def _restore(settings: list[Any]) -> None:
    import termios

    try:
        if _in_foreground():  # else the terminal is another program's just now
            termios.tcsetattr(0, termios.TCSANOW, settings)
    except (OSError, termios.error):
        return


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:  # it is not the process's controlling terminal, and knows of no background
        return True


def give_back(terminal: int = STDERR) -> None:
    """Give the terminal back from all that have borrowed it, the last one first; one that is gone is no trouble."""
    for borrowed in reversed(_borrowed[:]):
        try:
            borrowed.give_back(terminal)
        except OSError:
            continue
    _borrowed.clear()


def end_process(code: int | None = None, sentence: str | None = None) -> NoReturn:
    """End the process now, from any thread: give the terminal back, say the sentence on stderr, exit.

    Args:
        code: What to exit with; None: as it was said last.
        sentence: None: as it was said last.
    """
    with _lock:
        _Ending.begun = True
        if code is not None:
            _Ending.code = int(code)
        last = _Ending.sentence if sentence is None else sentence
        done = allocate_lock()
        done.acquire()
        try:
            start_new_thread(_give_back_and_say, (last, done.release))
        except RuntimeError:  # the interpreter is about to end
            _give_back_and_say(last, done.release)
        done.acquire(True, LONGEST)
        os._exit(_Ending.code)


def _give_back_and_say(sentence: str, done: Callable[[], None]) -> None:
    """Give back the terminal and say the sentence, where no other thread's output can come behind it."""
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])  # a process in the background must not be stopped
        stderr = os.dup(STDERR)
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDERR)
        give_back(stderr)
        if sentence:
            os.write(stderr, f"{sentence}\n".encode())
    except OSError:  # nobody is there to read it
        pass
    finally:
        done()
