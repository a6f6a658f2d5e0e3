"""Tags: words of your own on what is made."""

from __future__ import annotations

from typing import ClassVar

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.setup import Setup
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SiteView
from multisite_tui.wizard.asking.questions import Ask, Help
from multisite_tui.wizard.screens.page import Page


def _tag(row: int, text: str) -> Ask:
    return question(f"tag.{row}", f"Tag {row}", text)


class TagsPage(Page):
    """Up to four tags."""

    NAME = "tags"
    EXCERPT = "Tags help you to find things in the console and on the bill. None is needed."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        _tag(1, "A key, =, a value: such as team=web."),
        _tag(2, "Four at most."),
        _tag(3, ""),
        _tag(4, ""),
    )
    CONSOLE = "6. Create Classic Load Balancer: Tags"
    CHECKS = ("whether a load balancer that is there already has room for them",)
    HELP_TEXT = Help(
        console="`Tags`, the last step before the review.",
        why="You need none. The program adds three of its own to everything it makes, so that it can find it again"
        " and take away only what is its own.",
        wrong="Tags that begin with aws: are AWS's, and are refused.",
    )

    def look(self) -> AccountCheck | None:
        """Ask whether there is room for the tags."""
        setup, place = self.session.setup(), self.place
        return None if setup is None else lambda facts: check_tags(facts, setup, place)


def check_tags(facts: Facts, setup: Setup, place: int) -> PageCheck:
    """Say whether a load balancer that is there can take the tags."""
    return PageCheck(problems=SiteView.of(setup, place, facts).problems("tags"))
