"""The screens are what `screens.md` and the golden files say; `python -m tests.wizard.screens_book` writes them.

So are the pictures in docs/pictures.
"""

from __future__ import annotations

import pytest

from . import screens_book
from .gallery import SIZES


def test_screens_md_tells_the_screens_as_they_are() -> None:
    assert screens_book.book(screens_book.drawn(SIZES[0])) == screens_book.BOOK.read_text("utf-8")


@pytest.mark.parametrize("size", SIZES[1:], ids=str)
def test_the_other_sizes_are_as_their_golden_files(size: tuple[int, int]) -> None:
    shots = screens_book.drawn(size)
    path, text = screens_book.golden(size, shots)
    assert text == path.read_text("utf-8")
    if size == screens_book.PICTURED:
        drawn = screens_book.pictures_of(shots)
        assert {path.name for path in screens_book.PICTURES.iterdir()} == {path.name for path in drawn}
        assert [path.name for path, svg in drawn.items() if path.read_text("utf-8") != svg] == []
