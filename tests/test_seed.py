"""What is drawn by lot does not depend on the day: the seed is the commit's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import seed as seeds

WHO = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.net")


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("SAMPLE", raising=False)
    seeds.seed.cache_clear()
    yield
    seeds.seed.cache_clear()


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in no repository, whatever stands above it."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *WHO, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def committed(folder: Path, message: str) -> str:
    """Return the hash of a new commit without files, which is then checked out."""
    made = git(folder, "commit-tree", git(folder, "mktree"), "-m", message)
    git(folder, "update-ref", "HEAD", made)
    return made


def test_sample_in_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE", "mine")
    assert seeds.seed() == "mine"


def test_the_seed_is_the_same_for_one_commit_and_another_for_the_next(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(nowhere, "init", "--quiet")
    monkeypatch.setattr(seeds, "ROOT", nowhere)
    first = committed(nowhere, "one")
    assert seeds.seed() == first[: seeds.LENGTH]
    seeds.seed.cache_clear()
    assert seeds.seed() == first[: seeds.LENGTH]
    seeds.seed.cache_clear()
    second = committed(nowhere, "two")
    assert seeds.seed() == second[: seeds.LENGTH] != first[: seeds.LENGTH]


def test_a_changed_file_does_not_change_the_seed(nowhere: Path) -> None:
    git(nowhere, "init", "--quiet")
    made = committed(nowhere, "one")
    (nowhere / "file").write_text("changed")
    assert seeds.commit(nowhere) == made[: seeds.LENGTH]


def test_outside_a_repository_the_seed_is_a_fixed_word(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "ROOT", nowhere)
    assert seeds.seed() == seeds.NO_COMMIT


def test_before_the_first_commit_the_seed_is_a_fixed_word(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(nowhere, "init", "--quiet")
    monkeypatch.setattr(seeds, "ROOT", nowhere)
    assert seeds.seed() == seeds.NO_COMMIT


def test_without_git_the_seed_is_a_fixed_word(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(nowhere))
    assert seeds.seed() == seeds.NO_COMMIT


def test_pytest_prints_the_seed_that_it_draws_by(tmp_path: Path) -> None:
    words = ["-m", "pytest", "--collect-only", "--rootdir", str(seeds.ROOT), "-p", "no:cacheprovider", __file__]
    told = subprocess.run(
        [sys.executable, *words], cwd=seeds.ROOT, env={**os.environ, "SAMPLE": "mine"}, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    assert re.search(r"^matrices: .*\bSAMPLE=mine$", told, re.MULTILINE)
