"""The seed by which tests draw their part of what is too much for every run: fixed for a commit, and printed.

The sampled matrices and the crash sweep draw by it, so that two runs of one commit try the same, and the next commit
tries another part.
"""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
NO_COMMIT = "no-commit"
"""The seed where there is no git to ask, as in an unpacked archive."""
LENGTH = 12
"""Digits of a commit's hash; a fixed number, since git's own choice grows with the repository."""


@cache
def seed() -> str:
    """Return the environment's SAMPLE, else the commit that is checked out, else a fixed word."""
    return os.environ.get("SAMPLE") or commit(ROOT) or NO_COMMIT


def commit(folder: Path) -> str:
    """Return the hash of the commit checked out in a folder; "" where that is not in a repository with a commit."""
    command = ["git", "-C", str(folder), "rev-parse", "--verify", f"--short={LENGTH}", "HEAD"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:  # git is not installed
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
