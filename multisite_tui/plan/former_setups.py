"""Former setups: what runs of another topology were asked for, and the answers converted for it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import get_args

from multisite_tui import answers
from multisite_tui.calling import CALLED
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.conversion import converted
from multisite_tui.model.setup import Setup, TopologyName
from multisite_tui.plan.saved_setup import setup_of_answers, setup_of_saved
from multisite_tui.state.snapshot import Snapshot


def former_setup(asked: Iterable[str], topology: str) -> Setup | None:
    """Return the setup of the latest run that was asked for this topology; None if there was none.

    Args:
        asked: The answers of all runs, the latest last. Those of an earlier version that can no longer be read are
            passed over.
        topology: The topology.
    """
    found = None
    for text in dict.fromkeys(asked):
        with suppress(answers.AnswersError):
            setup = answers.load(text, "").setup
            found = setup if setup.topology == topology else found
    return found


def setup_before_move(saved: Snapshot, asked: Iterable[str]) -> Setup:
    """Return the present answers, converted for the topology that a setup was moved from.

    A setup that has returned already stays as it is: there is nothing left to do.

    Args:
        saved: The setup.
        asked: The answers of all its runs, the latest last.

    Raises:
        InputNeeded: it never had another topology, or its answers cannot be converted.
    """
    setup = setup_of_saved(saved)
    topology = next((one for one in get_args(TopologyName) if one == saved.came_from), None)
    if topology is not None:
        return converted(setup, topology, former_setup(asked, topology))
    if len(saved.topologies) > 1:
        return setup
    raise InputNeeded(_never_moved(saved.name, setup.topology))


def _never_moved(name: str, topology: str) -> Problem:
    return Problem(
        code="never_moved",
        what=f"Setup {name} has only ever had the topology `{topology}`, so that there is no way back.",
        why="A move begins with a run whose answers have another `topology`.",
        next=f"To see the answers of another one, run `{CALLED} answers {name} --topology NAME`.",
        key="topology",
    )


def converted_answers(name: str, text: str, topology: TopologyName, asked: Iterable[str]) -> str:
    """Return the answers of a saved setup, converted for a topology.

    Args:
        name: The setup's name.
        text: Its answers.
        topology: The topology that is wanted.
        asked: The answers of all its runs, the latest last: they hold what only that topology knows.

    Raises:
        InputNeeded: the answers cannot be read, or some of them cannot be converted.
    """
    setup = setup_of_answers(name, text)
    return answers.dump(converted(setup, topology, former_setup(asked, topology)))
