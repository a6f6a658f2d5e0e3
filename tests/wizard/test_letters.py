"""A terminal whose encoding is not UTF-8: borders and marks in ASCII, and no line longer than it was meant."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.cells import cell_len

from multisite_tui.wizard.terminal.letters import ascii_for, write_ascii_where_needed

from .terminal import Terminal


@pytest.mark.parametrize(
    ("letter", "drawn"),
    [
        ("…", "."),
        ("✓", "+"),
        ("→", ">"),
        ("·", "."),
        ("▕", "|"),
        ("─", "-"),
        ("│", "|"),
        ("╭", "+"),
        ("█", "#"),
        ("환", "??"),
    ],
)
def test_each_letter_keeps_its_width(letter: str, drawn: str) -> None:
    assert ascii_for(letter) == drawn
    assert cell_len(drawn) == cell_len(letter)


@pytest.mark.parametrize(
    ("encoding", "written"), [("ascii", b"a|.?"), ("utf-8", "a▕…é".encode()), ("latin-1", b"a|.\xe9")]
)
def test_only_what_the_encoding_lacks_is_exchanged(encoding: str, written: bytes) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding)
    write_ascii_where_needed(stream)
    stream.write("a▕…é")
    stream.flush()
    assert raw.getvalue() == written


def test_the_wizard_draws_no_escapes(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, PYTHONIOENCODING="ascii")
    try:
        terminal.shows("Practise first")
        terminal.type("enter")
        terminal.shows("knows you")
        assert "\\u" not in terminal.raw
        assert terminal.raw.isascii()
        assert "> + Account" in terminal.text  # the check mark of a page that is right
    finally:
        terminal.kill()
        terminal.close()
