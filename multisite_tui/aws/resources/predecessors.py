"""Predecessors: the entrances of a site that another topology of the same setup made, and that still stand.

While a site moves, its names lead to one of them. That record is the setup's own: it is replaced unasked, and it is not
what undo must restore. What was there before the setup is kept by the predecessor, and is kept on before the switch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet, from_raw
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.entrances import EntranceLocator


@dataclass(frozen=True)
class Predecessors:
    """The predecessors of one site's entrance, as they are."""

    entrances: tuple[Entrance, ...] = ()

    @classmethod
    def read(cls, locators: Iterable[EntranceLocator], facts: Facts) -> Predecessors:
        """Read them; one that is gone is left out.

        Raises:
            AwsFailure: a read was refused.
        """
        return cls(tuple(found for one in locators if (found := one.read(facts)) is not None))

    def of(self, record: RecordSet) -> Entrance | None:
        """Return the one that an alias leads to; None if it leads elsewhere, or a routing policy chooses it."""
        if record.routed or record.alias is None:
            return None  # a record may have held the same addresses before the setup
        return next((one for one in self.entrances if record.leads_to(one.leads_to)), None)

    def kept(self, leading: RecordSet, in_zone: Sequence[RecordSet]) -> list[RecordSet]:
        """Return the record sets that were at a name before the setup led it to one of them.

        Args:
            leading: The record of the name that leads to one of them.
            in_zone: What the zone keeps of the name, which holds if there is any.
        """
        if in_zone:
            return _kept_in_zone(leading.name, in_zone)
        before = record_backups.followed([dict(leading.raw)], leading.name, self.entrances)
        return [from_raw(raw) for raw in before]

    def first_at(self, name: str, holder: Entrance, in_zone: Sequence[RecordSet]) -> list[RecordSet]:
        """Return the record sets that were at a name before the setup, where it leads to none of them any more.

        Args:
            name: The name.
            holder: The one that the name was led to last.
            in_zone: What the zone keeps of the name, which holds if there is any.
        """
        if in_zone:
            return _kept_in_zone(name, in_zone)
        before = record_backups.kept(holder).get(name, [])
        return [from_raw(raw) for raw in record_backups.followed(before, name, self.entrances)]


def _kept_in_zone(name: str, in_zone: Sequence[RecordSet]) -> list[RecordSet]:
    return [from_raw({**one.raw, "Name": name}) for one in in_zone]


NO_PREDECESSORS = Predecessors()
