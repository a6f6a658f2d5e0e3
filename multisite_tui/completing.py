"""What the shell completes: names of saved setups, and the domains of their sites.

The shell asks at each press of Tab, in the middle of a line: nothing is printed but words, and nothing fails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from multisite_tui.calling import PROGRAM

if TYPE_CHECKING:
    import click

    from multisite_tui.state.store import Store

Complete = Callable[["click.Context", "click.Parameter", str], list[str]]
VARIABLE = "_MULTISITE_TUI_COMPLETE"
"""The variable that holds what the shell wants completed (click, `Command.main`, `complete_var`)."""


def script(command: click.Command, shell: str) -> str:
    """Return the script that makes a shell ask this program.

    Args:
        command: The program's command.
        shell: bash, zsh or fish.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    chosen = get_completion_class(shell)
    if chosen is None:
        raise LookupError(f"click has no completion for {shell}")
    # Not bash's own method, which runs the bash that is there to see how old it is, and may print what it thinks.
    return ShellComplete.source(chosen(command, {}, PROGRAM, VARIABLE))


def _words(find: Complete) -> Complete:
    """Return the same function, which finds nothing where it would fail."""

    @wraps(find)
    def found(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
        try:
            return [word for word in find(context, parameter, begun) if word.startswith(begun)]
        except Exception:  # noqa: BLE001 - a damaged state is told by the command itself, and not in the middle of a line
            return []

    return found


@_words
def saved_names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Return the names of the saved setups, of the account and folder that stand earlier on the line."""
    return list(_store(context).names())


@_words
def site_domains(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Return the domains of the sites of the setup that is named earlier on the line, or of the only one."""
    from multisite_tui.plan.saved_setup import setup_of_answers

    store = _store(context)
    name = context.params.get("name") or store.only()
    return [site.domain for site in setup_of_answers(name, store.answers(name)).sites]


def _store(context: click.Context) -> Store:
    from pathlib import Path

    from multisite_tui.options import Options

    options = context.find_object(Options) or Options()
    if options.state_dir:  # the shell gives the words as they were typed
        options.state_dir = str(Path(options.state_dir).expanduser())
    return options.store()
