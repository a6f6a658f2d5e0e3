"""The figures of a run, as the table in `docs/attack.md`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .trying import Figures

DOCUMENT = Path(__file__).parents[2] / "docs" / "attack.md"
BEGIN = "<!-- figures: written by `python -m tests.attack --write` -->"
END = "<!-- end of figures -->"


def table(found: Sequence[Figures]) -> str:
    """Return the figures as a table of Markdown."""
    rows = ["| part | what is tried, and what must hold | tries | failed | s | ends |", "|---|---|---|---|---|---|"]
    for one in found:
        ends = ", ".join(f"{name}: {count}" for name, count in sorted(one.ends.items()))
        cells = (one.part.name, one.part.about, one.tries, len(one.failures), f"{one.seconds:.0f}", ends)
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(rows)


def write_figures(found: Sequence[Figures], seed: str) -> None:
    """Put the figures of a run into the document, in place of the last ones."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = f"{before}{BEGIN}\n\nSeed `{seed}`.\n\n{table(found)}\n\n{END}{after}"
    DOCUMENT.write_text(text, encoding="utf-8")
