"""Doctor: why a site is not in service, with what shows it and what to do; over the page, as long as it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.console import RenderableType
from textual.binding import Binding, BindingType

from multisite_tui.doctor.doctor import doctor
from multisite_tui.model.setup import Setup
from multisite_tui.report.diagnoses import diagnoses_text
from multisite_tui.wizard.asking.explanations import Help
from multisite_tui.wizard.background_run import conductor_of
from multisite_tui.wizard.screens.findings import FindingsScreen
from multisite_tui.wizard.session import Session

WAY = "Press r (Repair)"
"""What the doctor says in place of the command, which would only lead back to here."""


class DoctorScreen(FindingsScreen):
    """What the doctor finds, over the page that called for it."""

    NAME = "doctor"
    EXCERPT = "What keeps a site from being in service: the likeliest reason first. Nothing is changed."
    ASKING = "… asking AWS, DNS and the programs; this can take half a minute"
    HELP_TEXT: ClassVar[Help] = Help(
        console="Nothing: the console shows a state here and there, such as OutOfService or Pending validation, and"
        " leaves the reason to you.",
        why="A site has many parts, and the one that looks ill is often not the one that is. Each reason stands with"
        " what shows it and with what to do.",
        wrong="`cannot tell` means that it may be the reason, and that nothing that can be asked from here would prove"
        " it. In the practice account, DNS cannot be asked.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "repair", "Repair", id="repair", tooltip="Show the plan that puts it right; nothing changes yet"),
        Binding("f9", "dismiss", "Close", show=False, key_display="F9", id="leave_doctor", tooltip="Back to the page"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._ill = False
        """Whether something was found."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to repair only what is not well."""
        return self._ill if action == "repair" else super().check_action(action, parameters)

    def action_repair(self) -> None:
        """Lead to the plan, which says what would be changed and asks."""
        self.dismiss(result=True)

    def examine(self, session: Session, setup: Setup) -> list[RenderableType]:
        """Return what the doctor found; for the background.

        Raises:
            Failure: nothing could be looked at.
        """
        session.look_again()  # what the page has just seen is not what is true by now
        facts = conductor_of(session, setup).facts()
        mode = session.account_mode
        found = doctor(setup, facts, probe=mode.options.practice_probe(), command=mode.command, way=WAY)
        self._ill = bool(found)
        return list(diagnoses_text(setup, facts.account, found))


def then(lead: Callable[[], None]) -> Callable[[bool | None], None]:
    """Return what is called with what the person said to the doctor: where it is to be repaired, it leads there."""
    return lambda repairs: lead() if repairs else None
