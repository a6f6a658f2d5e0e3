"""Backups of names that a staying site has taken over: they are kept on before the target group with them goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import RecordSet, from_raw
from multisite_tui.aws.resources import record_backups
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.entrances import SharedEntrance


@dataclass
class InheritedBackups(Resource[Entrance]):
    """The backups of one site's names that only target groups of other sites keep, copied to its own."""

    heir: SharedEntrance
    names: tuple[str, ...]
    """The names of the site that stays."""
    kind: ClassVar[Kind] = Kind.PREPARE

    @property
    def title(self) -> str:
        """Such as `replaced records of www.main.io`."""
        return f"replaced records of {self.heir.domain}"

    def read(self, facts: Facts, known: StepOutputs) -> Entrance | None:
        """Read what the target groups keep; None while there is no load balancer."""
        return self.heir.read(facts)

    def calls(self, found: Entrance | None, known: StepOutputs) -> Sequence[Call]:
        """Copy what is missing to the site's target group, as far as it has one with room."""
        if found is None or not found.tagged:
            return ()
        lost = self._lost(found)
        missing = record_backups.missing(lost, found.tags)
        if not missing or record_backups.too_many(lost, found.tags):
            return ()
        return [self.heir.keep(found, missing, "the record that was replaced is kept for undo")]

    def _lost(self, found: Entrance) -> list[RecordSet]:
        own, kept = record_backups.read(found.tags), record_backups.kept(found)
        return [from_raw(one) for name in self.names if name not in own for one in kept.get(name, ())]
