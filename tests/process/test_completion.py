"""Completion as a shell asks for it: words and nothing else, whatever the state folder holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .running import ROOT, Desk, Ended

COUNT = """
import sys
sys.argv[0] = "multisite-tui"
from multisite_tui.cli import main
try:
    main()
finally:
    print(sorted(name for name in ("boto3", "botocore", "moto", "textual") if name in sys.modules), file=sys.stderr)
"""


def asked(desk: Desk, *words: str, shell: str = "bash") -> Ended:
    """Return what the shell gets for the last of these words."""
    line = " ".join(["multisite-tui", *words])
    env = desk.environment(
        _MULTISITE_TUI_COMPLETE=f"{shell}_complete", COMP_WORDS=line, COMP_CWORD=str(len(words)), PYTHONPATH=str(ROOT)
    )
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=False, env=env)
    return Ended(done.returncode, done.stdout, done.stderr)


def words(ended: Ended) -> list[str]:
    assert (ended.code, ended.err) == (0, "[]\n")
    return [line.partition(",")[2] for line in ended.out.splitlines() if line]  # click prints an empty line for none


def given(desk: Desk) -> list[str]:
    return ["--demo", "--state-dir", str(desk.state)]


@pytest.mark.parametrize(
    "command", ["answers", "destroy", "doctor", "maintenance", "move", "status", "verify", "--resume"]
)
def test_a_name_is_completed_with_the_saved_setups(reference: Desk, command: str) -> None:
    assert words(asked(reference, *given(reference), command, "''")) == ["main-io"]
    assert words(asked(reference, *given(reference), command, "ma")) == ["main-io"]
    assert words(asked(reference, *given(reference), command, "x")) == []


def test_the_account_and_the_folder_stand_earlier_on_the_line(reference: Desk) -> None:
    assert words(asked(reference, "--state-dir", str(reference.state), "status", "m")) == []
    assert words(asked(reference, "status", *given(reference), "m")) == ["main-io"]


def test_a_folder_is_named_as_it_is_typed(finished: Desk) -> None:
    shutil.copytree(finished.state, finished.home / "state")
    assert words(asked(finished, "--demo", "--state-dir", "~/state", "status", "m")) == ["main-io"]


@pytest.mark.parametrize("line", ["destroy main-io --site", "destroy --site", "maintenance main-io on --site"])
def test_a_site_is_completed_with_the_domains_of_the_setup(reference: Desk, line: str) -> None:
    assert words(asked(reference, *given(reference), *line.split(), "''")) == ["main.io", "sub.main.io"]
    assert words(asked(reference, *given(reference), *line.split(), "s")) == ["sub.main.io"]


@pytest.mark.parametrize("damage", [b"garbled\n", b"", b'{"record":"opened"}\n', None])
def test_a_damaged_state_prints_nothing_and_fails_in_nothing(finished: Desk, damage: bytes | None) -> None:
    journal = finished.setups / "main-io" / "journal.jsonl"
    if damage is None:
        finished.state.chmod(0o777)
    else:
        journal.write_bytes(damage)
    for line in (["status", "m"], ["destroy", "main-io", "--site", "m"], ["destroy", "--site", "m"]):
        assert set(words(asked(finished, *given(finished), *line))) <= {"main-io"}
    finished.state.chmod(0o700)


def test_without_any_state_nothing_is_made(desk: Desk) -> None:
    assert words(asked(desk, *given(desk), "status", "m")) == []
    assert not desk.state.exists()


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_the_script_of_each_shell_is_printed_whole(desk: Desk, shell: str) -> None:
    ended = desk.run_bare("completion", shell)
    assert (ended.code, ended.err) == (0, "")
    assert f"_MULTISITE_TUI_COMPLETE={shell}_complete" in ended.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_itself_completes_with_the_script(reference: Desk, tmp_path: Path) -> None:
    program = tmp_path / "multisite-tui"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m multisite_tui "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    line = ["multisite-tui", *given(reference), "destroy", "main-io", "--site", "sub"]
    ask = (
        'eval "$(multisite-tui completion bash)"\n'
        f"COMP_WORDS=({' '.join(line)}); COMP_CWORD={len(line) - 1}; COMP_LINE='x'; COMP_POINT=1\n"
        '_multisite_tui_completion multisite-tui sub --site\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    env = reference.environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", PYTHONPATH=str(ROOT))
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=False, env=env)
    assert (done.stdout, done.stderr) == ("sub.main.io\n", "")
