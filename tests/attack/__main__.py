"""The attack harness: `make attack`, or `python -m tests.attack`, tries what strangers, signals and bad disks may do.

One line for each failure, and at the end a table; exit 1 where one failed. Each part is bounded in count and in time,
and draws from the seed that is printed: the same seed makes the same tries. `--write` puts the figures into
`docs/attack.md`.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import sys

from tests.seed import seed

from .figures import table, write_figures
from .parts import PARTS
from .trying import attacked


def main() -> int:
    """Attack, and return what to exit with."""
    asked = _options().parse_args()
    print(f"seed {asked.seed}", flush=True)
    found = []
    for name in asked.part or PARTS:
        part = PARTS[name]
        figures = attacked(part, asked.seed, asked.tries or part.tries, asked.seconds)
        found.append(figures)
        for failure in figures.failures:
            print(f"FAILED {name}: {failure.what}: {failure.wrong}", flush=True)
        print(f"{name}: {figures.tries} tries, {len(figures.failures)} failed ({figures.seconds:.0f} s)", flush=True)
    print(table(found))
    if asked.write:
        write_figures(found, asked.seed)
    return 1 if any(figures.failures for figures in found) else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description="Attack the program, and count.")
    parser.add_argument("--part", action="append", choices=list(PARTS), help="Only this one; may be repeated.")
    parser.add_argument("--seed", default=seed(), help="Of every lot; default: SAMPLE, or else the commit.")
    parser.add_argument("--tries", type=int, help="At most so many a part; default: each part's own number.")
    parser.add_argument("--seconds", type=float, default=600, help="No part begins a try after so many.")
    parser.add_argument("--write", action="store_true", help="Put the figures into docs/attack.md.")
    return parser


if __name__ == "__main__":
    sys.exit(main())
