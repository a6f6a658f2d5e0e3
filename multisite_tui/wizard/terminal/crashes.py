"""A crash of the wizard, kept until the terminal is given back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Crash:
    """What escaped; whoever started the wizard tells of it, without the values of variables."""

    error: Exception
