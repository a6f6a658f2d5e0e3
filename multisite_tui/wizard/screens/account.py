"""Account: which AWS account and region, and who you are there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.errors import AccessError
from multisite_tui.model.accounts import Account
from multisite_tui.model.setup import Setup
from multisite_tui.plan.planner import expected
from multisite_tui.report.clean import clean
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.field import Field, field_for

PROFILE = question("profile", "AWS profile", "Empty: the one you use by default.")
REGION = question("region", "Region", "Such as ap-northeast-2; empty: as the profile says.")
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
        why="A load balancer must be in the region where the instance is. The wizard never asks for keys: it uses the"
        " profile that the AWS command line uses.",
        wrong="The wrong region: the instance is then not in the list. Or a sign-in that has run out: run"
        " `aws sso login` in another window, come back, and press F5.",
    )

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
        account = seen.data
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


def check_account(facts: Facts, setup: Setup | None) -> PageCheck:
    """Say who that is, and whether a run would go on in this account."""
    try:
        if setup is not None:
            expected(setup, facts)
    except AccessError as failure:
        return PageCheck(problems=failure.problems, data=facts.account)
    return PageCheck(GOOD, data=facts.account)
