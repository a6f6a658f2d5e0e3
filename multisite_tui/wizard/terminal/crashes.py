"""A crash of the wizard, kept until the terminal is given back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Crash:
    """The exception that escaped. The command line reports it, without the values of variables."""

    error: Exception
