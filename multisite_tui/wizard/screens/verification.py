"""Verify: fetches each site as a visitor would, and shows what came; over the page, as long as it is read."""

from __future__ import annotations

from typing import ClassVar

from rich.console import RenderableType
from textual.binding import BindingType

from multisite_tui.model.setup import Setup
from multisite_tui.report.verifications import verifications_text
from multisite_tui.verify.verify import verify
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.background_run import conductor_of
from multisite_tui.wizard.screens.findings import FindingsScreen
from multisite_tui.wizard.session import Session


class VerificationScreen(FindingsScreen):
    """What a visitor of each name gets."""

    NAME = "verification"
    EXCERPT = "Each of your sites, fetched from here as a visitor would. Nothing is changed."
    ASKING = "… fetching the sites as a visitor"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Nothing: you would open each domain in a browser, with http and https.",
        why="All may be well in AWS while a visitor sees an error. This looks from the outside: the address, the"
        " certificate, the page.",
        wrong="From a network that cannot reach the internet, every visit fails. In the practice account no visit is"
        " made: its sites are in no DNS.",
    )
    BINDINGS: ClassVar[list[BindingType]] = []

    def examine(self, session: Session, setup: Setup) -> list[RenderableType]:
        """Return what a visitor gets; for the background.

        Raises:
            Failure: the account could not be read.
        """
        return list(verifications_text(verify(setup, conductor_of(session, setup).facts())))
