"""The library awscrt, which only `aws login` needs, is loaded only where a profile signs in that way.

botocore imports it wherever it is installed, which takes a quarter of the time in which boto3 is imported (40 of 160
ms), to find out whether it could use it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

NAME = "awscrt"


@contextmanager
def without_awscrt() -> Iterator[None]:
    """Let botocore be imported in the block as if awscrt were not installed, unless it is loaded already."""
    if NAME in sys.modules:
        yield
        return
    modules = cast("dict[str, object]", sys.modules)
    modules[NAME] = None  # an import of it then fails (Python, "The import system")
    try:
        yield
    finally:
        del modules[NAME]


def import_botocore() -> None:
    """Import the part of botocore that looks for awscrt, as if that were not installed."""
    with without_awscrt():
        import botocore.compat  # noqa: F401


def provide_awscrt() -> None:
    """Give botocore the keys of awscrt, with which it renews a session of `aws login`.

    Where awscrt is not installed, botocore says so when it needs it.
    """
    import botocore.credentials

    credentials: Any = botocore.credentials
    if credentials.EC is None:
        with suppress(ImportError):
            from awscrt.crypto import EC

            credentials.EC = EC
