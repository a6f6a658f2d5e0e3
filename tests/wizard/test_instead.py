"""What the wizard advises by a problem's code is advised for problems that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

import multisite_tui
from multisite_tui.wizard import words

PACKAGE = Path(multisite_tui.__file__).parent
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py")) if path != Path(words.__file__))


@pytest.mark.parametrize("code", sorted(words.INSTEAD))
def test_each_code_is_one_of_the_program(code: str) -> None:
    assert f'"{code}"' in SOURCE
