"""A terminal that goes away: the process ends, and what was being made can be gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.options import Options
from multisite_tui.wizard.asking.resuming import resumed
from multisite_tui.wizard.options import account_modes_of

from .gallery import reference_draft
from .terminal import PROGRAM, Terminal

OWN_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
"""
"""Makes the pseudo-terminal the process's own, so that the kernel sends SIGHUP when it goes."""
ENDINGS = ("Done in", "Nothing to do: main-io is as asked already.")


def approved(folder: Path) -> None:
    """Save the reference case, left on Provision with a yes."""
    reference_draft(folder)
    session = resumed(account_modes_of(Options(demo=True, state_dir=str(folder)))[1], "main-io")
    session.draft.put(0, "dns.replace", value=True)
    session.draft.page = "provision"
    session.approve()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("program", [OWN_TERMINAL + PROGRAM, PROGRAM], ids=["with SIGHUP", "without a signal"])
def test_a_run_whose_terminal_goes_ends_and_can_be_gone_on_with(tmp_path: Path, program: str) -> None:
    approved(tmp_path)
    terminal = Terminal(tmp_path, "main-io", program=program)
    terminal.shows("waiting")
    terminal.close()
    assert terminal.ends() == 130
    saved = Options(demo=True, state_dir=str(tmp_path)).store().need("main-io").saved()
    assert saved.outcome == "interrupted"
    terminal = Terminal(tmp_path, "main-io")
    # On a slow machine, the calls in hand when the terminal went may have been the last ones.
    terminal.wait(lambda: any(ending in terminal.text for ending in ENDINGS), "the end of the run")
    terminal.kill()


@pytest.mark.parametrize("program", [OWN_TERMINAL + PROGRAM, PROGRAM], ids=["with SIGHUP", "without a signal"])
def test_a_page_whose_terminal_goes_ends(tmp_path: Path, program: str) -> None:
    reference_draft(tmp_path)
    terminal = Terminal(tmp_path, "main-io", program=program)
    terminal.shows("knows you")
    terminal.close()
    assert terminal.ends() == 130
