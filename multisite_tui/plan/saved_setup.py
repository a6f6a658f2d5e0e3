"""The setup that a journal has the answers of."""

from __future__ import annotations

from multisite_tui import answers
from multisite_tui.calling import CALLED
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.setup import Setup
from multisite_tui.state.snapshot import Snapshot


def setup_of_saved(saved: Snapshot) -> Setup:
    """Return the setup that was asked for last, as its answers say it.

    Raises:
        InputNeeded: the saved answers are not valid: something changed the journal, or a newer version wrote them.
    """
    return setup_of_answers(saved.name, saved.answers)


def setup_of_answers(name: str, text: str) -> Setup:
    """Return the setup of this name that these saved answers ask for.

    Raises:
        InputNeeded: they are not valid.
    """
    try:
        return answers.load(text, f"the saved answers of {name}").setup
    except answers.AnswersError as error:
        raise InputNeeded(_unreadable(name, error.problem)) from error


def _unreadable(name: str, problem: Problem) -> Problem:
    return Problem(
        code="saved_answers_unreadable",
        what=f"What was asked for in the setup {name} cannot be read: {problem.what}.",
        why="Something other than this program changed the journal, or a newer version wrote it.",
        next=f"Correct what `{CALLED} answers {name}` prints, or take your own answers file, and run with "
        "--answers: what was made is found by the journal and by its tags.",
        key=problem.key,
    )
