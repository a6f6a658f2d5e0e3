"""The walk: what one person's way through the pages knows. It draws nothing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock, Thread

from pydantic import ValidationError

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.recent_reads import RecentReads
from multisite_tui.aws.session import Aws
from multisite_tui.aws.signed_in import SIGNED_IN
from multisite_tui.calling import CALLED
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.errors import Failure
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import Finished
from multisite_tui.model.plans import Plan
from multisite_tui.model.setup import Setup
from multisite_tui.model.topology_relations import SHARED as SHARED_BY_ALL
from multisite_tui.plan.comparisons import compared
from multisite_tui.plan.former_setups import former_setup
from multisite_tui.plan.history import History, history_of
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.draft_answers import fingerprint, setup_of
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.forms import Value
from multisite_tui.wizard.asking.known_cost import KnownCost, SessionCost
from multisite_tui.wizard.asking.page_states import PageState, PageStates, answers_by_page
from multisite_tui.wizard.asking.removed_setups import as_unmade
from multisite_tui.wizard.asking.removed_sites import RemovedSite, put_back, take_out
from multisite_tui.wizard.asking.standing import sites_asked, topology_asked
from multisite_tui.wizard.flow import PageRef
from multisite_tui.wizard.options import AccountMode

REPLACE = "dns.replace"
"""The tick that a record which is there may be replaced."""


@dataclass
class Session:
    """The draft, where it is saved, and the account as it was last seen."""

    account_mode: AccountMode
    draft: Draft
    aws: Aws | None = None
    login: tuple[str, str] | None = None
    """The profile and region that `aws` was made with."""
    finished: Finished | None = None
    """How the last run of this walk ended, where it ended well."""
    billing: str = ""
    """What AWS bills for what the last run left half-way, in a sentence."""
    going_on: str = ""
    """The command that goes on with what was stopped, where that is not `--resume`."""
    interrupt: Interrupt = field(default_factory=Interrupt)
    running: bool = False
    """Whether a run is at work, so that leaving must wait for the call in hand."""
    run: Thread | None = None
    """The thread of the last run."""
    accept_leftovers: bool = False
    """Whether what earlier answers made may stay as it is."""
    unsaved: str = ""
    """Why the last change could not be saved; empty where it was."""
    stands: bool = False
    """Whether a run of this setup began: something of it may stand, and it keeps its name."""
    history: History = field(default_factory=History)
    """What the journal has of the setup's earlier runs."""
    topology_made: str = ""
    """The topology that the last run was asked for; empty where none began, or its answers cannot be read."""
    pages: PageStates = field(default_factory=PageStates)
    """What the account said of the pages, as long as their answers are the same."""
    known_cost: KnownCost = field(default_factory=KnownCost)
    """What the last plan or run said of the cost."""
    serving: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By the place of a site, the instances that a run would use, as they were last seen."""
    removed: list[RemovedSite] = field(default_factory=list)
    """Sites that were taken out of the draft and can be put back, the latest last."""
    _asked_before: tuple[str, ...] = ()
    """The answers of earlier runs, as they were last read."""
    recent: RecentReads = field(default_factory=RecentReads)
    """The answers of AWS that pages, plans and runs share, as long as they are not old."""
    _signing_in: dict[tuple[str, str], Lock] = field(default_factory=dict)
    _made: str = ""
    """The fingerprint of what the last good ending made."""

    def __post_init__(self) -> None:
        """A yes that was saved knows whether leftovers may stay."""
        CALLED.learn(lambda: self.account_mode.command)
        self.read_journal()
        if not self.stands and as_unmade(self.draft, self.account_mode.store):
            self.save()
        CALLED.concern(shlex.quote(self.draft.id) if self.stands else "")
        saved = self.draft.approved
        self.accept_leftovers |= bool(saved) and saved == fingerprint(self.draft, accept_leftovers=True)

    def read_journal(self) -> None:
        """Learn what runs of this setup were asked for so far, also by the run that is at work.

        The review reports a journal that cannot be read: nothing is planned then.
        """
        try:
            saved = self.account_mode.store.read(self.draft.id)
        except Failure:
            return
        self.history = history_of(saved)
        if saved is None and self.stands:  # it was taken away while this walk went on
            self._nothing_stands()
            self.save()
        if saved is None or saved.asked == self._asked_before:
            return
        self.stands, self._asked_before = True, saved.asked
        self.draft.name, self.draft.standing = saved.name, sites_asked(saved)
        self.topology_made = topology_asked(saved)

    def former(self, topology: str) -> Setup | None:
        """Return what the last run was asked for that was asked for this topology; None if none was."""
        if not self.stands or topology == self.topology_made:
            return None
        return former_setup(self.account_mode.store.all_answers(self.draft.id), topology)

    @property
    def name_is_taken(self) -> bool:
        """Whether another setup or draft has the name that this one would be saved under."""
        name = self.draft.setup_name
        if self.draft.id == name:
            return False
        return self.account_mode.store.begun(name) or self.account_mode.drafts.read(name) is not None

    def value(self, name: str) -> Value:
        """Return a field of the site that the page is about."""
        return self.draft.value(self.draft.site, name)

    def put(self, name: str, value: Value) -> None:
        """Take a change of a field, and save it at once."""
        self.put_for(self.draft.site, name, value)

    def put_for(self, site: int, name: str, value: Value) -> None:
        """Take a change of a field of any site, and save it at once."""
        self.draft.put(site, name, value)
        self.save()

    def allow(self, place: int, records: Sequence[str], *, yes: bool) -> None:
        """Take the tick that these records of a site may be replaced, as they are shown, or take it back."""
        self.draft.sites[place].replaces = list(records) if yes else []
        self.put_for(place, REPLACE, yes)

    def asks_anew(self, place: int, records: Sequence[str]) -> bool:
        """Take back a tick that was given for other records than these, which are there; return whether it was."""
        if not records or not self.draft.value(place, REPLACE) or self.draft.sites[place].replaces == list(records):
            return False
        self.allow(place, (), yes=False)
        return True

    def leave_out(self, place: int) -> None:
        """Take a site out of the draft, and save it; what was made for it stays as it is."""
        removed = take_out(self.draft, place)
        if removed.site.values:
            self.removed.append(removed)
        self._sites_changed()

    def put_back(self) -> int | None:
        """Put the site back that was taken out last, and return its place; None where there is none."""
        if not self.removed:
            return None
        place = put_back(self.draft, self.removed.pop())
        self._sites_changed()
        return place

    def taken_away(self, place: int) -> None:
        """Take out a site of which a run has taken away what was made; of a setup without sites, nothing stands."""
        take_out(self.draft, place)
        self.finished, self.draft.approved = None, ""
        self.known_cost.forget()
        self.read_journal()
        self._sites_changed()

    def _nothing_stands(self) -> None:
        self.stands, self.topology_made, self._asked_before = False, "", ()
        self.draft.standing, self.finished = {}, None
        self.known_cost.forget()
        as_unmade(self.draft, self.account_mode.store)

    def _sites_changed(self) -> None:
        self.serving = {}
        self.save()

    @property
    def known_pages(self) -> Mapping[PageRef, PageState]:
        """What is known of each page."""
        return self.pages.of(self.draft)

    @property
    def cost(self) -> SessionCost:
        """What the setup costs: as the last plan or run says, else what so many sites cost."""
        region = self.aws.account.region if self.aws is not None else self.draft.region
        prices = compared(region, len(self.draft.sites))
        once = (prices.shared if self.draft.topology == SHARED_BY_ALL else prices.classic).total
        return self.known_cost.of(self.draft, SessionCost(once if self.stands else Decimal(0), once))

    def planned(self, plan: Plan) -> None:
        """Take what a plan of these answers says of the cost; where it does not know all steps, it says nothing."""
        if plan.cost.total is not None:
            now = plan.cost.total - (plan.added_cost or 0)
            self.known_cost.say(self.draft, SessionCost(now, plan.cost.total))

    def ended(self, finished: Finished) -> None:
        """Take what AWS bills for what a run left half-way."""
        self.billing = words.billed(finished.billing, practice=self.account_mode.practice)
        self.known_cost.stopped(finished.billing)

    def save(self) -> None:
        """Save the draft. A disk that takes nothing is reported, and does not stop the typing."""
        try:
            self.account_mode.drafts.save(self.draft)
        except Failure as failure:
            self.unsaved = failure.problem.what
        else:
            self.unsaved = ""

    def approve(self) -> None:
        """Take the yes to exactly these answers; it holds over a kill, until they are made or changed.

        What is made from here on is found again by the setup's name, which no longer follows the first domain.
        """
        self._keep_name()
        self.draft.approved = fingerprint(self.draft, accept_leftovers=self.accept_leftovers)
        self.save()

    @property
    def approved(self) -> bool:
        """Whether a yes to exactly these answers is still to be acted on."""
        return bool(self.draft.approved) and self.draft.approved == self._asked

    @property
    def _asked(self) -> str:
        return fingerprint(self.draft, accept_leftovers=self.accept_leftovers)

    @property
    def unchanged(self) -> bool:
        """Whether the last run ended well, and nothing was changed since."""
        return self.finished is not None and self._made == self._asked

    def made(self, finished: Finished) -> None:
        """Take a good ending: whatever comes next is asked about anew."""
        self._keep_name()
        self.finished, self._made, self.billing = finished, self._asked, ""
        self.known_cost.made()
        self.draft.approved = ""
        self.all_stands()
        self.save()

    def all_stands(self) -> None:
        """Take that what these answers ask for was planned and made."""
        asked = answers_by_page(self.draft)
        for page in ("review", "provision"):
            self.pages.seen(asked, PageRef(page), good=True)

    def _keep_name(self) -> None:
        self.draft.name = self.draft.setup_name
        self.draft.keep_topology()
        self.settle()

    def settle(self) -> None:
        """Move the draft to the folder of its setup, now that it has a name; a failure is reported, as in `save`."""
        try:
            self.account_mode.drafts.settle(self.draft, self.draft.setup_name)
        except Failure as failure:
            self.unsaved = failure.problem.what

    def stop(self, patience: float) -> None:
        """Ask a run to stop, and wait until the call in hand is done and written down, but not longer than so."""
        self.interrupt.ask()
        if self.run is not None:
            self.run.join(patience)

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
        return Facts(aws, self.account_mode.clock().today(), self.recent.current(aws))

    def signed_in(self) -> Aws:
        """Return the clients of the account that the draft names; for the background only.

        Raises:
            AccessError: signing in failed.
        """
        login = (self.draft.profile, self.draft.region)
        # One thread at a time signs in to one profile: a person is asked for a code once, not once a page.
        with self._signing_in.setdefault(login, Lock()):
            aws = self.aws
            if aws is None or self.login != login:
                aws = self.account_mode.connect(*login)
                self.aws, self.login = aws, login
            SIGNED_IN.learn(aws.profile, practice=aws.account.kind is AccountKind.PRACTICE)
            return aws

    def look_again(self) -> None:
        """Forget what was seen of the account."""
        self.recent.renew()

    def sign_in_again(self) -> None:
        """Forget who is signed in too: a session whose credentials have run out never takes new ones."""
        self.aws = None
        self.look_again()
