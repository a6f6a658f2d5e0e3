"""The answers file: a setup as text, read with the position of every problem. The only reader and writer of it."""

from multisite_tui.answers.dumping import dump
from multisite_tui.answers.loading import Loaded, load, load_file
from multisite_tui.answers.problems import AnswersError, PositionedProblem, render
from multisite_tui.answers.schemas import schema

__all__ = ["AnswersError", "Loaded", "PositionedProblem", "dump", "load", "load_file", "render", "schema"]
