"""The first step of the end of a move: an entrance goes only if no record leads to it, and another one serves the site.

Unlike a removal, the end of a move leads no name back. It refuses one site's entrance, and goes on with the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.leading_records import names_led_to
from multisite_tui.aws.resources.base import Kind, Resource, StepOutputs
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.calling import CALLED
from multisite_tui.errors import Problem


@dataclass(frozen=True)
class EntranceUse:
    """Who uses an entrance, and whether another one can take its place."""

    names: tuple[str, ...]
    """Names of the records that lead to it, in any hosted zone of the account."""
    served: bool
    """Whether the entrance that takes its place has an instance in service."""
    present: Entrance | None = None
    """The entrance that takes its place."""


@dataclass
class UnusedEntrance(Resource[EntranceUse]):
    """An entrance that nobody uses any more, because the site is served by another one."""

    site: str
    entrance: EntranceLocator
    present: EntranceLocator
    """The entrance that takes its place."""
    names: frozenset[str] | None = None
    """The names that count; None: every name. Of an entrance of several sites, one site's names."""
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `records that lead to to-main`."""
        return f"records that lead to {self.entrance.name}"

    def read(self, facts: Facts, known: StepOutputs) -> EntranceUse | None:
        """Find the records that lead to the entrance, and ask for the health of the other one; None if it is gone."""
        entrance = self.entrance.read(facts)
        if entrance is None:
            return None
        present = self.present.read(facts)
        return EntranceUse(self._leading(entrance, facts), self._served(present, facts), present)

    def calls(self, found: EntranceUse | None, known: StepOutputs) -> Sequence[Call]:
        """Change nothing."""
        return ()

    def conflicts(self, found: EntranceUse | None, known: StepOutputs) -> Sequence[Problem]:
        """Refuse while a record leads to the entrance, or the other one has no instance in service."""
        if found is None:
            return ()
        return [*([_still_led_to(self, found)] if found.names else []), *([] if found.served else [_unserved(self)])]

    def noop_reason(self, found: EntranceUse | None) -> str:
        """Return what the step sees to."""
        return "none may lead there any more"

    def _leading(self, entrance: Entrance, facts: Facts) -> tuple[str, ...]:
        names = names_led_to(entrance.leads_to, entrance.dns_name, facts)
        return tuple(name for name in names if self.names is None or name in self.names)

    def _served(self, there: Entrance | None, facts: Facts) -> bool:
        if there is None or not there.instances:
            return False
        return any(one.in_service for one in self.present.health(facts, tuple(sorted(there.instances))))


def _still_led_to(unused: UnusedEntrance, found: EntranceUse) -> Problem:
    return Problem(
        code="still_led_to",
        what=f"{', '.join(found.names)} still leads to {unused.entrance.title}, which therefore stays.",
        why="Without it, visitors of these names would get no answer.",
        next="Run the setup again, which leads its own names to the new entrance; lead other names elsewhere by hand. "
        "Then end the move again.",
        site=unused.site,
        key="dns",
    )


def _unserved(unused: UnusedEntrance) -> Problem:
    return Problem(
        code="not_served_yet",
        what=f"{unused.present.title} has no instance of {unused.site} in service; {unused.entrance.title} stays.",
        why="The way back is not given up before the new way works.",
        next=f"See `{CALLED} doctor` for the reason, then end the move again.",
        site=unused.site,
    )
