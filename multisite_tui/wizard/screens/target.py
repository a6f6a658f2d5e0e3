"""Target: where the load balancer of all sites sends the visitors of one of them."""

from __future__ import annotations

from typing import ClassVar

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import field_named, question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SiteView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.page import Page

NEW = "No target group is named {name} yet: it will be made."
THERE = "The target group {name} of this setup is there already."


class TargetPage(Page):
    """The target group of a site, and its listeners."""

    NAME = "target"
    LIT = MapPart.INSTANCES
    ANSWERED = "target_group"
    EXCERPT = "The load balancer knows this site by its name, and sends its visitors to the program's port."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("target_group", "Target group", "Letters, digits, hyphens; at most 32."),
        question("listeners.http", "HTTP, port 80", "For visitors who type no https."),
        question("redirect", "http to https", "Port 80 leads visitors to port 443."),
        question("listeners.https", "HTTPS, port 443", "Encrypted. Space changes a tick."),
        question("port", "Program's port", "of the instance", short=True),
        question("listeners.more", "More listeners", "Mostly none; or such as https:8443."),
        question("instance_protocol", "Program speaks", "Mostly http; arrows change it."),
        question("stickiness", "Stickiness", "or such as 1h", short=True),
    )
    RARE = ("listeners.more", "instance_protocol", "stickiness")
    CONSOLE = "2. EC2 > Target Groups > Create target group: name, protocol, port; and the listener's rule for the host"
    CHECKS = ("whether the target group's name is free",)
    HELP_TEXT = Help(
        console="EC2 > Target Groups > Create target group, with `Instances` as the type. Then, at the load balancer, a"
        " rule for the `Host header`, which forwards to it.",
        why="All sites come in by one load balancer. A rule for the names of each site leads to the site's target"
        " group, and that to the program's port on the instance.",
        wrong="The port of the program and the port that visitors use are two things: visitors use 80 and 443, the"
        " program has its own, such as 6402. A port of the load balancer is http or https for all sites alike.",
    )

    def look(self) -> AccountCheck | None:
        """Ask whether the name is free."""
        name = self.session.draft.text(self.place, "target_group")
        return None if field_named("target_group").judge(name) is not None else self.ask_about_site(check_target)


def check_target(facts: Facts, setup: Setup, place: int, history: History | None = None) -> PageCheck:
    """Say whether a target group of this name will be made, or is there."""
    view = SiteView.of(setup, place, facts, history)
    template = NEW if view.target_group is None else THERE
    problems = (*view.problems_on("target"), *view.leftovers("listeners"))
    return PageCheck(template.format(name=view.site.target_group_name), problems)
