"""Streams that are no terminals."""

from __future__ import annotations

import subprocess

import pytest

from .running import PATIENCE, REFERENCE, Desk, Ended


def read_nothing(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Close a process's stdout at once; return its exit code and what it says on stderr."""
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        return process.wait(PATIENCE), said


def test_piped_output_carries_no_escape_codes(reference_run: Ended) -> None:
    assert "\x1b" not in reference_run.out + reference_run.err


@pytest.mark.parametrize("output", ["text", "json"])
def test_a_reader_that_goes_away_ends_no_run_and_shows_no_traceback(finished: Desk, output: str) -> None:
    code, said = read_nothing(finished.start("--answers", REFERENCE, "--plan", "--output", output))
    assert code == 0
    assert "Traceback" not in said
    assert "Broken" not in said


def test_head_may_read_one_line_of_a_whole_run(desk: Desk) -> None:
    with desk.start("--answers", REFERENCE, "--yes", "--output", "json") as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert '"event": "started"' in run.stdout.readline()
        run.stdout.close()
        said = run.stderr.read()
        assert run.wait(PATIENCE) == 0
    assert said == ""
    assert '"complete"' in (desk.setups / "main-io" / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1]


def test_list_to_a_closed_pipe_shows_no_traceback(reference: Desk) -> None:
    assert read_nothing(reference.start("list")) == (0, "")


def test_an_encoding_without_the_marks_ends_no_run(finished: Desk) -> None:
    ended = finished.run("--answers", REFERENCE, "--yes", env={"PYTHONIOENCODING": "ascii"})
    assert ended.code == 0
    assert ended.out.isascii()


@pytest.mark.sampled
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    ("words", "code"), [(("list",), 0), (("status", "main-io"), 0), (("destroy", "main-io"), 4), ((), 4)]
)
def test_a_standard_stream_that_is_closed_is_no_mistake_of_ours(
    reference: Desk, closed: str, words: tuple[str, ...], code: int
) -> None:
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", *reference.words(*words)]
    ended = subprocess.run(
        command, env=reference.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (ended.returncode, "mistake" in ended.stderr) == (code, False)
    assert not (reference.state / "crash.log").exists()
