"""Setups that stand in a practice account, made without screens."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from multisite_tui.answers import load_file
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.model.setup import Setup

from .rig import options

REFERENCE = Path(__file__).parents[2] / "examples" / "main-io.yaml"


def provisioned(folder: Path, setup: Setup | None = None) -> None:
    """Have a setup made without screens: the reference case, or another one."""
    if setup is None:
        shutil.copytree(_reference_case(), folder, dirs_exist_ok=True)
    else:
        _provision(folder, setup)


@cache
def _reference_case() -> Path:
    """Return a folder in which the reference case was made; a run takes seconds, of which most are waits."""
    kept = tempfile.TemporaryDirectory()
    atexit.register(kept.cleanup)
    _provision(Path(kept.name), load_file(REFERENCE).setup)
    return Path(kept.name)


def _provision(folder: Path, setup: Setup) -> None:
    from multisite_tui.conductor import Conductor

    command = options(folder)
    aws = command.connector(setup)()
    conductor = Conductor(setup, aws, command.store(), command.clock(), Interrupt(), lambda event: None)
    with conductor.locked():
        assert conductor.apply(conductor.plan()).exit_code == 0
