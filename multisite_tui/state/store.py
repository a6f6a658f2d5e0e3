"""The store: the saved setups, one folder each."""

from __future__ import annotations

import difflib
import os
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from multisite_tui.calling import CALLED
from multisite_tui.errors import InputNeeded, Problem, UsageError
from multisite_tui.state import lock, snapshot
from multisite_tui.state.entries import Entries, Unread, entries_of
from multisite_tui.state.files import StateUnwritable, kept_safe
from multisite_tui.state.folders import own_folder
from multisite_tui.state.journal import Journal
from multisite_tui.state.saved_names import JOURNAL
from multisite_tui.state.snapshot import Snapshot

REMOVED = ".removed"
"""What the journal of a setup ends with, in place of its own ending, after everything in it was removed."""
LOCK = "lock"
ELSEWHERE = {
    False: "See `{called} list`; `{called} --demo list` shows those of the practice account.",
    True: "See `{called} list`; setups of AWS itself are listed without --demo.",
}
"""Where else to look for a setup, by whether the store is that of the practice account."""
GUESS = "Did you mean {near}? {elsewhere}"
FIRST = "Begin one with --answers FILE. {elsewhere}"
BEGIN = (
    "Run `{called}` to make one, or `{called} --demo` to practise; `{called} --demo list` shows those of the practice"
    " account."
)
BEGIN_PRACTICE = "Run `{called}` to make one."
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True)
class Store:
    """The saved setups in one folder."""

    folder: Path
    practice: bool = False
    """Whether they are the practice account's setups, which have a folder of their own."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all saved setups, sorted."""
        with kept_safe(self.folder):
            found = (path.name for path in self.folder.glob("*") if os.path.lexists(path / JOURNAL))
            names = sorted(name for name in found if NAME.fullmatch(name))
        return tuple(name for name in names if self.begun(name))

    def begun(self, name: str) -> bool:
        """Whether a run of a setup of this name has begun; also where its journal cannot be read."""
        try:
            return self.read(name) is not None
        except (InputNeeded, StateUnwritable):
            return True

    def read(self, name: str) -> Snapshot | None:
        """Return a saved setup; None if there is none of this name.

        Raises:
            InputNeeded: its journal cannot be read, or is kept where others can write.
            StateUnwritable: the file cannot be read.
        """
        return snapshot.read(self._of(name) / JOURNAL) if NAME.fullmatch(name) else None

    def removed(self, name: str) -> Snapshot | None:
        """Return what was saved of a setup of this name when it was last removed; None if nothing can be read."""
        try:
            return snapshot.read((self._of(name) / JOURNAL).with_suffix(REMOVED))
        except (InputNeeded, StateUnwritable):  # it is a hint, without which a run is slower
            return None

    def need(self, name: str) -> Snapshot:
        """Return a saved setup.

        Raises:
            InputNeeded: there is none of this name, or its journal cannot be read.
        """
        found = self.read(name)
        if found is None:
            saved = ", ".join(self.names()) or "none"
            near = next(iter(difflib.get_close_matches(name, self.names(), 1)), None)
            elsewhere = ELSEWHERE[self.practice].format(called=CALLED)
            raise InputNeeded(
                Problem(
                    code="setup_not_found",
                    what=f"No setup named {name} is saved.",
                    why=f"Saved setups: {saved}.",
                    next=GUESS.format(near=near, elsewhere=elsewhere) if near else elsewhere,
                )
            )
        return found

    def answers(self, name: str) -> str:
        """Return the answers of a saved setup, even if the rest of its journal cannot be read.

        Raises:
            InputNeeded: there is none of this name, or its answers cannot be read.
        """
        try:
            return self.need(name).answers
        except InputNeeded:
            if saved := self.all_answers(name):
                return saved[-1]
            raise

    def all_answers(self, name: str) -> list[str]:
        """Return the answers of every run of a saved setup, the latest last; none if there is none of this name."""
        return snapshot.all_answers(self._of(name) / JOURNAL) if NAME.fullmatch(name) else []

    def removed_answers(self, name: str) -> list[str]:
        """Return the answers of every run of a setup of this name that was removed since, the latest last."""
        try:
            return snapshot.all_answers((self._of(name) / JOURNAL).with_suffix(REMOVED))
        except (InputNeeded, StateUnwritable):  # a hint, as `removed`
            return []

    def entries(self, name: str) -> Entries:
        """Return what can be read of a setup's journal, and of the one before it, which was removed."""
        if not NAME.fullmatch(name):
            return Entries()
        try:
            journal = self._of(name) / JOURNAL
            both = [entries_of(path) for path in (journal.with_suffix(REMOVED), journal)]
        except (InputNeeded, StateUnwritable) as failure:
            return Entries(unread=(Unread(failure.problem.code),))
        return Entries(
            tuple(record for one in both for record in one.records), tuple(one for each in both for one in each.unread)
        )

    def last(self) -> str:
        """Return the name of the setup that was run last.

        Raises:
            InputNeeded: none is saved, or one of them cannot be read.
        """
        saved = [(found.updated_at, name) for name in self.names() if (found := self.read(name)) is not None]
        if not saved:
            raise InputNeeded(
                Problem(
                    code="setup_not_found",
                    what="There is nothing to resume: no setup is saved here.",
                    next=FIRST.format(elsewhere=ELSEWHERE[self.practice].format(called=CALLED)),
                )
            )
        return max(saved)[1]

    def only(self) -> str:
        """Return the name of the one setup that is saved, for a command that names none.

        Raises:
            UsageError: several are saved.
            InputNeeded: none is.
        """
        names = self.names()
        if not names:
            raise InputNeeded(_none_saved(practice=self.practice))
        if len(names) > 1:
            raise UsageError(
                Problem(
                    code="setup_not_named",
                    what="Several setups are saved, and the command names none of them.",
                    why=f"Saved setups: {', '.join(names)}.",
                    next="Give one of them as NAME.",
                )
            )
        return names[0]

    def forget(self, name: str) -> None:
        """Rename a setup's journal, so that the setup is no longer listed, after everything in it was removed."""
        journal = self._of(name) / JOURNAL
        with kept_safe(journal):
            if journal.exists():
                journal.rename(journal.with_suffix(REMOVED))

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Return the setup's lock, to be held while the setup is changed."""
        return lock.held(self._of(name) / LOCK, name)

    def journal(self, name: str) -> Journal:
        """Return the setup's journal, open for appending."""
        return Journal(self._of(name) / JOURNAL)

    def _of(self, name: str) -> Path:
        """Return the folder of a setup.

        Raises:
            NotOurs: others can write in it.
        """
        return own_folder(self.folder, name)


def _none_saved(*, practice: bool) -> Problem:
    begin = BEGIN_PRACTICE if practice else BEGIN
    return Problem(code="setup_not_found", what="No setup is saved here yet.", next=begin.format(called=CALLED))
