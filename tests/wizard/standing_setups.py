"""Setups that stand in a practice account, made without screens."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from multisite_tui.answers import dump, load, load_file
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.model.setup import Setup

from .rig import options

REFERENCE = Path(__file__).parents[2] / "examples" / "main-io.yaml"


def provisioned(folder: Path, setup: Setup | None = None) -> None:
    """Have a setup made without screens: the reference case, or another one."""
    shutil.copytree(_made(dump(setup or load_file(REFERENCE).setup)), folder, dirs_exist_ok=True)


@cache
def _made(asked: str) -> Path:
    """Return a folder in which a setup was made, by its answers; a run takes seconds, of which most are waits."""
    from multisite_tui.conductor import Conductor

    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)
    setup, command = load(asked, "answers").setup, options(Path(kept.name))
    aws = command.connector(setup)()
    conductor = Conductor(setup, aws, command.store(), command.clock(), Interrupt(), lambda event: None)
    with conductor.locked():
        assert conductor.apply(conductor.plan()).exit_code == 0
    return Path(kept.name)
