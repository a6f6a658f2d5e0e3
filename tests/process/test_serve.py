"""`demo serve` says what it does, and the commands that it names reach the practice account."""

from __future__ import annotations

import shlex
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from multisite_tui.report.words import SERVE_INTERRUPTED

from .running import PATIENCE, REFERENCE, Desk


@dataclass
class Served:
    """A practice account that is served, as its two streams stood when it was ready."""

    process: subprocess.Popen[str]
    out: list[str]
    err: list[str]


@pytest.fixture
def served(reference: Desk) -> Iterator[Served]:
    process = reference.start("demo", "serve")
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield Served(
            process, [process.stdout.readline() for _ in range(5)], [process.stderr.readline() for _ in range(5)]
        )
    finally:
        process.kill()
        process.communicate()


def test_what_is_served_and_how_it_stops_is_told_on_stderr(served: Served) -> None:
    url = served.out[0].strip().removeprefix("export AWS_ENDPOINT_URL=")
    assert served.err[0] == f"The practice account is served at {url}. Ctrl-C stops it.\n"
    assert all(line.startswith("export AWS_") for line in served.out)
    served.process.send_signal(signal.SIGINT)
    _, err = served.process.communicate(timeout=PATIENCE)
    assert (served.process.returncode, SERVE_INTERRUPTED in err) == (130, True)


def test_the_commands_that_are_named_reach_the_practice_account(served: Served, reference: Desk) -> None:
    cli, program = (shlex.split(served.err[place]) for place in (2, 4))
    url = served.out[0].strip().removeprefix("export AWS_ENDPOINT_URL=")
    assert cli[-5:] == ["aws", "elb", "describe-load-balancers", "--endpoint-url", url]
    assert program[-1] == "multisite-tui"
    settings = dict(word.split("=", 1) for word in program[:-1])
    assert cli[:-5] == program[:-1]
    ended = reference.run("--answers", REFERENCE, "--plan", env=settings, demo=False)
    assert (ended.code, "Nothing to change" in ended.out) == (0, True)
