"""Listener: the load balancer's name, what it answers on, and where it sends the requests."""

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

NEW = "No load balancer is named {name} yet: it will be made."
THERE = "The load balancer {name} of this setup is there already."
TAKEN_ON = "A load balancer named {name} is there already: it is taken on."


class ListenerPage(Page):
    """The load balancer and its listeners."""

    NAME = "listener"
    LIT = MapPart.LOAD_BALANCERS
    ANSWERED = "load_balancer"
    EXCERPT = "Visitors come to a load balancer; it sends them to your program's port on the instance."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("load_balancer", "Its name", "Letters, digits, hyphens; at most 32."),
        question("listeners.http", "HTTP, port 80", "For visitors who type no https."),
        question("listeners.https", "HTTPS, port 443", "Encrypted. Space changes a tick."),
        question("port", "Program's port", "Where it listens on the instance."),
        question("listeners.more", "More listeners", "Mostly none; or such as tcp:8883."),
        question("instance_protocol", "Program speaks", "Mostly http; arrows change it."),
        question("stickiness", "Stickiness", "Mostly off; 1h where several instances keep sessions."),
    )
    RARE = ("listeners.more", "instance_protocol", "stickiness")
    CONSOLE = "1. EC2 > Load Balancers > Create load balancer: name, listeners, instance protocol and port"
    CHECKS = ("whether the name is free, or taken by somebody else's load balancer",)
    HELP_TEXT = Help(
        console="EC2 > Load Balancers > Create load balancer > Classic. `Listener` is the side that visitors see,"
        " `instance protocol` and `instance port` the side of your program.",
        why="One instance has one port 80. A load balancer for each domain gives each program ports 80 and 443 of its"
        " own, and does the encryption, so that your program need not know of it.",
        wrong="The port of the program and the port that visitors use are two things: visitors use 80 and 443, the"
        " program has its own, such as 6402. And the name can never be changed afterwards. WebSockets do not pass HTTP"
        " and HTTPS listeners: untick HTTPS and write ssl:443>tcp under More listeners. A load balancer does not"
        " redirect either: http:80>http:8080 leads to a small redirecting server on port 8080.",
    )

    def look(self) -> AccountCheck | None:
        """Ask whether the name is free."""
        name = self.session.draft.text(self.place, "load_balancer")
        return None if field_named("load_balancer").judge(name) is not None else self.ask_about_site(check_name)


def check_name(facts: Facts, setup: Setup, place: int, history: History | None = None) -> PageCheck:
    """Say whether a load balancer of this name will be made, or is there."""
    view = SiteView.of(setup, place, facts, history)
    found = view.entrance
    template = NEW if found is None else THERE if view.owner.owns(found.tags) else TAKEN_ON
    problems = view.problems_on("listener")
    return PageCheck(template.format(name=view.records[0].entrance.name), (*problems, *view.leftovers("listeners")))
