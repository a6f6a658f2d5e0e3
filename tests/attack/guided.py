"""Coverage-guided tries, for who has atheris: `pip install 'multisite-tui[attack]'`, then

    python -m tests.attack.guided answers --seconds 60

atheris keeps what reaches a new line of the program, and mutates that. It ends at the first failure, which it keeps in
a file of the folder that it prints.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Check = Callable[[bytes], None]
"""Raises `AssertionError` if the content does harm."""
NOT_INSTALLED = "atheris is not installed; pip install 'multisite-tui[attack]' brings it, where there is a wheel of it."


def main() -> int:
    """Try until the time is over; atheris itself ends the process, with 77 where it found a failure."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack.guided", description="Coverage-guided tries.")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print(NOT_INSTALLED)
        return 0
    folder = Path(tempfile.mkdtemp(prefix=f"attack-guided-{asked.target}-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    print(f"folder {folder}", flush=True)
    import atheris

    with atheris.instrument_imports(include=["multisite_tui"]):
        check = TARGETS[asked.target](folder, corpus)
    options = [f"-max_total_time={asked.seconds}", f"-artifact_prefix={folder}/", "-timeout=30", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], check)
    atheris.Fuzz()
    return 0


def answers(folder: Path, corpus: Path) -> Check:
    """Return the check of answers files; the corpus is the examples, the right ones and the wrong."""
    from .answers import EXAMPLES, INVALID, judged

    for path in (*EXAMPLES, *INVALID):
        shutil.copyfile(path, corpus / path.name)
    file = folder / "answers.yaml"

    def check(content: bytes) -> None:
        file.write_bytes(content)
        _, wrong = judged(file)
        assert not wrong, wrong

    return check


def journals(folder: Path, corpus: Path) -> Check:
    """Return the check of journals: what is read of one, and what is made of that; without an account, to be quick."""
    from multisite_tui.errors import Failure
    from multisite_tui.plan.history import history_of
    from multisite_tui.plan.saved_setup import setup_of_saved
    from multisite_tui.report.setups import setup_values
    from multisite_tui.state.store import Store

    from .journals import KEPT, NAME

    for path in KEPT:
        shutil.copyfile(path, corpus / path.name)
    place = folder / "setups" / NAME
    place.mkdir(parents=True, mode=0o700)
    store = Store(folder / "setups")

    def check(content: bytes) -> None:
        (place / "journal.jsonl").write_bytes(content)
        try:
            saved = store.read(NAME)
            if saved is not None:
                setup_values(saved.saved())
                history = history_of(saved, saved)
                assert [history.stood_at(name) for name in history.switched] != [None]
                setup_of_saved(saved)
            store.answers(NAME)
        except Failure as failure:
            silent = [problem for problem in failure.problems if not problem.what or not problem.next]
            if silent:
                raise AssertionError(silent) from failure

    return check


TARGETS: dict[str, Callable[[Path, Path], Check]] = {"answers": answers, "journals": journals}

if __name__ == "__main__":
    sys.exit(main())
