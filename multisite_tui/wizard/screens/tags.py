"""Tags: words of your own on what is made."""

from __future__ import annotations

from typing import ClassVar

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.rules.tags import MOST_TAGS, OWNER_TAGS
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import TAG_ROWS, question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SiteView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.screens.page import Page

ROW_HELP = {1: "A key, =, a value: such as team=web.", 2: f"{MOST_TAGS} at most."}
"""Beside the first rows; the others need none."""


class TagsPage(Page):
    """The tags that the person wants on what is made."""

    NAME = "tags"
    EXCERPT = "Tags help you to find things in the console and on the bill. None is needed."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        *(question(f"tag.{row}", f"Tag {row}", ROW_HELP.get(row, "")) for row in range(1, TAG_ROWS + 1)),
        question("tag.more", "More tags", "With commas between them."),
    )
    RARE = tuple(ask.name for ask in ASKS[1:])
    CONSOLE = "6. Create load balancer: Tags"
    CHECKS = ("whether a load balancer that is there already has room for them",)
    HELP_TEXT = Help(
        console="`Tags`, the last step before the review.",
        why=f"You need none. The program adds {OWNER_TAGS} of its own to everything it makes, so that it can find"
        " it again and take away only what is its own.",
        wrong="Tags that begin with aws: are AWS's, and are refused.",
    )

    def look(self) -> AccountCheck | None:
        """Ask whether there is room for the tags."""
        return self.ask_about_site(check_tags)


def check_tags(facts: Facts, setup: Setup, place: int, history: History | None = None) -> PageCheck:
    """Say whether a load balancer that is there can take the tags."""
    return PageCheck(problems=SiteView.of(setup, place, facts, history).problems_on("tags"))
