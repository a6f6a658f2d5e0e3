"""Undo: what a later run must know of a change of DNS that the account itself does not show any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Undo:
    """What one call does to records. The resource says it, the journal keeps it, the removal uses it."""

    put_in: tuple[str, ...] = ()
    """Names of records that were not there before, and that the removal may take away."""
    taken_away: tuple[Mapping[str, Any], ...] = ()
    """Record sets that the call deletes, as the DNS service takes them."""
    switched: tuple[str, ...] = ()
    """Names that the call leads to an entrance."""
    stood_in: tuple[Mapping[str, Any], ...] = ()
    """Record sets that the call puts in where a wildcard answered, so that the name goes on being answered."""

    def __bool__(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.put_in or self.taken_away or self.switched or self.stood_in)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "put_in": list(self.put_in),
            "taken_away": [dict(one) for one in self.taken_away],
            "switched": list(self.switched),
            "stood_in": [dict(one) for one in self.stood_in],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Sequence[Any]]) -> Undo:
        """Return what `as_json` made; older journals have no `stood_in`."""
        stood_in = tuple(data.get("stood_in", ()))
        return cls(tuple(data["put_in"]), tuple(data["taken_away"]), tuple(data["switched"]), stood_in)

    @classmethod
    def joined(cls, undos: Iterable[Undo]) -> Undo:
        """Return what several calls do that are made as one."""
        each = list(undos)
        return cls(
            tuple(name for one in each for name in one.put_in),
            tuple(record for one in each for record in one.taken_away),
            tuple(name for one in each for name in one.switched),
            tuple(record for one in each for record in one.stood_in),
        )
