"""Instances: the machines that the program runs on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.doctor.instances.unhealthy import start_words
from multisite_tui.errors import Problem
from multisite_tui.model.setup import Setup
from multisite_tui.model.terms import RUNNING
from multisite_tui.plan.history import History
from multisite_tui.report.clean import clean
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import question
from multisite_tui.wizard.asking.page_check import AccountCheck, PageCheck, SiteView
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.asking.resource_map import MapPart
from multisite_tui.wizard.screens.page import Page
from multisite_tui.wizard.widgets.picker import Pick, Picker

LINE = "{name}  {state}  {address}  {zone}\n      {id}"
GOOD = "{count} picked, and running."
START = "! {what} {how}; or EC2 console > Instances, tick it, Instance state > Start instance. Then F5 looks again."
START_PRACTICE = "! {what} {how} Then F5 looks again."
STOPPED = "stopped"
"""The state of an instance that can be started."""
NO_NAME = "(no name)"
NO_ADDRESS = "no address"


class InstancesPage(Page):
    """One instance, or several."""

    NAME = "instances"
    LIT = MapPart.INSTANCES
    EXCERPT = "On which instance does the program run? Space picks (several, too)."
    ASKS: ClassVar[tuple[Ask, ...]] = (
        question("instances", "Instances", "The running one; where there are several, pick with Space."),
    )
    CONSOLE = "5. Create load balancer: Add EC2 instances"
    CHECKS = (
        "the instances of the region: name, state, zone, address",
        "whether the picked ones are running, in one VPC",
    )
    HELP_TEXT = Help(
        console="EC2 > Instances. At the load balancer: `Add EC2 instances`.",
        why="The load balancer sends visitors to these. Several sites may share one instance: each has its own port.",
        wrong="The instance is not in the list: then the region is wrong (go back to Account). A stopped instance"
        " must be started first (EC2 > Instances > Instance state > Start instance, then F5 here); its load balancer"
        " would cost the same while it is stopped.",
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self._open: tuple[Problem, ...] = ()

    WAITS = True

    def body(self) -> Iterable[Widget]:
        """Offer a list, filled as soon as AWS has answered."""
        yield Picker(several=True, id="list")

    def begin(self) -> None:
        """Show what was picked before AWS has answered."""
        picked = self._chosen()
        self.query_one(Picker).offer([Pick(one, one) for one in picked], picked)
        super().begin()

    def _chosen(self) -> list[str]:
        value = self.session.value("instances")
        return list(value) if isinstance(value, list) else []

    def take_pick(self, picker: Picker) -> None:
        """Keep what is picked."""
        self.session.put("instances", list(picker.picked))

    def look(self) -> AccountCheck | None:
        """Ask for the instances."""
        setup, place, history = self.session.setup(), self.place, self.session.history
        return lambda facts: check_instances(facts, setup, place, history)

    def show(self, seen: PageCheck) -> None:
        """Fill the list in; the only running one is picked without being asked."""
        self._open = seen.problems
        there, serving = seen.data
        picked = self._chosen() or list(serving)
        order = sorted(there, key=lambda one: (one.state != RUNNING, one.tags.get("Name", ""), one.id))
        picker = self.query_one(Picker)
        keep = picker.query_one("PickList").has_focus
        picker.offer([_pick(one) for one in order], picked)
        if keep or not self.focused:
            picker.seize()
        super().show(seen)

    def show_check(self, seen: PageCheck) -> None:
        """Say the first problem; of an instance that is stopped, how to start it."""
        stopped = self._to_start(seen.data[0])
        aws = self.session.aws
        if not seen.problems or stopped is None or aws is None:
            super().show_check(seen)
            return
        template = START_PRACTICE if self.session.account_mode.practice else START
        self.say(template.format(what=seen.problems[0].what, how=start_words(aws.account, stopped.id)), "bad")

    def _to_start(self, there: Sequence[Instance]) -> Instance | None:
        """Return what is picked and stopped; where nothing is picked and nothing runs, the first that is stopped."""
        chosen = self._chosen()
        if not chosen and any(one.state == RUNNING for one in there):
            return None
        return next((one for one in there if one.state == STOPPED and (one.id in chosen or not chosen)), None)

    def accepted(self) -> bool:
        """Go on only when it is settled which."""
        if self._open:
            self.query_one(Picker).seize()
        return not self._open


def check_instances(facts: Facts, setup: Setup | None, place: int, history: History | None = None) -> PageCheck:
    """Say which instances a run would put behind the load balancer, and offer those that are there."""
    if setup is None:
        return PageCheck(data=(facts.instances(), ()))
    view = SiteView.of(setup, place, facts, history)
    serving = tuple(one.id for one in view.check.so_far.instances)
    return PageCheck(GOOD.format(count=len(serving)), view.problems_on("instances"), (facts.instances(), serving))


def _pick(one: Instance) -> Pick:
    text = LINE.format(
        name=one.tags.get("Name") or NO_NAME,
        state=one.state,
        zone=one.zone,
        address=one.public_address or NO_ADDRESS,
        id=one.id,
    )
    return Pick(one.id, clean(text))
