"""Hosted zones: a list to take a domain from, over the page that asks for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from multisite_tui.aws.facts.zones import Zone
from multisite_tui.model.rules.domains import readable
from multisite_tui.report.clean import clean
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.flow import TITLES
from multisite_tui.wizard.screens.over_page import OverPage
from multisite_tui.wizard.session import Session
from multisite_tui.wizard.widgets.key_bar import KeyBar
from multisite_tui.wizard.widgets.picker import Pick, Picker

EXCERPT = "The public hosted zones of this account. Enter takes one; letters narrow the list."
NONE = "No public hosted zone is in this account, or none that holds this domain."
TWIN = "{zone} ({id})"
Fits = Callable[[Zone], bool]


class ZonesScreen(OverPage[str | None]):
    """A zone's name, or None where none was taken; on request the id of one whose name another zone has too."""

    NAME: ClassVar[str] = "zones"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Route 53 > Hosted zones, those of type Public.",
        why="A domain needs a hosted zone in this account, in which its records are kept.",
        wrong="The zone is not in the list: then it is in another account, or the domain is kept by another company."
        " A hosted zone must then be made in Route 53, and the registrar must point to it.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2", "dismiss", "Close", key_display="Esc", id="close", tooltip="Back to the page"),
    ]

    def __init__(self, session: Session, fits: Fits, *, twins_by_id: bool = False) -> None:
        super().__init__()
        self._offers = _by_id if twins_by_id else _by_name
        self._session = session
        self._fits = fits

    def compose(self) -> ComposeResult:
        """Draw the list, empty as yet."""
        with Vertical(id="offered"):
            yield Static(TITLES[self.NAME], id="heading", markup=False)
            yield Static(EXCERPT, id="excerpt", markup=False)
            yield Picker(at_once=True)
            yield self.notice
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask for the zones."""
        self.looking = True
        self.say(words.ASKING, "busy")
        self._read()

    @work(group="zones", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        session = self._session
        found = await self.ask(lambda: self._offers([one for one in session.facts().zones() if self._fits(one)]))
        if found is not None:
            self._offer(found)

    def _offer(self, picks: Sequence[Pick]) -> None:
        picker = self.query_one(Picker)
        picker.offer(picks, [one.id for one in picks[:1]])
        picker.seize()
        self.say("" if picks else NONE)

    @on(Picker.Entered)
    def _taken(self, event: Picker.Entered) -> None:
        event.stop()
        self.dismiss(event.picker.picked[0])


def _by_name(zones: Sequence[Zone]) -> list[Pick]:
    return [Pick(name, clean(readable(name))) for name in sorted({zone.name for zone in zones})]


def _by_id(zones: Sequence[Zone]) -> list[Pick]:
    """Return the zones, those of one name by their ids."""
    count = Counter(zone.name for zone in zones)
    alone = [zone for zone in zones if count[zone.name] == 1]
    twins = sorted((zone for zone in zones if count[zone.name] > 1), key=lambda zone: (zone.name, zone.id))
    return [*_by_name(alone), *(Pick(one.id, clean(TWIN.format(zone=readable(one.name), id=one.id))) for one in twins)]
