"""Balancer: the load balancer that all sites share."""

from __future__ import annotations

from typing import ClassVar

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import field_named, question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SetupView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.listener import NEW, THERE
from multisite_tui.wizard.screens.page import Page

KEYS = ("shared.load_balancer", "shared.subnets", "shared.idle_timeout")


class BalancerPage(Page):
    """Its name, and where it stands."""

    NAME = "balancer"
    LIT = MapPart.LOAD_BALANCERS
    ANSWERED = "shared.load_balancer"
    EXCERPT = "All visitors come to this one load balancer; it knows each site by the name that they ask for."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("shared.load_balancer", "Its name", "Letters, digits, hyphens; at most 32."),
        question("shared.subnets", "Subnets", "Empty: a public one in each zone."),
        question("shared.idle_timeout", "Idle timeout", "seconds, 1 to 4000", short=True),
    )
    RARE = ("shared.subnets", "shared.idle_timeout")
    CONSOLE = "1. EC2 > Load Balancers > Create Application Load Balancer: name, mappings, attributes"
    CHECKS = ("whether the name is free", "whether there are public subnets in two zones")
    HELP_TEXT = Help(
        console="EC2 > Load Balancers > Create load balancer > Application. `Mappings` are its subnets, and `Connection"
        " idle timeout` is among its attributes.",
        why="It costs the same for one site and for twenty. AWS wants it in two zones, so that it goes on where one of"
        " them is lost.",
        wrong="WebSockets that are silent for longer than the idle timeout are cut: raise it. The name can never be"
        " changed afterwards, and one that a Classic Load Balancer of yours has will not do.",
    )

    def look(self) -> AccountCheck | None:
        """Ask whether the name is free, and whether there is a place for it."""
        name = self.session.draft.text(self.place, KEYS[0])
        if name and field_named(KEYS[0]).judge(name) is not None:
            return None
        setup, history = self.session.setup(), self.session.history
        return None if setup is None else lambda facts: check_balancer(facts, setup, history)


def check_balancer(facts: Facts, setup: Setup, history: History | None = None) -> PageCheck:
    """Say whether a load balancer of this name will be made, or is there."""
    view = SetupView.of(setup, facts, history)
    template = NEW if view.entrance is None else THERE
    return PageCheck(template.format(name=setup.shared_balancer), view.problems_of(*KEYS))
