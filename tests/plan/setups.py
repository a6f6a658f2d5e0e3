"""Setups, written as their answers."""

from __future__ import annotations

from multisite_tui import answers
from multisite_tui.model.setup import Setup

REFERENCE = """
schema: 1
sites:
  - {domain: main.io, port: 6402, load_balancer: to-main, dns: {replace: true}}
  - {domain: sub.main.io, port: 6403, load_balancer: to-sub}
"""
SHARED = f"{REFERENCE.replace('load_balancer', 'target_group')}topology: shared\n"


def setup(text: str = REFERENCE) -> Setup:
    return answers.load(text, "answers.yaml").setup


def one_site(*lines: str, of_setup: str = "") -> Setup:
    """Return a setup of main.io with more of its keys, one a line."""
    site = "".join(f"    {line}\n" for line in lines)
    return setup(f"schema: 1\n{of_setup}\nsites:\n  - domain: main.io\n    port: 6402\n{site}")
