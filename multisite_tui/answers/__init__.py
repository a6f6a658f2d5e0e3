"""The answers file: reads a setup from YAML with the position of every problem, and writes it.

No other package reads or writes answers files.
"""

from multisite_tui.answers.dumping import dump
from multisite_tui.answers.loading import Loaded, load, load_file
from multisite_tui.answers.problems import AnswersError, PositionedProblem, render
from multisite_tui.answers.schemas import schema

__all__ = ["AnswersError", "Loaded", "PositionedProblem", "dump", "load", "load_file", "render", "schema"]
