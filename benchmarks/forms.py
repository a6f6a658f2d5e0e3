"""How much is measured: a short form of some minutes, and a long one."""

from __future__ import annotations

from dataclasses import dataclass

FEW, MANY = 2, 20
"""The numbers of sites that are compared."""


@dataclass(frozen=True)
class Form:
    """How often, and with how many sites."""

    name: str
    counts: tuple[int, ...]
    """Numbers of sites, `FEW` and `MANY` among them."""
    repeats: int
    """How often what takes some seconds is done."""
    rare: int
    """How often what takes long is done."""
    sequential: tuple[int, ...]
    """Numbers of sites of the sequential script, which takes four seconds a site."""


SHORT = Form("short", (FEW, MANY), repeats=3, rare=1, sequential=(FEW,))
LONG = Form("long", (FEW, 10, MANY), repeats=7, rare=3, sequential=(FEW, 10, MANY))
