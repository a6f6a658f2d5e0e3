"""Mutated answers files: a problem with its place or a valid setup, in time that grows with the size only."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from pathlib import Path

from multisite_tui.answers import AnswersError, dump, load, load_file, render
from multisite_tui.answers.reading import LARGEST
from multisite_tui.model.rules.characters import commands

from .mutations import mutated
from .trying import Part, Try

MOST_CPU = 12.0
"""Seconds of this process's own time for the largest file. A rule that compares in pairs takes minutes."""
LARGE = 0.02
"""The share of the tries with a file of any size up to the largest."""
REPEATED = (
    "token", "passw", "api_key", "secret: ", "-----BEGIN ", "-----END", "AKIA", "arn:aws:", "aA1/", "xn--", "가.", "a.",
    "\\u202e", "\\ud800", "{", "[", "*a ", "&a ", "? ", "- ", "# ", "%", "\u202e", "\u0301", "é", "'", '"', ": ", "\t",
    "  - {domain: d%d.io, port: 1}\n", "    k%d: 1\n", "schema: 1\n", "---\n", "      - http:%d\n",
)  # fmt: skip
"""What a large file repeats; `%d` is a number of its own each time."""
FEW = 300
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
INVALID = sorted((Path(__file__).parents[1] / "answers" / "invalid").glob("*.yaml"))


def attack(lot: random.Random, folder: Path) -> Iterator[Try]:
    """Yield tries of mutated examples, and of large files that repeat something."""
    samples = [path.read_bytes() for path in (*EXAMPLES, *INVALID)]
    path = folder / "answers.yaml"
    for number in itertools.count():
        whole_run = number >= FEW  # a test measures no time
        content = _large(lot) if whole_run and lot.random() < LARGE else mutated(lot, lot.choice(samples))
        path.write_bytes(content)
        begun = time.process_time()
        seen, wrong = judged(path)
        took = time.process_time() - begun
        if whole_run and not wrong and took > MOST_CPU:
            wrong = f"it took {took:.0f} s"
        yield Try(ascii(content[:200].decode("utf-8", "replace")), wrong, seen)


def judged(path: Path) -> tuple[str, str]:
    """Return how the reading of a file ends, and what is wrong about it."""
    try:
        setup = load_file(path).setup
        return "valid", "" if load(dump(setup), "dumped").setup == setup else "it is another setup once it is dumped"
    except AnswersError as refused:
        texts = [render(problem) for problem in refused.positioned]
        harmful = [text for text in texts if any(commands(one) for one in text if one not in "\n\t")]
        silent = not texts or not all(problem.why and problem.next for problem in refused.problems)
        return "refused", f"a terminal acts on it: {harmful[0]!a}" if harmful else "no reason" if silent else ""
    except Exception as bug:  # noqa: BLE001 - whatever it is, it is a failure of this try
        return "bug", f"{type(bug).__name__}: {bug}"


def _large(lot: random.Random) -> bytes:
    words = [lot.choice(REPEATED) for _ in range(lot.choice((1, 1, 2, 3)))]
    unit = "".join(words)
    count = lot.randrange(LARGEST // len(unit))
    body = "".join(unit.replace("%d", str(number)) for number in range(count))
    head = lot.choice(("", "schema: 1\nsites:\n", "schema: 1\nsites:\n  - domain: main.io\n    port: 1\n", "# ", '"'))
    return (head + body).encode()[:LARGEST]


PART = Part(
    "answers",
    "Answers files that are mutated, cut, joined or large: each is valid, or refused with its place and reason, in "
    f"at most {MOST_CPU:.0f} s of CPU time.",
    attack,
    tries=20_000,
    few=FEW,
)
