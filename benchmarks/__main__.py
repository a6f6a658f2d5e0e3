"""Measure all subjects, or those that are named; how to read what is printed stands in the package's docstring."""

from __future__ import annotations

import importlib
import sys

from benchmarks.measuring import HEAD

SUBJECTS = ("starting", "planning", "lists", "keys")


def main(wanted: list[str]) -> None:
    print(HEAD)
    for subject in wanted or SUBJECTS:
        for line in importlib.import_module(f"benchmarks.{subject}").measure():
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
