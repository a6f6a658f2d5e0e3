"""Setups of many sites on a practice account, for the other subjects."""

from __future__ import annotations

from pathlib import Path

from multisite_tui.answers import load
from multisite_tui.model.setup import Setup
from multisite_tui.options import Options

FEW, MANY = 2, 20


def setup_of(count: int) -> Setup:
    """Return a setup of so many sites, all in one zone."""
    sites = "".join(f"  - {{domain: site{number}.main.io, port: {6400 + number}}}\n" for number in range(1, count + 1))
    return load(f"schema: 1\nname: many\nsites:\n{sites}", "benchmark").setup


def practice(folder: Path) -> Options:
    """Return the options of a practice account that has room for all sites."""
    options = Options(demo=True, state_dir=str(folder))
    options._practice_account.set_quota("classic-load-balancers", 2 * MANY)  # noqa: SLF001 - tests do so too
    return options
