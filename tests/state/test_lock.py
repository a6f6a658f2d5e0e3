"""One run a setup at a time; the lock of a run that died is free."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from multisite_tui.errors import ExitCode, SetupLocked
from multisite_tui.state.files import StateUnwritable
from multisite_tui.state.lock import held

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from multisite_tui.state.lock import held
with held(Path(sys.argv[1]), "main-io"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "main-io" / "lock"


def test_a_second_holder_is_told_who_holds_it(path: Path) -> None:
    with held(path, "main-io"), pytest.raises(SetupLocked) as caught, held(path, "main-io"):
        pytest.fail("two at once")
    what = caught.value.problem.what
    assert f"process {os.getpid()} on {socket.gethostname()}" in what
    assert ("main-io" in what, caught.value.exit_code) == (True, ExitCode.LOCKED)


def test_it_is_free_again_after_the_run(path: Path) -> None:
    with held(path, "main-io"):
        pass
    with held(path, "main-io"):
        pass


def test_it_is_free_again_after_a_run_that_failed(path: Path) -> None:
    with pytest.raises(KeyError), held(path, "main-io"):
        raise KeyError
    with held(path, "main-io"):
        pass


def test_setups_do_not_lock_each_other(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "lock", "a"), held(tmp_path / "b" / "lock", "b"):
        pass


def test_a_holder_that_has_not_signed_yet_is_unknown(path: Path) -> None:
    with held(path, "main-io"):
        os.truncate(path, 0)
        with pytest.raises(SetupLocked, match="process unknown"), held(path, "main-io"):
            pytest.fail("two at once")


def test_another_process_holds_it_until_it_is_killed(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(SetupLocked, match=f"process {holder.pid} "), held(path, "main-io"):
                pytest.fail("two at once")
        finally:
            holder.send_signal(signal.SIGKILL)
    with held(path, "main-io"):
        pass


def test_only_the_owner_may_read_it(path: Path) -> None:
    with held(path, "main-io"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "main-io").write_text("not a folder")
    with pytest.raises(StateUnwritable), held(tmp_path / "main-io" / "lock", "main-io"):
        pytest.fail("held nothing")
