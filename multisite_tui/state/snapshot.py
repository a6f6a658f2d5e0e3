"""The snapshot: the state of a setup, computed from the records of its journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from multisite_tui.calling import CALLED
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import MoveEnd
from multisite_tui.model.replies import LOST
from multisite_tui.model.saved import HowFar, SavedSetup
from multisite_tui.model.shapes import data_of, some_text
from multisite_tui.state.files import bytes_of, kept_safe
from multisite_tui.state.journal import FORMAT
from multisite_tui.state.record_shapes import misfit

Record = Mapping[str, Any]
ASIDE = b'{"record":"aside"'
FIRST = b'{"record":"opened"'
"""What the first line of a journal begins with."""
WHY_LINE = "Something other than this program changed the file, or the disk is failing."
WHY_MEMBER = (
    "`{member}` is missing there or wrong. Something other than this program changed the file, or the disk is failing."
)
FIRST_TOPOLOGY = "classic"
"""The topology of a run that an earlier version wrote down, which knew no other."""
GOOD = (Outcome.COMPLETE, Outcome.UNCHANGED)


@dataclass(frozen=True)
class Stays:
    """What runs of the whole setup have done, as far as it stays while one site is taken away."""

    finished: Mapping[str, bool]
    """By step, whether it is as wanted."""
    sites: Mapping[str, str]
    """By step, the domain of its site; empty for one of the setup as a whole."""
    outcome: Outcome | None

    def without(self, site: str) -> Stays:
        """Return it without a site; what is left is complete once each of its steps is as wanted."""
        finished = {step: done for step, done in self.finished.items() if self.sites.get(step) != site}
        complete = bool(finished) and all(finished.values())
        return replace(self, finished=finished, outcome=Outcome.COMPLETE if complete else self.outcome)

    @property
    def progress(self) -> HowFar:
        """How far it is."""
        return HowFar(sum(self.finished.values()), len(self.finished), self.outcome)


@dataclass
class Snapshot:
    """The state of a setup according to its journal."""

    name: str
    kind: str = ""
    account: str = ""
    region: str = ""
    answers: str = ""
    version: str = ""
    steps: tuple[str, ...] = ()
    """Ids of the steps of the last plan."""
    sites: tuple[str, ...] = ()
    """The domains of their sites, in the same order; empty for a step of the setup as a whole."""
    finished: set[str] = field(default_factory=set)
    outcome: Outcome | None = None
    """The outcome of the last run; None if it recorded none, because it is still running or was killed."""
    removal: bool = False
    """Whether the last run was a removal."""
    removed_site: str = ""
    """The one site that the last run was to take away."""
    stays: Stays | None = None
    """How far the setup without that site is; None where the last run was about the whole setup."""
    updated_at: str = ""
    pending: dict[str, Record] = field(default_factory=dict)
    """By number, intents without a result."""
    refused: dict[str, Record] = field(default_factory=dict)
    """By number, intents of the last run that AWS refused."""
    intended: list[Record] = field(default_factory=list)
    """Every intent, in order, with or without a result."""
    done: list[Record] = field(default_factory=list)
    """Intents of calls that took effect, or may have: the run was killed before their results were recorded."""
    answered: list[tuple[Record, Record]] = field(default_factory=list)
    """The same intents, each with AWS's reply; `{LOST: its name}` if the run was killed before it was recorded."""
    replies: dict[str, list[Record]] = field(default_factory=dict)
    """By step id, AWS's replies to the calls of steps that have not finished. A call whose run was killed before the
    reply has `{LOST: its name}` instead."""
    asked: tuple[str, ...] = ()
    """The answers of the last run that ended well and of each run after it, the latest last."""
    topology: str = ""
    """The topology of the last run."""
    topologies: set[str] = field(default_factory=set)
    """Those of all runs."""
    came_from: str = ""
    """The topology that the setup was moved from; empty if it never was, or has returned."""
    moving: bool = False
    """Whether the setup was moved to another topology, and no run has ended that move."""
    move: str = ""
    """How the last run was to end a move; empty if it was not."""

    def saved(self) -> SavedSetup:
        """Return what the command `list` shows of it."""
        return SavedSetup(
            name=self.name,
            kind=self.kind,
            account=self.account,
            region=self.region,
            done=len(self.finished & set(self.steps)),
            total=len(self.steps),
            outcome=self.outcome,
            updated_at=datetime.fromisoformat(self.updated_at),
            removal=self.removal,
            moving=self.moving,
            removed_site=self.removed_site,
            whole=self.stays.without(self.removed_site).progress if self.removed_site and self.stays else None,
        )


def read(path: Path) -> Snapshot | None:
    """Return the snapshot of a journal; None if there is no journal, or no run wrote its first record.

    An incomplete last line, which a crash leaves, is ignored: the next run reads AWS anyway.

    Raises:
        InputNeeded: a newer version wrote it, or a line other than an incomplete last one cannot be read.
        NotOurs: it is no file, or is kept where others can write.
        StateUnwritable: the file cannot be read.
    """
    with kept_safe(path):
        content = bytes_of(path)
    if content is None:
        return None
    snapshot = fold(path.parent.name, _records(path, content.split(b"\n")))
    if snapshot.answers:
        return snapshot
    if not FIRST.startswith(content.strip()[: len(FIRST)]):
        raise InputNeeded(_garbled(path, 1))
    return None  # a run that was killed before its first record has made no call


def saved_answers(path: Path) -> str:
    """Return the answers of the last run whose first record can be read, even if other lines cannot; else ""."""
    return next(reversed(all_answers(path)), "")


def all_answers(path: Path) -> list[str]:
    """Return the answers of every run whose first record can be read, the latest last, even if other lines cannot."""
    found = []
    with kept_safe(path):
        content = bytes_of(path) or b""
    for line in content.split(b"\n"):
        with suppress(ValueError):
            record = _record_in(line)
            if record and record["record"] in ("opened", "answers") and _format(record) <= FORMAT:
                found += [str(record["answers"])] if some_text(record.get("answers")) else []
    return found


def fold(name: str, records: Iterable[Record]) -> Snapshot:
    """Return the snapshot that these records add up to."""
    snapshot = Snapshot(name)
    for record in records:
        _fold(snapshot, record)
    _give_up(snapshot)
    return snapshot


def _fold(snapshot: Snapshot, record: Record) -> None:
    _FOLDS.get(record["record"], _pass)(snapshot, record)
    snapshot.updated_at = record["at"]


def _records(path: Path, lines: list[bytes]) -> Iterator[Record]:
    """Yield the records of a journal, each of which has the shape of its kind."""
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            record = _record_in(line)
        except ValueError as error:
            if number != last and not _torn(lines, number):
                raise InputNeeded(_garbled(path, number + 1)) from error
            continue
        if record is None:
            raise InputNeeded(_garbled(path, number + 1))
        if _format(record) > FORMAT:
            raise InputNeeded(_newer(path, record))
        if (member := misfit(record)) is not None:
            raise InputNeeded(_garbled(path, number + 1, member))
        yield record


def _record_in(line: bytes) -> Record | None:
    """Return the record in a line, of whatever kind; None if it is no record.

    Raises:
        ValueError: it is not JSON, as a line is that a crash left incomplete.
    """
    record = data_of(line)
    return record if isinstance(record, dict) and isinstance(record.get("record"), str) else None


def _format(record: Record) -> int:
    written = record.get("format", FORMAT)
    return written if isinstance(written, int) else FORMAT


def _torn(lines: list[bytes], number: int) -> bool:
    """Whether a crash left this line incomplete: then it is the last one, or the next record begins something new."""
    following = next((line for line in lines[number + 1 :] if line.strip()), b"")
    return following.startswith((FIRST, ASIDE))


def _give_up(snapshot: Snapshot) -> None:
    """Close the pending intents of a run that was killed: no result will be recorded for them."""
    for intent in snapshot.pending.values():
        _answered(snapshot, intent, {LOST: intent["name"]})


def _answered(snapshot: Snapshot, intent: Record, reply: Record) -> None:
    for step in intent["steps"]:
        snapshot.replies.setdefault(step, []).append(reply)
    snapshot.done.append(intent)
    snapshot.answered.append((intent, reply))


def _opened(snapshot: Snapshot, record: Record) -> None:
    _give_up(snapshot)
    snapshot.asked = (*(snapshot.asked if snapshot.outcome not in GOOD else snapshot.asked[-1:]), record["answers"])
    snapshot.kind = record["kind"]
    snapshot.account = record["account"]
    snapshot.region = record["region"]
    snapshot.answers = record["answers"]
    snapshot.version = record["version"]
    _moved(snapshot, record)
    _stays(snapshot)
    snapshot.outcome = None
    snapshot.finished = set()
    snapshot.pending = {}
    snapshot.refused = {}


def _stays(snapshot: Snapshot) -> None:
    """Keep how far the setup is as a whole, in case the run that begins is about one site."""
    if not snapshot.removed_site:
        finished = {step: step in snapshot.finished for step in snapshot.steps}
        sites = dict(zip(snapshot.steps, snapshot.sites, strict=False))  # a journal is not believed to have as many
        snapshot.stays = Stays(finished, sites, snapshot.outcome) if finished else None
    elif snapshot.outcome in GOOD and snapshot.stays is not None:
        snapshot.stays = snapshot.stays.without(snapshot.removed_site)


def _moved(snapshot: Snapshot, record: Record) -> None:
    topology = record.get("topology", FIRST_TOPOLOGY)
    snapshot.move = record.get("move", "")
    if snapshot.topology not in ("", topology):
        snapshot.moving = True
        snapshot.came_from = snapshot.came_from if snapshot.move == MoveEnd.BACK else snapshot.topology
    snapshot.topology = topology
    snapshot.topologies.add(topology)
    if "former" in record:  # of a journal that was lost, which knew the move
        snapshot.moving = True
        snapshot.topologies.add(record["former"])
        snapshot.came_from = snapshot.came_from or record["former"]


def _aside(snapshot: Snapshot, record: Record) -> None:
    """Close what the last run left pending: from here on the numbers of calls begin anew."""
    _give_up(snapshot)
    snapshot.pending = {}
    snapshot.refused = {}


def _planned(snapshot: Snapshot, record: Record) -> None:
    snapshot.steps = tuple(record["steps"])
    snapshot.removal = bool(record.get("removal", False))  # earlier versions did not write these keys
    snapshot.removed_site = record.get("removed_site", "")
    snapshot.sites = tuple(record.get("sites", map(_site_of, snapshot.steps)))


def _site_of(step: str) -> str:
    """Return the domain in a step's id, for journals that do not say it; empty for one of the setup as a whole."""
    first = step.partition("/")[0]
    return first if "." in first else ""


def _intent(snapshot: Snapshot, record: Record) -> None:
    snapshot.pending[str(record["call"])] = record
    snapshot.intended.append(record)


def _result(snapshot: Snapshot, record: Record) -> None:
    number = str(record["call"])
    intent = snapshot.pending.pop(number, None) or snapshot.refused.pop(number, None)
    if intent is not None:
        _answered(snapshot, intent, record["reply"])


def _refused(snapshot: Snapshot, record: Record) -> None:
    number = str(record["call"])
    if number in snapshot.pending:
        snapshot.refused[number] = snapshot.pending.pop(number)


def _step_finished(snapshot: Snapshot, record: Record) -> None:
    snapshot.finished.add(record["step"])
    snapshot.replies.pop(record["step"], None)


def _ended(snapshot: Snapshot, record: Record) -> None:
    snapshot.outcome = Outcome(record["outcome"])
    if snapshot.move and snapshot.outcome in GOOD:
        snapshot.moving = False
        snapshot.came_from = "" if snapshot.move == MoveEnd.BACK else snapshot.came_from


def _answers(snapshot: Snapshot, record: Record) -> None:
    snapshot.answers = record["answers"]
    snapshot.asked = (record["answers"],)


def _pass(snapshot: Snapshot, record: Record) -> None:
    """Ignore a record type that a later minor version added."""


_FOLDS = {
    "opened": _opened,
    "aside": _aside,
    "planned": _planned,
    "intent": _intent,
    "result": _result,
    "refused": _refused,
    "step_finished": _step_finished,
    "ended": _ended,
    "answers": _answers,
}


def _newer(path: Path, record: Record) -> Problem:
    return Problem(
        code="state_newer",
        what=f"The saved state at {path} was written by a newer version ({record.get('version', 'unknown')}).",
        why="This version cannot read all of it, and guessing could lose something.",
        next="Upgrade multisite-tui, then run the same command again.",
    )


def _garbled(path: Path, line: int, member: str = "") -> Problem:
    return Problem(
        code="state_garbled",
        what=f"The saved state at {path} cannot be read (line {line}).",
        why=WHY_MEMBER.format(member=member) if member else WHY_LINE,
        next=f"Save what `{CALLED} answers {path.parent.name}` prints, or take your own answers file; move the "
        "journal away, and run with --answers: what was made is found again by its tags.",
    )
