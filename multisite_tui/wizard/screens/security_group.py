"""Security group: who may reach the load balancer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.security_groups import Ingress, SecurityGroup
from multisite_tui.aws.resources.security_groups import NewGroup, for_visitors
from multisite_tui.errors import Problem
from multisite_tui.model.setup import Setup
from multisite_tui.plan.history import History
from multisite_tui.report.clean import clean
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, FoundGroup, PageCheck, SiteView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.field import field_for
from multisite_tui.wizard.widgets.picker import Pick, Picker

EXISTING = "{name} ({id}), open: {ports}"
KEPT = "{id}"
RULES_NEW = "Its rules: visitors from everywhere ({sources}) come in by TCP on port {ports}; nobody else."
RULES_THERE = "Its rules: visitors from everywhere ({sources}) come in by TCP on port {ports}."
RULES_OLD = "It is used as it is; nothing in it is changed."
GOOD_NEW = "The name {name} is free."
GOOD_THERE = "The security group {name} of this setup is there already."
GOOD_TAKEN_ON = "A security group named {name} is there already: it is taken on."
GOOD_OLD = "This group lets visitors in where the load balancer listens."
NOT_KNOWN = "Whether this will do can be told once it is settled on which instance the program runs."


@dataclass(frozen=True)
class Groups:
    """The groups that can be picked, and what becomes of the site's own."""

    there: Sequence[SecurityGroup]
    rules: Sequence[Ingress] = ()
    """The rules of a group that is made for the site; empty where none is."""
    made_already: bool = False
    """Whether that group is there already."""


class SecurityGroupPage(Page):
    """A new group, or one that is there."""

    NAME = "security_group"
    LIT = MapPart.LOAD_BALANCERS
    EXCERPT = "A security group is a list of who may come in. The load balancer needs one that lets visitors in."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("security_group.name", "Name", "ASCII; cannot be changed later."),
        question("security_group.description", "Description", "Empty: a sentence with the domain."),
    )
    PICKS = "security_group"
    NEW: ClassVar[str] = "Make a new one for this site (best)"
    """What is offered in place of the groups that are there."""
    CONSOLE = "2. Create load balancer: Assign security groups (new or existing, and its inbound rules)"
    CHECKS = ("the groups of the instance's VPC", "whether the name is free", "whether a picked group lets visitors in")
    HELP_TEXT = Help(
        console="EC2 > Security Groups. A new group gets `inbound rules`: one for each port that the load balancer"
        " listens on, from Anywhere.",
        why="Without a rule that lets them in, visitors wait for an answer that never comes. A firewall rule that"
        " lets the load balancer reach the port of your program is added too, for this load balancer alone.",
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
        chosen = str(self.session.value(self.PICKS))
        kept = [] if chosen == "new" else [Pick(chosen, KEPT.format(id=chosen))]
        self.query_one(Picker).offer([Pick("new", self.NEW), *kept], [chosen])
        self._draw_own()
        super().begin()

    def take_pick(self, picker: Picker) -> None:
        """Keep the choice; a new group asks for its name."""
        self.session.put(self.PICKS, picker.picked[0])
        self._draw_own()

    def _draw_own(self) -> None:
        """Draw what is known of the site's own group before AWS has answered."""
        setup = self.session.setup()
        ports = self.ports(setup) if setup else []
        self._draw(rules_text(for_visitors(ports)) if ports else self.settle_first())

    def ports(self, setup: Setup) -> list[int]:
        """Return the ports on which visitors come in."""
        return [one.port for one in setup.sites[self.place].listeners]

    def _draw(self, own: str) -> None:
        """Draw the fields and the rules; `own` is what to say of a group that is the site's own."""
        new = self.session.value(self.PICKS) == "new"
        for ask in self.ASKS:
            self.field(ask.name).display = new
        self.query_one("#rules", Static).update(own if new else RULES_OLD)

    def look(self) -> AccountCheck | None:
        """Ask for the groups, and whether the choice will do."""
        return self.ask_about_site(check_group)

    def show(self, seen: PageCheck) -> None:
        """Fill the list in."""
        groups: Groups = seen.data
        if groups.rules:
            self._draw(rules_text(groups.rules, made_already=groups.made_already))
        chosen = str(self.session.value(self.PICKS))
        picks = [Pick("new", self.NEW), *(_pick(group) for group in groups.there)]
        if chosen not in {pick.id for pick in picks}:
            picks.append(Pick(chosen, KEPT.format(id=chosen)))
        self.query_one(Picker).offer(picks, [chosen])
        super().show(seen)


def check_group(facts: Facts, setup: Setup, place: int, history: History | None = None) -> PageCheck:
    """Say what a run would do about the group, and offer those that are there."""
    view = SiteView.of(setup, place, facts, history)
    problems = (*view.problems_on("security_group"), *view.leftovers("security_group"))
    return check_of(view.group, {view.check.so_far.vpc}, problems, facts)


def check_of(group: FoundGroup | None, vpcs: Iterable[str], problems: tuple[Problem, ...], facts: Facts) -> PageCheck:
    """Say what a run would do about a group, and offer those of the VPCs; where none is known, of all instances'."""
    known = {*vpcs} - {""} or {instance.vpc for instance in facts.instances()}
    there = [one for vpc in sorted(known) for one in facts.security_groups(vpc)]
    resource, found = group or (None, None)
    rules = resource.rules if isinstance(resource, NewGroup) else ()
    groups = Groups(sorted(there, key=lambda one: one.name), rules, found is not None)
    return PageCheck(_good(group), problems, groups)


def _good(group: FoundGroup | None) -> str:
    """Return what is right about the group where nothing is wrong with it."""
    if group is None:
        return NOT_KNOWN
    resource, found = group
    if not isinstance(resource, NewGroup):
        return GOOD_OLD
    if found is None:
        return GOOD_NEW.format(name=resource.name)
    return (GOOD_THERE if resource.owner.owns(found.tags) else GOOD_TAKEN_ON).format(name=found.name)


def rules_text(rules: Sequence[Ingress], *, made_already: bool = False) -> str:
    """Return who is let in by the site's own group."""
    sources = ", ".join(sorted({rule.source for rule in rules}))
    template = RULES_THERE if made_already else RULES_NEW
    return template.format(sources=sources, ports=", ".join(str(rule.first) for rule in rules))


def _pick(group: SecurityGroup) -> Pick:
    ports = sorted({_ports(rule.first, rule.last, rule.protocol) for rule in group.ingress})
    text = EXISTING.format(name=group.name, id=group.id, ports=", ".join(ports) or "nothing")
    return Pick(group.id, clean(text))


def _ports(first: int, last: int, protocol: str) -> str:
    if protocol == "-1":
        return "all ports"
    return str(first) if first == last else f"{first}-{last}"
