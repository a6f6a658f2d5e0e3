"""What differs: a later site takes the answers of the first, and is asked only what cannot be the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Static

from multisite_tui.model.rules.texts import shown
from multisite_tui.wizard.asking import dns_records
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.asking.fields import site_keys
from multisite_tui.wizard.asking.forms import ListenerTick, spelled, split
from multisite_tui.wizard.asking.page_check import AccountCheck
from multisite_tui.wizard.asking.questions import Ask
from multisite_tui.wizard.screens.dns import REPLACE, ReplacePage
from multisite_tui.wizard.screens.listener import ListenerPage
from multisite_tui.wizard.screens.target import TargetPage

SAME = (
    "Taken from {first}: {listeners}; health check {check}; {tags}. A page in the list of pages (F6) changes any of it"
    " for this site alone."
)
OWN = "Its own: {listeners}; health check {check}; {tags}. A page in the list of pages (F6) changes any of it."
NO_TAGS = "no tags"
ONE_TAG = "1 tag"
TAGS = "{count} tags"
EXCERPT_OWN = "The answers of this site are its own. What cannot be the same for two sites is asked here."


class LikeFirstPage(ReplacePage):
    """What a later site is asked."""

    NAME = "like_first"
    EXCERPT = "The answers of the first site hold here too, but for these."
    ASKS: ClassVar[tuple[Ask, ...]] = (ListenerPage.ASKS[0], TargetPage.ASKS[0], REPLACE)
    CONSOLE = "1. to 7. once more, for the next site"
    CHECKS = ("everything that the other pages check, for this site",)
    HELP_TEXT = Help(
        console="With one load balancer for each site, the whole way through `Create Classic Load Balancer` again; with"
        " one for all, another target group, certificate and rule.",
        why="Each site has its own certificate and record. All that can be the same is taken from the"
        " first site, and follows it when you change it there.",
        wrong="The program of this site may want another path for its health check: change it on its own page, in the"
        " list of pages.",
    )

    def body(self) -> Iterable[Widget]:
        """Say what is taken over, show the records, and ask the rest."""
        yield Static(same(self.session.draft, self.place), classes="facts", markup=False)
        yield Static("", id="records", classes="facts", markup=False)
        yield from super().body()

    def begin(self) -> None:
        """Ask about replacing only once a record was seen; say of a site that follows none that it does not."""
        if not self.session.draft.sites[self.place].follows:
            self.query_one("#excerpt", Static).update(EXCERPT_OWN)
        for name in ("load_balancer", "target_group"):
            self.field(name).display = self.session.draft.asks(self.place, name)
        self.field("dns.replace").display = bool(self.session.value("dns.replace"))
        super().begin()

    def look(self) -> AccountCheck | None:
        """Check everything of this site."""
        setup, place, history = self.session.setup(), self.place, self.session.history
        return lambda facts: dns_records.see(facts, setup, place, history)


def same(draft: Draft, place: int) -> str:
    """Return what a later site takes from the first, or has of its own where it follows none."""
    protocol, path = draft.text(place, "health_check.protocol"), draft.text(place, "health_check.path")
    count = sum(bool(draft.text(place, one.name)) for one in site_keys()[("tags",)])
    return (SAME if draft.sites[place].follows else OWN).format(
        first=shown(draft.text(0, "domain")),
        listeners=shown(", ".join(_listeners(draft, place))),
        check=shown(f"{protocol} {path}" if draft.asks(place, "health_check.path") else protocol),
        tags=NO_TAGS if not count else ONE_TAG if count == 1 else TAGS.format(count=count),
    )


def _listeners(draft: Draft, place: int) -> Iterator[str]:
    for one in site_keys()[("listeners",)]:
        if not isinstance(one.form, ListenerTick):
            yield from split(draft.text(place, one.name))
        elif draft.value(place, one.name):
            yield spelled(one.form.listener)
