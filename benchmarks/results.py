"""Writes RESULTS.md: what was to be reached, what was measured, and how to repeat it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.forms import Form
from benchmarks.measuring import HEAD, Line, Table, Target

FILE = Path(__file__).with_name("RESULTS.md")
BY_HAND = "## What stands in the way"
"""From this heading on, the file is written by hand, and kept."""
HEADING = """\
# Results

`make bench` measured this and wrote it, in the {form} form; all of it up to "{by_hand}". To repeat it:

    make bench                              the short form
    .venv/bin/python -m benchmarks --long   more sites and repetitions

Read the ratios: seconds belong to a machine and to what else it did meanwhile, and both sides of a ratio were measured
in one run. How the comparison works stands in `benchmarks/__init__.py`, `benchmarks/endpoint/__init__.py` and
`benchmarks/critical_path.py`.

"""


def write(form: Form, found: Mapping[str, Sequence[Line]]) -> None:
    """Write the results of all subjects, by subject."""
    file = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
    _before, heading, by_hand = file.partition(BY_HAND)
    parts = [HEADING.format(form=form.name, by_hand=BY_HAND.strip("# ")), _targets(found)]
    parts += [_subject(name, lines) for name, lines in found.items()]
    FILE.write_text("\n".join([*parts, f"{heading}{by_hand}" or f"{BY_HAND}\n"]), encoding="utf-8")


def _targets(found: Mapping[str, Sequence[Line]]) -> str:
    targets = [line for lines in found.values() for line in lines if isinstance(line, Target)]
    table = Table("", ("target", "at most", "measured", "met"), [target.cells() for target in targets])
    return "## Targets\n\n" + str(table).partition("\n\n")[2]


def _subject(name: str, lines: Sequence[Line]) -> str:
    tables = [str(line).strip() for line in lines if isinstance(line, Table)]
    plain = [f"    {line}" for line in lines if not isinstance(line, Table | Target)]
    block = ["\n".join([f"    {HEAD}", *plain])] if plain else []
    return "\n\n".join([f"## {name.replace('_', ' ').capitalize()}", *tables, *block]) + "\n"
