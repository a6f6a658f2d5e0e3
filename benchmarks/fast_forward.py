"""The program, whose waits pass as fast as in the practice account: `destroy` waits until a record's lifetime is over.

python -m benchmarks.fast_forward WORDS of the command line
"""

from __future__ import annotations

from datetime import UTC, datetime

from multisite_tui.cli import main
from multisite_tui.demo.clock import SPEED
from multisite_tui.engine.clock import Clock
from multisite_tui.options import Options

BEGAN = datetime.now(UTC)


def fast() -> datetime:
    """Return a time that runs faster since this process began."""
    return BEGAN + (datetime.now(UTC) - BEGAN) * SPEED


if __name__ == "__main__":
    Options.clock = lambda self: Clock(SPEED, fast)  # type: ignore[method-assign]
    main()
