"""Loading switches the garbage collector off, leaves it as it was, and spares it what was loaded."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from multisite_tui.loading import loading


@pytest.fixture(autouse=True)
def switched_on() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_is_off_while_something_is_loaded_and_on_again_afterwards() -> None:
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_when_loading_fails() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError
    assert gc.isenabled()


LOAD = """
import gc
from multisite_tui.loading import loading
with loading():
    loaded = [[]]
print(any(one is loaded for one in gc.get_objects()))
"""


def test_what_was_loaded_is_passed_over_by_the_collector() -> None:
    shown = subprocess.run([sys.executable, "-c", LOAD], check=True, capture_output=True, text=True)
    assert shown.stdout == "False\n"


def test_where_it_was_off_it_stays_off() -> None:
    with loading():
        with loading():
            pass
        assert not gc.isenabled()
