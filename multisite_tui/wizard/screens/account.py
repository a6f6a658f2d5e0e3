"""Account: which AWS account and region, and who you are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.login_choices import DEFAULT, configured_region, profile_names, regions_beside
from multisite_tui.errors import AccessError, Problem
from multisite_tui.model.accounts import Account
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planner import expected
from multisite_tui.report.clean import clean
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.screens.choice import ChoiceScreen
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.screens.sign_in import SignInScreen
from multisite_tui.wizard.terminal.background import in_background
from multisite_tui.wizard.widgets.field import Field, field_for
from multisite_tui.wizard.widgets.picker import Pick

PROFILE = question("profile", "AWS profile", "Empty: your usual one. F2 lists them.")
REGION = question("region", "Region", "Empty: as the profile says. F2 lists them.")
PROFILES_THERE = "Empty: your usual one. F2 chooses from: {names}."
WHICH_PROFILE, WHICH_REGION = "Which AWS profile?", "Which region?"
NO_PROFILE = "No AWS profile is on this machine yet. Esc goes back; F3 says how to sign in."
NO_REGION = "No region is known. Esc goes back; it can be typed."
AS_USUAL = "your usual one (no profile named)"
AS_CONFIGURED = "as the profile says: {region}"
AS_PROFILE = "as the profile says"
PLACE = "{name}  {place}"
SIGN_IN_LEADS = "! {what} F3 shows how to sign in, step by step."
WHO = "Account   {id}\nRegion    {region}\nYou are   {caller}"
PRACTICE = "This is the practice account: it is built into this program, free, and nothing in it is real."
GOOD = "AWS answers, and knows you."


class AccountPage(Page):
    """Profile and region, and who that is."""

    NAME = "account"
    EXCERPT = "In which AWS account, and in which region, are the sites to be?"
    ASKS: ClassVar[tuple[Ask, ...]] = (PROFILE, REGION)
    WAITS = True
    CONSOLE = "0. Sign in; the account and the region in the console's top right corner"
    CHECKS = ("who you are there (sts:GetCallerIdentity), which needs no permission",)
    HELP_TEXT = Help(
        console="The name and the region in the top right corner of the console. A profile is a name in"
        " ~/.aws/config under which your keys or your single sign-on are kept.",
        why="A profile is a name under which this machine knows how to sign in to AWS. A region is where in the world"
        " your machines are: a load balancer must be in the region of its instance. The wizard never asks for keys: it"
        " uses what the AWS command line uses.",
        wrong="The wrong region: the instance is then not in the list. Or nobody is signed in, or no longer: F3 shows"
        " the ways to sign in, each with its command.",
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "choose", "Choose", key_display="F2", id="choose", tooltip="Choose a profile or a region"),
        Binding("f3", "sign_in", "Sign in", key_display="F3", id="sign_in", tooltip="How to sign in, step by step"),
    ]

    def begin(self) -> None:
        """Look at the account, and lead through signing in where nobody is signed in."""
        self._signed_out: Problem | None = None
        """Why AWS did not let the person in; None where it did."""
        self._leads = True
        """Whether a failed sign-in leads to the page of its own: when one comes here or goes on, not while typing."""
        if not self._practice:
            self._name_profiles()
        super().begin()

    @property
    def _practice(self) -> bool:
        return self.session.account_mode.practice

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose and to sign in only where there is something to choose; practice needs neither."""
        if action in ("choose", "sign_in"):
            return not self._practice
        return super().check_action(action, parameters)

    @work(group="profiles", exclusive=True, exit_on_error=False)
    async def _name_profiles(self) -> None:
        names = await in_background(profile_names)
        if names:
            self.field("profile").help_with(clean(PROFILES_THERE.format(names=", ".join(names))))

    def action_choose(self) -> None:
        """Choose from a list what the field at hand is to hold; from a button, the profile."""
        draft = self.session.draft
        if self.field("region").has_focus_within:
            screen = ChoiceScreen(WHICH_REGION, lambda: _regions(draft.profile, draft.region), draft.region, NO_REGION)
            self.app.push_screen(screen, lambda picked: self._put("region", picked))
        else:
            screen = ChoiceScreen(WHICH_PROFILE, _profiles, draft.profile, NO_PROFILE)
            self.app.push_screen(screen, lambda picked: self._put("profile", picked))

    def _put(self, name: str, value: str | None) -> None:
        """Put what was picked into a field, as if it were typed."""
        if value is None:
            return
        field = self.field(name)
        field.query_one(Input).value = value
        field.seize()

    def action_sign_in(self) -> None:
        """Show the ways to sign in."""
        problem = self._signed_out or Problem("signed_in", GOOD)
        self.app.push_screen(SignInScreen(self.session, problem), self._signed_in)

    def _signed_in(self, profile: str | None) -> None:
        if profile is None:
            return
        self._leads = False
        self._put("profile", profile)
        self.action_look_again()

    def show_failure(self, problem: Problem) -> None:
        """Say why AWS does not let the person in; lead to the ways to sign in, unless one is typing."""
        self._signed_out = problem
        signed_out = words.signed_out(problem) and not self._practice
        text = SIGN_IN_LEADS.format(what=problem.what) if signed_out else words.problem_line(problem)
        self.say(text, "bad")
        if signed_out and self._leads and not self.touched and self.is_current:
            self._leads = False
            self.action_sign_in()

    def action_next(self) -> None:
        """Go on; who is not signed in is led to the ways to do it."""
        self._leads, self.touched = True, False
        super().action_next()

    def action_look_again(self) -> None:
        """Sign in anew."""
        self.touched = False
        super().action_look_again()

    def body(self) -> Iterable[Widget]:
        """Ask for the profile and the region; the practice account has neither."""
        if self.session.account_mode.practice:
            yield Static(PRACTICE, classes="facts", markup=False)
        else:
            yield field_for(PROFILE, self.session.draft.profile)
            yield field_for(REGION, self.session.draft.region)
        yield Static("", id="who", classes="facts", markup=False)

    def take(self, field: Field) -> None:
        """Both are answers of the whole setup."""
        setattr(self.session.draft, field.ask.name, str(field.value).strip())
        self.session.save()

    def look(self) -> AccountCheck | None:
        """Sign in, unless the fields are wrong as they stand."""
        setup = self.session.setup()
        return None if any(field.judge() for field in self.fields) else lambda facts: check_account(facts, setup)

    def show(self, seen: PageCheck) -> None:
        """Draw who that is."""
        account, self._signed_out = seen.data, None
        if isinstance(account, Account):
            text = WHO.format(id=account.id, region=account.region, caller=account.caller)
            self.query_one("#who", Static).update("\n".join(clean(line) for line in text.split("\n")))
        super().show(seen)

    def accepted(self) -> bool:
        """Go on only with an account that answers; else ask it again."""
        draft = self.session.draft
        if self.session.aws is not None and self.session.login == (draft.profile, draft.region):
            return True
        if not self.looking:
            self.look_now()
        return False


def _profiles() -> Sequence[Pick]:
    """Return the profiles that there are; for the background."""
    names = profile_names()
    usual = [] if DEFAULT in names or not names else [Pick("", AS_USUAL)]
    return [*usual, *(Pick(name, clean(name)) for name in names)]


def _regions(profile: str, region: str) -> Sequence[Pick]:
    """Return the regions that there are, the one that the profile names first; for the background."""
    configured = configured_region(profile)
    text = AS_CONFIGURED.format(region=configured) if configured else AS_PROFILE
    known = regions_beside(region or configured)
    return [Pick("", clean(text)), *(Pick(one.name, PLACE.format(name=one.name, place=one.place)) for one in known)]


def check_account(facts: Facts, setup: Setup | None) -> PageCheck:
    """Say who that is, and whether a run would go on in this account."""
    try:
        if setup is not None:
            expected(setup, facts)
    except AccessError as failure:
        return PageCheck(problems=failure.problems, data=facts.account)
    return PageCheck(GOOD, data=facts.account)
