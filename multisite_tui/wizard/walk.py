"""The walk: what one person's way through the pages knows. It draws nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from pydantic import ValidationError

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.session import Aws
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.model.drafts import Draft, Value
from multisite_tui.model.events import Finished
from multisite_tui.model.setup import Setup
from multisite_tui.state.files import StateUnwritable
from multisite_tui.wizard.draft_answers import setup_of
from multisite_tui.wizard.options import Realm

FRESH = 30.0
"""Seconds that a look at the account stays good for the next page; provisioning always looks again."""


@dataclass
class Walk:
    """The draft, where it is saved, and the account as it was last seen."""

    realm: Realm
    draft: Draft
    aws: Aws | None = None
    login: tuple[str, str] | None = None
    """The profile and region that `aws` was made with."""
    finished: Finished | None = None
    """How the last run of this walk ended."""
    interrupt: Interrupt = field(default_factory=Interrupt)
    running: bool = False
    """Whether a run is at work, so that leaving must wait for the call in hand."""
    accept_leftovers: bool = False
    """Whether what earlier answers made may stay as it is."""
    unsaved: str = ""
    """Why the last change could not be saved; empty where it was."""
    _facts: Facts | None = None
    _seen_at: float = 0.0

    def value(self, name: str) -> Value:
        """Return a field of the site that the page is about."""
        return self.draft.value(self.draft.site, name)

    def put(self, name: str, value: Value) -> None:
        """Take a change of a field, and save it at once."""
        self.draft.put(self.draft.site, name, value)
        self.save()

    def save(self) -> None:
        """Save the draft; a disk that takes nothing is told of, and does not stop the typing."""
        try:
            self.realm.drafts.save(self.draft)
        except StateUnwritable as failure:
            self.unsaved = failure.problem.what
        else:
            self.unsaved = ""

    def setup(self) -> Setup | None:
        """Return the setup, None while something in the draft is wrong."""
        try:
            return setup_of(self.draft)
        except ValidationError:
            return None

    def facts(self) -> Facts:
        """Return a look at the account that is not old; for the background only.

        Raises:
            AccessError: signing in failed.
        """
        aws = self.signed_in()
        if self._facts is None or self._facts.aws is not aws or time.monotonic() - self._seen_at > FRESH:
            self._facts, self._seen_at = Facts(aws, self.realm.clock().today()), time.monotonic()
        return self._facts

    def signed_in(self) -> Aws:
        """Return the clients of the account that the draft names; for the background only.

        Raises:
            AccessError: signing in failed.
        """
        login = (self.draft.profile.strip(), self.draft.region.strip())
        if self.aws is None or self.login != login:
            self.aws, self.login = self.realm.connect(*login), login
        return self.aws

    def look_again(self) -> None:
        """Forget what was seen of the account."""
        self._facts = None
