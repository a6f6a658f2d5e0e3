"""Sign in: the ways into an AWS account, each with the exact command; it goes on by itself as soon as one works."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.widgets.option_list import Option

from multisite_tui.aws.errors import SIGN_IN
from multisite_tui.aws.login_choices import DEFAULT, login_files, profile_names
from multisite_tui.aws.provider_errors import LOGIN
from multisite_tui.aws.session import sign_in_command
from multisite_tui.errors import AdviceKind, Failure, Problem
from multisite_tui.report.clean import clean
from multisite_tui.report.marks import FULL
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.widgets.choices import Choices
from multisite_tui.wizard.widgets.key_bar import KeyBar

EXCERPT = "This program takes the sign-in of the AWS command line. Choose how you get in:"
WHY = "! {what}"
RUN = "In another window:  {command}"
COPIED = f"{FULL.done} copied: {{command}}"
WAITING = "… going on by itself when it works; F5 looks now, Esc goes back"
TRYING = "… asking AWS who you are"
NO_CLI = "The command `aws` is not found here. It is the AWS command line: see https://aws.amazon.com/cli/ first."
USE = "Use the profile {name}"
ABOUT_USE = "Enter signs in with the profile {name}, which is on this machine already."
LOOKS = 2.0
"""Seconds from one look at the files of the sign-in to the next."""
TRIES = 60.0
"""Seconds after a change of them in which signing in is tried again and again: a new key takes some to be known."""
PAUSE = 5.0
"""Seconds from one try to the next."""
PROFILE = "use "
"""What the ids of the lines begin with that take a profile."""


@dataclass(frozen=True)
class WayIn:
    """One way to sign in."""

    id: str
    title: str
    command: str
    """Without the profile."""
    about: str


WAYS_IN: Sequence[WayIn] = (
    WayIn(
        "key",
        "I have an access key, or can make one",
        "aws configure",
        "The command asks for a key's two parts. Keys are made in the AWS console: IAM > Users > your user > Security"
        " credentials.",
    ),
    WayIn(
        "sso",
        "My company has a sign-in page (SSO): the first time",
        "aws configure sso",
        "The command asks for the start URL of that page, which your administrator knows, and opens it in a browser.",
    ),
    WayIn(
        "sso_again",
        "My company has a sign-in page (SSO): again",
        SIGN_IN,
        "A sign-in lasts some hours. The command opens the page in a browser.",
    ),
    WayIn(
        "login",
        "I sign in to the AWS console in a browser",
        LOGIN,
        "The command uses that very sign-in; it needs a recent AWS command line (2.32 or later).",
    ),
)
_FIRST = {SIGN_IN: "sso_again", LOGIN: "login"}
"""By the command that a failed sign-in advises, the line that is highlighted first, where there is such a profile."""


class SignInScreen(OverPage[str | None]):
    """The profile that works, perhaps another than before; None where the person went back."""

    NAME: ClassVar[str] = "sign_in"
    HELP_TEXT: ClassVar[Help] = Help(
        console="The console asks for your password in a browser. Programs need a sign-in of their own, which the AWS"
        " command line makes and keeps in ~/.aws.",
        why="This program never asks for keys or passwords. It uses what the AWS command line has, under the name of a"
        " profile.",
        wrong="The command was given another profile than the page before names. Or its window is on another machine,"
        " or of another user, than this one.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back", key_display="Esc", id="close", tooltip="Back to the page"),
        Binding("c", "copy", "Copy the command", key_display="c", id="copy", tooltip="Copy the command"),
        Binding("f5", "look_again", "Look now", key_display="F5", id="look", tooltip="Try to sign in now"),
    ]

    def __init__(self, session: Session, problem: Problem) -> None:
        super().__init__()
        self._session, self._problem = session, problem
        self._files = login_files()
        self._changed_at, self._tried_at = float("-inf"), float("-inf")
        self._why = Static(WHY.format(what=clean(problem.what)), classes="note", markup=False)
        self._about = Static("", id="about", markup=False)
        self._command = Static("", id="command", markup=False)

    def compose(self) -> ComposeResult:
        """Draw the ways, what the highlighted one means, and its command."""
        with VerticalScroll(id="offered", can_focus=False):
            yield Static(TITLES[self.NAME], id="heading", markup=False)
            yield self._why
            yield Static(EXCERPT, id="excerpt", markup=False)
            yield Choices(*(Option(one.title, id=one.id) for one in WAYS_IN), id="ways", compact=True)
            yield self._about
            yield self._command
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        """Offer the profiles too, as soon as they are read, and look whether signing in works by now."""
        self.query_one(Choices).focus()
        self._say_idle()
        self._read_profiles()
        self.set_interval(LOOKS, self._look_at_files)

    @property
    def _profile(self) -> str:
        return self._session.draft.profile.strip()

    @property
    def _advised(self) -> str:
        """The command that the failed sign-in advises, without the profile; empty where there is none."""
        advice = self._problem.advice
        signs_in = advice is not None and advice.kind is AdviceKind.SIGN_IN
        return advice.field("command").partition(" --profile")[0] if advice is not None and signs_in else ""

    @work(group="profiles", exclusive=True, exit_on_error=False)
    async def _read_profiles(self) -> None:
        names = await in_background(profile_names)
        ways = self.query_one(Choices)
        others = [one for one in names if one not in (self._profile, *([] if self._profile else [DEFAULT]))]
        ways.add_options([Option(clean(USE.format(name=one)), id=f"{PROFILE}{one}") for one in others])
        first = _FIRST.get(self._advised) if names else None  # without any profile there is nothing to do again
        ways.highlighted = next((at for at, one in enumerate(ways.options) if one.id == first), 0)

    @on(Choices.OptionHighlighted)
    def _moved(self, event: Choices.OptionHighlighted) -> None:
        event.stop()
        line = event.option_id or ""
        if line.startswith(PROFILE):
            self._about.update(clean(ABOUT_USE.format(name=line.removeprefix(PROFILE))))
            self._command.update("")
            return
        way = next(one for one in WAYS_IN if one.id == line)
        self._about.update(way.about)
        self._command.update(clean(RUN.format(command=self._command_of(way))))

    def _command_of(self, way: WayIn) -> str:
        return sign_in_command(self._profile, way.command)

    @on(Choices.OptionSelected)
    def _selected(self, event: Choices.OptionSelected) -> None:
        event.stop()
        line = event.option_id or ""
        if line.startswith(PROFILE):
            self.dismiss(line.removeprefix(PROFILE))
        else:
            self.action_copy()

    def action_copy(self) -> None:
        """Copy the command of the highlighted way."""
        option = self.query_one(Choices).highlighted_option
        way = next((one for one in WAYS_IN if option is not None and one.id == option.id), None)
        if way is not None:
            self.app.copy_to_clipboard(self._command_of(way))
            self.say(COPIED.format(command=self._command_of(way)), "good")

    def _say_idle(self) -> None:
        """Say what goes on meanwhile; without the AWS command line, nothing here can be followed."""
        self.say(WAITING if shutil.which("aws") else NO_CLI, "busy")

    def action_look_again(self) -> None:
        """Try to sign in now."""
        self._try()

    def _look_at_files(self) -> None:
        """Try to sign in where the AWS command line has just written something."""
        now, files = time.monotonic(), login_files()
        if files != self._files:
            self._files, self._changed_at, self._tried_at = files, now, float("-inf")
        if not self.looking and now - self._changed_at < TRIES and now - self._tried_at >= PAUSE:
            self._try()

    @work(group="try", exclusive=True, exit_on_error=False)
    async def _try(self) -> None:
        draft, mode = self._session.draft, self._session.account_mode
        self.looking, self._tried_at = True, time.monotonic()
        self.say(TRYING, "busy")
        try:
            await in_background(lambda: mode.connect(draft.profile, draft.region, asks=False))
        except Failure as failure:
            if failure.problem.code in ("mfa_needed", "no_region"):  # what the page itself asks for
                self.dismiss(draft.profile)
                return
            self._why.update(WHY.format(what=clean(failure.problem.what)))
            self._say_idle()
        else:
            self.dismiss(draft.profile)
        finally:
            self.looking = False
