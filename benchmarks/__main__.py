"""Measure all subjects, or those that are named; how to read what is printed stands in the package's docstring."""

from __future__ import annotations

import importlib
import sys

from benchmarks.forms import LONG, SHORT, Form
from benchmarks.measuring import HEAD, Line
from benchmarks.results import write

SUBJECTS = ("against_scripts", "starting", "painting", "planning", "lists", "keys")


def main(arguments: list[str]) -> None:
    form = LONG if "--long" in arguments else SHORT
    wanted = [argument for argument in arguments if argument != "--long"]
    print(HEAD)
    found = {subject: _measured(subject, form) for subject in wanted or SUBJECTS}
    if not wanted:
        write(form, found)


def _measured(subject: str, form: Form) -> list[Line]:
    lines = []
    for line in importlib.import_module(f"benchmarks.{subject}").measure(form):
        print(line, flush=True)
        lines.append(line)
    return lines


if __name__ == "__main__":
    main(sys.argv[1:])
