"""Security group: who may reach the load balancer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import SecurityGroup
from multisite_tui.errors import InputNeeded
from multisite_tui.model.setup import Setup
from multisite_tui.plan.resolve import resolve
from multisite_tui.report.clean import clean
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, problems_of
from multisite_tui.wizard.asking.questions import Ask, Help
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.fields import field_for
from multisite_tui.wizard.widgets.picker import Pick, Picker

NEW = "Make a new one for this site (best)"
EXISTING = "{name} ({id}), open: {ports}"
KEPT = "{id}"
RULES_NEW = "Its rules: visitors from everywhere (0.0.0.0/0 and ::/0) come in by TCP on port {ports}; nobody else."
RULES_OLD = "It is used as it is; nothing in it is changed."
GOOD_NEW = "The name {name} is free."
GOOD_OLD = "This group lets visitors in where the load balancer listens."


class SecurityGroupPage(Page):
    """A new group, or one that is there."""

    NAME = "security_group"
    EXCERPT = "A security group is a list of who may come in. The load balancer needs one that lets visitors in."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("security_group.name", "Name", "ASCII; cannot be changed later."),
        question("security_group.description", "Description", "Empty: a sentence with the domain."),
    )
    PICKS = "security_group"
    CONSOLE = "2. Create Classic Load Balancer: Assign security groups (new or existing, and its inbound rules)"
    CHECKS = ("the groups of the instance's VPC", "whether the name is free", "whether a picked group lets visitors in")
    HELP_TEXT = Help(
        console="EC2 > Security Groups. A new group gets `inbound rules`: one for each port that the load balancer"
        " listens on, from Anywhere.",
        why="Without a rule that lets them in, visitors wait for an answer that never comes. The way from the load"
        " balancer to your instance is opened too, for this load balancer alone.",
        wrong="Taking the instance's own group: it opens ports of the instance, not those of the load balancer. A new"
        " group for each site is safest, and costs nothing.",
    )

    def body(self) -> Iterable[Widget]:
        """Offer a new group, and soon those that are there."""
        yield Picker(id="group")
        for ask in self.ASKS:
            yield field_for(ask, self.session.value(ask.name))
        yield Static("", id="rules", classes="facts", markup=False)

    def begin(self) -> None:
        """Offer what is known before AWS has answered."""
        chosen = str(self.session.value("security_group"))
        kept = [] if chosen == "new" else [Pick(chosen, KEPT.format(id=chosen))]
        self.query_one(Picker).offer([Pick("new", NEW), *kept], [chosen])
        self._draw()
        super().begin()

    def take_pick(self, picker: Picker) -> None:
        """Keep the choice; a new group asks for its name."""
        self.session.put("security_group", picker.picked[0])
        self._draw()

    def _draw(self) -> None:
        new = self.session.value("security_group") == "new"
        for ask in self.ASKS:
            self.field(ask.name).display = new
        setup = self.session.setup()
        ports = [str(one.port) for one in setup.sites[self.place].listeners] if setup else []
        text = RULES_NEW.format(ports=", ".join(ports)) if ports else self.settle_first()
        self.query_one("#rules", Static).update(text if new else RULES_OLD)

    def look(self) -> AccountCheck | None:
        """Ask for the groups, and whether the choice will do."""
        setup, place = self.session.setup(), self.place
        name = self.session.draft.text(place, "security_group.name")
        new = self.session.value("security_group") == "new"
        good = GOOD_NEW.format(name=name) if new else GOOD_OLD
        return None if setup is None else lambda facts: _groups(facts, setup, place, good)

    def show(self, seen: PageCheck) -> None:
        """Fill the list in."""
        chosen = str(self.session.value("security_group"))
        picks = [Pick("new", NEW), *(_pick(group) for group in seen.data)]
        if chosen not in {pick.id for pick in picks}:
            picks.append(Pick(chosen, KEPT.format(id=chosen)))
        self.query_one(Picker).offer(picks, [chosen])
        super().show(seen)


def _groups(facts: Facts, setup: Setup, place: int, good: str) -> PageCheck:
    problems = problems_of(setup, place, facts, "security_group")
    try:
        vpc = resolve(setup, setup.sites[place], facts).vpc
    except InputNeeded:  # which instance is not settled yet, so that the VPC is not known either
        vpcs = {instance.vpc for instance in facts.instances()}
        groups = [group for one in sorted(vpcs) for group in facts.security_groups(one)]
    else:
        groups = list(facts.security_groups(vpc))
    return PageCheck(good, problems, sorted(groups, key=lambda group: group.name))


def _pick(group: SecurityGroup) -> Pick:
    ports = sorted({_ports(rule.first, rule.last, rule.protocol) for rule in group.ingress})
    text = EXISTING.format(name=group.name, id=group.id, ports=", ".join(ports) or "nothing")
    return Pick(group.id, clean(text))


def _ports(first: int, last: int, protocol: str) -> str:
    if protocol == "-1":
        return "all ports"
    return str(first) if first == last else f"{first}-{last}"
