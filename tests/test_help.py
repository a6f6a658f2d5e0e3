"""What `--help` says is whole on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from multisite_tui.cli import app

COLUMNS = 80


def groups(command: click.Command = app, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield each command and group, with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from groups(below, *path, name)


EVERY = dict(groups())


def said(path: tuple[str, ...]) -> str:
    return CliRunner().invoke(app, [*path, "--help"], terminal_width=COLUMNS).output


@pytest.mark.parametrize("path", sorted(EVERY), ids=" ".join)
def test_no_text_is_cut(path: tuple[str, ...]) -> None:
    assert "..." not in said(path).replace("[ARGS]...", "")


@pytest.mark.parametrize("path", sorted(EVERY), ids=" ".join)
def test_each_command_and_option_says_what_it_is_for(path: tuple[str, ...]) -> None:
    command = EVERY[path]
    assert command.help
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []
    assert all(len(line) <= COLUMNS for line in said(path).splitlines())
