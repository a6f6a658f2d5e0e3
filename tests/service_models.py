"""botocore's models of AWS's services, parsed once in a process.

Each session parses them anew: a quarter of a second of JSON for the five services, in each of the many tests that have
a practice account of their own.
"""

from __future__ import annotations

from functools import cache, partial

from botocore.loaders import JSONFileLoader


@cache
def parse_once() -> None:
    """Let every session of this process, from now on, take a file that another one has parsed."""
    parsed = cache(partial(JSONFileLoader.load_file, JSONFileLoader()))
    JSONFileLoader.load_file = lambda self, path: parsed(path)  # type: ignore[method-assign]
