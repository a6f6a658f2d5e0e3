"""Setups of many sites on a practice account, for the other subjects."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.forms import MANY
from multisite_tui.answers import load
from multisite_tui.model.setup import Setup
from multisite_tui.options import Options

NAME = "many"


def answers_of(count: int, topology: str = "classic", **first_site: int) -> str:
    """Return the answers file of so many sites, all in one zone; the first one may have further answers."""
    sites = [{"domain": f"site{number}.main.io", "port": 6400 + number} for number in range(1, count + 1)]
    sites[0] |= first_site
    return json.dumps({"schema": 1, "name": NAME, "topology": topology, "sites": sites})  # JSON is YAML


def setup_of(count: int) -> Setup:
    """Return a setup of so many sites, all in one zone."""
    return load(answers_of(count), "benchmark").setup


def practice(folder: Path) -> Options:
    """Return the options of a practice account that has room for all sites."""
    options = Options(demo=True, state_dir=str(folder))
    options._practice_account.set_quota("classic-load-balancers", 2 * MANY)  # noqa: SLF001 - tests do so too
    return options
