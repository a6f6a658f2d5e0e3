"""The subjects, each measured in a process of its own."""

from __future__ import annotations

import importlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.forms import Form
from benchmarks.measuring import Line

SUBJECTS = ("against_scripts", "starting", "painting", "planning", "lists", "keys")


def measured(subject: str, form: Form) -> list[Line]:
    """Measure a subject where nothing is loaded for another: the memory of a process counts its parent's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_measure, subject, form).result()


def _measure(subject: str, form: Form) -> list[Line]:
    lines = []
    for line in importlib.import_module(f"benchmarks.{subject}").measure(form):
        print(line, flush=True)
        lines.append(line)
    return lines
