"""Entries: the records of a journal as far as they can be read, also where the journal is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from multisite_tui.model.shapes import data_of
from multisite_tui.state.files import bytes_of, kept_safe
from multisite_tui.state.record_shapes import misfit
from multisite_tui.state.snapshot import Record

NO_JSON = "no_json"
NO_RECORD = "no_record"


@dataclass(frozen=True)
class Unread:
    """Something of a journal that cannot be read."""

    code: str
    """`no_json`, as a crash leaves a line; `no_record`, for JSON of another form; or the code of a problem."""
    line: int | None = None
    """Counted from 1; None for the journal as a whole."""


@dataclass(frozen=True)
class Entries:
    """What can be read of a journal, and what cannot."""

    records: tuple[Record, ...] = ()
    """Each has the shape of its kind; a kind that a later version added has a time only."""
    unread: tuple[Unread, ...] = ()


def entries_of(path: Path) -> Entries:
    """Return the entries of a journal; none if there is no journal.

    Raises:
        NotOurs: it is no file, or is kept where others can write.
        StateUnwritable: the file cannot be read.
    """
    with kept_safe(path):
        content = bytes_of(path)
    found = list(_read(content or b""))
    records = tuple(one for one in found if not isinstance(one, Unread))
    return Entries(records, tuple(one for one in found if isinstance(one, Unread)))


def _read(content: bytes) -> Iterator[Record | Unread]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            record = data_of(line)
        except ValueError:
            yield Unread(NO_JSON, number)
            continue
        fits = isinstance(record, dict) and misfit(record) is None
        yield record if fits else Unread(NO_RECORD, number)
