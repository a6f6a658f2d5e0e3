"""What the wizard is given: the command line's options, and the two kinds of account behind them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from multisite_tui.aws.session import Aws
    from multisite_tui.doctor.instances.probes import Probe
    from multisite_tui.engine.clock import Clock
    from multisite_tui.model.setup import Setup
    from multisite_tui.state.preferences import Preferences
    from multisite_tui.state.store import Store
    from multisite_tui.wizard.asking.saved_drafts import SavedDrafts


class WizardOptions(Protocol):
    """What the command line knows; its own `Options` fit as they are."""

    profile: str | None
    region: str | None
    demo: bool
    verbose: bool
    ask_code: Callable[[str], str] | None

    def store(self) -> Store:
        """Return where setups are saved."""

    def saved_names(self) -> tuple[str, ...]:
        """Return the names of what is saved, setups and drafts; none where the folder cannot be used."""

    def preferences(self) -> Preferences:
        """Return what the person prefers, whatever the account."""

    def connector(self, setup: Any) -> Callable[[], Aws]:
        """Return what signs in, for something that has a `profile` and a `region`."""

    def clock(self) -> Clock:
        """Return the clock of the account."""

    def command(self) -> str:
        """Return how a person calls this program with the same options."""

    def wizard_log(self) -> Path:
        """Return the path of the log that the screens write with `--verbose`."""

    def practice_probe(self) -> Probe | None:
        """Return what sends requests to the programs of the practice account; None for a real one."""

    def break_practice(self, setup: Setup, domain: str | None, what: str) -> str:
        """Break one thing of a site of the practice account on purpose; return the site's domain."""

    def mend_practice(self, setup: str | None = None, domain: str | None = None) -> tuple[tuple[str, str, str], ...]:
        """Put right what was broken on purpose; return what was, each as setup, domain and kind."""


@dataclass(frozen=True)
class Login:
    """Which profile and region were asked for; None for those of the environment."""

    profile: str | None
    region: str | None


@dataclass(frozen=True)
class AccountMode:
    """One kind of account: where its setups are saved, and how to reach it."""

    options: WizardOptions

    @property
    def practice(self) -> bool:
        """Whether it is the practice account."""
        return self.options.demo

    @property
    def kind(self) -> str:
        """The word that drafts keep."""
        return "practice" if self.practice else "aws"

    @property
    def saved_names(self) -> tuple[str, ...]:
        """The names of what is saved, without a look into it."""
        return self.options.saved_names()

    @property
    def store(self) -> Store:
        """The saved setups."""
        return self.options.store()

    @property
    def drafts(self) -> SavedDrafts:
        """The saved drafts, beside the setups."""
        from multisite_tui.state.drafts import DraftFiles
        from multisite_tui.wizard.asking.saved_drafts import SavedDrafts

        return SavedDrafts(DraftFiles(self.options.store().folder))

    @property
    def command(self) -> str:
        """How a person calls this program for this kind of account."""
        return self.options.command()

    def connect(self, profile: str, region: str, *, asks: bool = True) -> Aws:
        """Sign in; it takes its time, so it is called in the background.

        Args:
            profile: The profile; empty for the one that boto3 finds.
            region: The region; empty for that of the environment, or of the profile.
            asks: Whether a person may be asked for an MFA code; else a login that needs one fails.

        Raises:
            AccessError: no credentials, no region, or AWS does not answer.
        """
        # What the command line named is in the draft by now, where it can be corrected.
        options = copy.copy(self.options)
        options.profile = options.region = None
        if not asks:
            options.ask_code = no_code
        return options.connector(Login(profile=profile or None, region=region or None))()

    def clock(self) -> Clock:
        """Return the account's clock."""
        return self.options.clock()


def no_code(device: str) -> str:
    """Give no code of an MFA device, where nobody is to be asked."""
    return ""


def account_modes_of(options: WizardOptions) -> tuple[AccountMode, AccountMode]:
    """Return real AWS and the practice account."""
    return AccountMode(_with_demo(options, demo=False)), AccountMode(_with_demo(options, demo=True))


def _with_demo(options: WizardOptions, *, demo: bool) -> WizardOptions:
    if options.demo is demo:
        return options
    other = copy.copy(options)
    other.demo = demo
    return other
