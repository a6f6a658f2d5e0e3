"""The crash sweep: `make sweep`, or `python -m tests.sweep`, kills at every call, resumes, and compares.

One line for each failure, and at the end how many points were tried; exit 1 where one failed. `--points K` draws so
many by lot; the seed that is printed makes the same draw again.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from tests.seed import seed

from .cases import CASES, Base
from .points import Point, drawn
from .processes import warm
from .trying import Missed, tried


def main() -> int:
    """Sweep, and return what to exit with."""
    asked = _options().parse_args()
    cases = [CASES[name] for name in asked.case or CASES]
    folder = (asked.folder or Path(tempfile.mkdtemp(prefix="sweep-"))).resolve()
    base, begun = Base(folder / "base", asked.fresh), time.monotonic()
    warm()
    points = [point for case in cases for point in base.points(case, asked.seed)]
    points = sorted((point for point in points if asked.only in str(point)), key=lambda one: one.second is not None)
    whole = len(points)
    if asked.points:
        points = drawn(points, asked.points, asked.seed)
    print(f"{len(points)} of {whole} points, seed {asked.seed}, in {folder}", flush=True)
    done, failed, missed = _swept(base, points, folder, asked.jobs, asked.fresh)
    told = f"{done - missed} of {whole} points tried, {failed} failed, {missed} did not come up"
    print(f"{told} ({time.monotonic() - begun:.0f} s)")
    good = not failed and done == len(points)
    if good and not asked.folder:
        shutil.rmtree(folder)
    return 0 if good else 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.sweep", description="Kill at every call, resume, compare.")
    parser.add_argument("--jobs", type=int, default=6, help="Points at a time; most of their time is waiting.")
    parser.add_argument("--case", action="append", choices=list(CASES), help="Only this one; may be repeated.")
    parser.add_argument("--seed", default=seed(), help="Of every lot; default: SAMPLE, or else the commit.")
    parser.add_argument("--points", type=int, help="Draw so many of all.")
    parser.add_argument("--only", default="", help="Only points in whose name this stands.")
    parser.add_argument("--fresh", action="store_true", help="Start each process afresh instead of forking it: slow.")
    parser.add_argument("--folder", type=Path, help="Where to work; failing points leave their desk there.")
    return parser


def _swept(base: Base, points: list[Point], folder: Path, jobs: int, fresh: bool) -> tuple[int, int, int]:
    """Try the points, and return how many are done, and of those failed or missed; Ctrl-C leaves out the rest."""
    done = failed = missed = 0
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        running = {
            pool.submit(tried, base, point, folder / f"point-{number}", fresh=fresh): (number, point)
            for number, point in enumerate(points, 1)
        }
        try:
            for done, future in enumerate(as_completed(running), 1):
                number, point = running[future]
                wrong = _result(future)
                if isinstance(wrong, Missed):
                    missed += 1
                    print(f"missed {point}", flush=True)
                elif wrong is not None:
                    failed += 1
                    print(f"FAILED {point} (point-{number}): {wrong}", flush=True)
                if done % 50 == 0:
                    print(f"... {done} of {len(points)}", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
    return done, failed, missed


def _result(future: Future[str | None]) -> str | Missed | None:
    try:
        return future.result()
    except Missed as missed:
        return missed


if __name__ == "__main__":
    sys.exit(main())
