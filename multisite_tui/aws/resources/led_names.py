"""Led names: whether a name was led to an entrance before, so that what was there first is on record.

What stands at a name when it is led to an entrance for the first time is kept, once. A record that
somebody puts there afterwards replaces one of the setup, and was never there before it: it is replaced without being
kept. The time of a name ends when a removal leads it back, or deletes what keeps its backups.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.records import RecordSet
from multisite_tui.aws.resources import record_backups
from multisite_tui.errors import Problem


@dataclass(frozen=True)
class Led:
    """A record that a run put in to lead a name to an entrance."""

    record: RecordSet
    made: frozenset[str]
    """What runs had made by then that keeps backups: the DNS names of load balancers, the ARNs of target groups."""


@dataclass(frozen=True)
class LedNames:
    """What the journal knows of the names that runs led to entrances, and that no removal has led back since."""

    led: tuple[Led, ...] = ()
    made: frozenset[str] = frozenset()
    """All that runs made that keeps backups."""

    def recorded(self, name: str, entrance: Entrance, in_zone: Iterable[RecordSet] = ()) -> bool:
        """Whether the name was led to the entrance, and what was there before it is on record, also that nothing was.

        A backup alone may be of a run that was killed before it led the name. Only the journal of the run that made
        the entrance can tell; without it the backup counts, since what is there now may be anybody's.

        Args:
            name: The name.
            entrance: An entrance that stood before this run.
            in_zone: What the zone keeps of the name.
        """
        keeper = entrance.dns_name if entrance.beside is None else entrance.tagged
        led = [one for one in self.led if one.record.name == name and one.record.leads_to(entrance.leads_to)]
        if any(keeper in one.made for one in led):
            return True
        kept = name in record_backups.read(entrance.tags) or any(True for _ in in_zone)
        return kept and (bool(led) or keeper not in self.made)


NO_LED_NAMES = LedNames()


def changed_since(name: str, record: RecordSet, site: str | None) -> Problem:
    """Return that the record which is to be replaced is somebody's, and that undo will not restore it."""
    return Problem(
        code="record_changed",
        what=f"Somebody has changed the record of {name} since the last run: it is {record} now.",
        why="The answers say `replace: true`, so it will be replaced. It is not kept: undo puts back what was there "
        "before the first run.",
        next=f"If {name} is to stay as it is now, stop here, and take the site away with `destroy --site`.",
        site=site,
        key="dns.replace",
    )
