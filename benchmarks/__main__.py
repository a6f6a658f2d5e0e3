"""Measure all subjects, or those that are named; how to read what is printed stands in the package's docstring."""

from __future__ import annotations

import sys

from benchmarks.forms import LONG, SHORT
from benchmarks.measuring import HEAD
from benchmarks.results import write
from benchmarks.subjects import SUBJECTS, measured


def main(arguments: list[str]) -> None:
    form = LONG if "--long" in arguments else SHORT
    wanted = [argument for argument in arguments if argument != "--long"]
    print(HEAD, flush=True)
    found = {subject: measured(subject, form) for subject in wanted or SUBJECTS}
    if not wanted:
        write(form, found)


if __name__ == "__main__":
    main(sys.argv[1:])
