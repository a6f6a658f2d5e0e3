"""Records that a person puts in: names whose DNS is kept outside the account are watched, and never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Literal

from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.entrances import Entrance
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Kind, Progress, Resource, StepOutputs, Wait
from multisite_tui.aws.resources.entrances import EntranceLocator
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.calling import CALLED
from multisite_tui.errors import Problem
from multisite_tui.internet.outside_names import Leading, OutsideName, look_outside
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.hand_records import HandRecord
from multisite_tui.model.plans import DnsChange
from multisite_tui.model.replies import Reply
from multisite_tui.model.usual_times import UNTIL_PUT_IN
from multisite_tui.threads import thread_pool

Look = Callable[[str, str], OutsideName]
"""Returns where a name leads, given the DNS name that it should lead to."""
THREADS = 8
LEADS = (Leading.HERE, Leading.PROXIED)
LATER = "{type} to the load balancer, which you put in at the DNS provider of {name}"
BY_HAND = "{type} {value}, which you put in at the DNS provider of {name}"
NOT_LOOKED_AT = "not looked at, since this is no real AWS account"
STILL = {
    Leading.ELSEWHERE: "{name} still leads elsewhere: {seen}",
    Leading.NOWHERE: "{name} has no record yet",
    Leading.UNKNOWN: "the name servers of {name} gave no answer ({why})",
}
PUT_IN = "put in at the DNS provider: {records}; {now}"
PUT_IN_ONE = "{name} {type} {value}"
STILL_LEADS = (
    "{names} still leads to the load balancer: at its DNS provider, put back what was there, or delete the record"
)
STILL_LEADS_AFTER_MOVE = (
    "{names} still leads to the former load balancer: at its DNS provider, put in what `{called} status {setup}` shows"
)
STILL_CACHED = "resolvers may still answer with the load balancer until {until:%H:%M} UTC"
BACK_BY_YOU = "kept outside this account: you put the old records back"
LED_BY_YOU = "kept outside this account: you lead it to the new load balancer"
NOT_SEEN = "A proxy of its DNS provider answers for {name}, so that DNS does not show where it leads."
NOT_AWAITED = "The run cannot see whether its record leads to the load balancer, and does not wait for that."
PUT_IN_THERE = (
    "At the DNS provider, give the record of {name} the name of the load balancer, which the run and "
    "`{called} status {setup}` show; the proxy may stay."
)
PROXIED = "A proxy of its DNS provider answers for {name}, so that DNS does not show whether it leads to {host}."
GOES_DARK = "The load balancer is deleted, and the proxy then has nobody to ask for a name that leads there."
LOOK_THERE = "Before you go on, lead {name} elsewhere at its DNS provider, or look that it does not lead to {host}."


def ask_public_dns(name: str, host: str) -> OutsideName:
    """Ask the servers of the name's zone, with this machine's resolver for all other names."""
    return look_outside(name, host)


def external_wait(limit: float) -> Wait:
    """Return the wait for a person to put in the records, of at most this many seconds."""
    return Wait("the DNS provider to lead visitors here", limit, every=15, usual=UNTIL_PUT_IN)


@dataclass(frozen=True)
class OutsideNames:
    """Where the names lead now."""

    at: Mapping[str, OutsideName]
    """By name; empty where public DNS is not looked at."""
    entrance: Entrance | None

    def open(self) -> list[str]:
        """Return the names that do not lead to the entrance."""
        return [name for name, found in self.at.items() if found.leading not in LEADS]

    def proxied(self) -> list[str]:
        """Return the names behind a proxy of their provider, of which DNS does not show where they lead."""
        return [name for name, found in self.at.items() if found.leading is Leading.PROXIED]


def look_at_names(names: Sequence[str], entrance: Entrance | None, facts: Facts, look: Look) -> OutsideNames:
    """Ask the name servers of all names in parallel; only those of real AWS accounts lead anywhere."""
    if facts.account.kind is not AccountKind.AWS:
        return OutsideNames({}, entrance)
    host = entrance.dns_name if entrance else ""
    with thread_pool(THREADS) as pool:
        return OutsideNames(dict(zip(names, pool.map(lambda name: look(name, host), names), strict=True)), entrance)


def records_for(found: OutsideNames, names: Sequence[str]) -> tuple[HandRecord, ...]:
    """Return the records that lead the names to the entrance; none while there is no entrance."""
    if found.entrance is None:
        return ()
    host = found.entrance.dns_name
    return tuple(HandRecord(name, _type_for(found, name), host, "visitors") for name in names)


def _apex(name: str) -> Problem:
    return Problem(
        code="apex_outside",
        what=f"{name} is the name of a zone itself, where DNS allows no CNAME.",
        why="A load balancer has no fixed addresses, so that an A record will not do either.",
        next="See first that your DNS provider has ALIAS, ANAME or flattened CNAME records. If it has none, make "
        f"www.{name} the site, and let the provider forward {name} to it.",
        key="dns",
    )


def _type_for(found: OutsideNames, name: str) -> Literal["CNAME", "ALIAS"]:
    """Return the type of the record that leads a name to an entrance: the name of a zone can have no CNAME."""
    return "ALIAS" if _is_apex(found, name) else "CNAME"


def _is_apex(found: OutsideNames, name: str) -> bool:
    """Whether a name is that of a zone; where DNS is not looked at, a name of two labels is taken for one."""
    return found.at[name].apex if name in found.at else name.count(".") == 1


@dataclass
class ExternalRecords(Resource[OutsideNames]):
    """The records of a site's names at another DNS provider: they are named, waited for, and never changed."""

    owner: Owner
    names: tuple[str, ...]
    entrance: EntranceLocator
    wait: Wait
    look: Look = ask_public_dns

    @property
    def title(self) -> str:
        """Such as `record main.io, kept elsewhere`."""
        return f"record {', '.join(self.names)}, kept elsewhere"

    def read(self, facts: Facts, known: StepOutputs) -> OutsideNames:
        """Look where the names lead now."""
        return look_at_names(self.names, self.entrance.read(facts), facts, self.look)

    def calls(self, found: OutsideNames | None, known: StepOutputs) -> Sequence[Call]:
        """Change nothing: a person puts the records in."""
        return ()

    def progress(self, facts: Facts, found: OutsideNames, replies: Sequence[Reply]) -> Progress:
        """Done when every name leads to the entrance, or to a proxy of its provider, behind which DNS cannot see."""
        if found.entrance is None:
            return Progress(done=True, message="")
        now = look_at_names(self.names, found.entrance, facts, self.look)
        names = now.open() if now.at else ()
        if not names:
            return Progress(done=True, message="" if now.at else NOT_LOOKED_AT)
        records = records_for(now, names)
        told = ", ".join(PUT_IN_ONE.format(name=one.name, type=one.type, value=one.value) for one in records)
        still = "; ".join(_still(name, now.at[name]) for name in names)
        return Progress(done=False, message=PUT_IN.format(records=told, now=still), records=records)

    def noop_reason(self, found: OutsideNames | None) -> str:
        """Return who puts the records in."""
        return "kept outside this account: you put the records in"

    def summary(self, found: OutsideNames | None) -> str:
        """Where the names lead."""
        return found.entrance.dns_name if found and found.entrance else ""

    def changes(self, site: str, found: OutsideNames) -> list[DnsChange]:
        """Return what becomes of each name, for the plan."""
        records = {one.name: one for one in records_for(found, self.names)}
        return [self._change(site, name, found, records.get(name)) for name in self.names]

    def warnings(self, found: OutsideNames | None) -> Sequence[Problem]:
        """Return the names of zones, which can have no CNAME, and those behind a proxy, for which no run waits."""
        if found is None:
            return ()
        leading = [name for name, one in found.at.items() if one.leading in LEADS]
        apexes = [_apex(name) for name in self.names if _is_apex(found, name) and name not in leading]
        return apexes + [
            Problem(
                code="name_proxied",
                what=NOT_SEEN.format(name=name),
                why=NOT_AWAITED,
                next=PUT_IN_THERE.format(name=name, called=CALLED, setup=self.owner.setup),
                key="dns",
            )
            for name in found.proxied()
        ]

    def _change(self, site: str, name: str, found: OutsideNames, record: HandRecord | None) -> DnsChange:
        now = found.at.get(name)
        before = now.seen if now else (NOT_LOOKED_AT,)
        if now is not None and now.leading is Leading.HERE:
            return DnsChange(site, name, "", before, before)
        if record:
            after = BY_HAND.format(type=record.type, value=record.value, name=name)
        else:
            after = LATER.format(type=_type_for(found, name), name=name)
        return DnsChange(site, name, "", before, (after,))


@dataclass
class ExternalRecordsGone(Resource[OutsideNames]):
    """The records at another DNS provider, before the entrance goes: visitors must be led elsewhere first."""

    setup: str
    """The setup that they are the names of."""
    names: tuple[str, ...]
    entrance: EntranceLocator
    wait: Wait
    look: Look = ask_public_dns
    moved: bool = False
    """Whether the names are to lead to another entrance of the setup, and not to what was there before the setup."""
    _forgotten: datetime | None = None
    """When the last resolver has forgotten what was seen to lead to the entrance; None if nothing was."""
    kind: ClassVar[Kind] = Kind.DELETE

    @property
    def title(self) -> str:
        """Such as `record main.io, kept elsewhere`."""
        return f"record {', '.join(self.names)}, kept elsewhere"

    def read(self, facts: Facts, known: StepOutputs) -> OutsideNames | None:
        """Look where the names lead now; None once the entrance is gone."""
        entrance = self.entrance.read(facts)
        return self._look(entrance, facts) if entrance else None

    def calls(self, found: OutsideNames | None, known: StepOutputs) -> Sequence[Call]:
        """Change nothing: a person puts back what was there."""
        return ()

    def progress(self, facts: Facts, found: OutsideNames, replies: Sequence[Reply]) -> Progress:
        """Done when no name leads to the entrance, also from the memory of a resolver."""
        now = self._look(found.entrance, facts)
        unknown = [name for name, one in now.at.items() if one.leading is Leading.UNKNOWN]
        here = [name for name, one in now.at.items() if one.leading is Leading.HERE]
        if here:
            template = STILL_LEADS_AFTER_MOVE if self.moved else STILL_LEADS
            message = template.format(names=", ".join(here), called=CALLED, setup=self.setup)
            return Progress(done=False, message=message)
        if unknown:
            return Progress(done=False, message="; ".join(_still(name, now.at[name]) for name in unknown))
        if self._forgotten is not None and facts.now < self._forgotten:
            return Progress(done=False, message=STILL_CACHED.format(until=self._forgotten.astimezone(UTC)))
        return Progress(done=True, message="")

    def noop_reason(self, found: OutsideNames | None) -> str:
        """Return who changes the records."""
        return LED_BY_YOU if self.moved else BACK_BY_YOU

    def warnings(self, found: OutsideNames | None) -> Sequence[Problem]:
        """Return the names of which DNS does not show whether they lead to the entrance."""
        if found is None:
            return ()
        host = found.entrance.dns_name if found.entrance else ""
        return [
            Problem(
                code="name_proxied",
                what=PROXIED.format(name=name, host=host),
                why=GOES_DARK,
                next=LOOK_THERE.format(name=name, host=host),
            )
            for name in found.proxied()
        ]

    def _look(self, entrance: Entrance | None, facts: Facts) -> OutsideNames:
        """Look where the names lead, and note for how long resolvers remember those that lead to the entrance."""
        now = look_at_names(self.names, entrance, facts, self.look)
        here = [one.ttl for one in now.at.values() if one.leading is Leading.HERE]
        if here:
            self._forgotten = facts.now + timedelta(seconds=max(here))
        return now


def _still(name: str, found: OutsideName) -> str:
    return STILL[found.leading].format(name=name, seen=", ".join(found.seen), why=found.why)
