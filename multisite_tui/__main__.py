"""The process: `multisite-tui`, or `python -m multisite_tui`. It can be interrupted from its first line on."""

import os
import sys

from multisite_tui.signals import handle_signals

STREAMS = {"stdin": "r", "stdout": "w", "stderr": "w"}
"""The standard streams in the order of their descriptors, with the mode of each."""


def main() -> None:
    """Run the command line; the process exits with one of `ExitCode`."""
    open_closed_streams()
    handle_signals()
    from multisite_tui.cli import main as run

    run()


def open_closed_streams() -> None:
    """Open the null device for each standard stream that the parent closed (`<&-`, `2>&-`), as Python gives None.

    Descriptors are given by the lowest number, so the next file, a journal for one, would else be standard error.
    """
    for name, mode in STREAMS.items():
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(descriptor, True)
            stream = os.fdopen(descriptor, mode, encoding="utf-8")
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    main()
