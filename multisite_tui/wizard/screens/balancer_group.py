"""Balancer group: who may reach the load balancer that all sites share."""

from __future__ import annotations

from typing import ClassVar

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SetupView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.screens.security_group import SecurityGroupPage, check_of


class BalancerGroupPage(SecurityGroupPage):
    """A new group for the load balancer of all sites, or one that is there."""

    NAME = "balancer_group"
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("shared.security_group.name", "Name", "ASCII; cannot be changed later."),
        question("shared.security_group.description", "Description", "Empty: a sentence with the setup's name."),
    )
    PICKS = "shared.security_group"
    NEW = "Make a new one for all sites (best)"
    CONSOLE = "1. Create Application Load Balancer: Security groups (new or existing, and its inbound rules)"

    def ports(self, setup: Setup) -> list[int]:
        """Return the ports on which visitors of any site come in."""
        return sorted({one.port for site in setup.sites for one in site.listeners})

    def look(self) -> AccountCheck | None:
        """Ask for the groups, and whether the choice will do."""
        setup, history = self.session.setup(), self.session.history
        return None if setup is None else lambda facts: check_shared_group(facts, setup, history)


def check_shared_group(facts: Facts, setup: Setup, history: History | None = None) -> PageCheck:
    """Say what a run would do about the group, and offer those that are there."""
    view = SetupView.of(setup, facts, history)
    return check_of(view.group, view.vpcs, view.problems_of("shared.security_group"), facts)
