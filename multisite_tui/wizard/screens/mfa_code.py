"""The code of an MFA device, which the AWS profile asks for: asked over the page that signs in."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from multisite_tui.report.clean import clean
from multisite_tui.wizard import styles
from multisite_tui.wizard.widgets.key_bar import KeyBar

TITLE = "MFA code"
ASK = "To sign in, AWS wants the six digits that this device shows now: {device}"
HELP = "Each code is good once, and for 30 seconds. Enter signs in; Esc goes on without signing in."
WRONG = "! Six digits, please."
DIGITS = 6


class MfaCodeScreen(ModalScreen[str]):
    """The code, or nothing where none was given."""

    NAME: ClassVar[str] = "mfa_code"
    CSS_PATH = styles.PAGES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Without", key_display="Esc", id="close", tooltip="Go on without signing in"),
    ]

    def __init__(self, device: str) -> None:
        super().__init__()
        self._device = device
        self._note = Static(HELP, classes="note", markup=False)

    def compose(self) -> ComposeResult:
        """Draw which device is meant, and the field."""
        with VerticalScroll(id="code", can_focus=False):
            yield Static(TITLE, classes="title", markup=False)
            yield Static(ASK.format(device=clean(self._device)), markup=False)
            yield Input(restrict=r"[0-9 ]*", max_length=DIGITS + 1, compact=True)
            yield self._note
        yield KeyBar()

    def on_mount(self) -> None:
        """Let the digits be typed at once."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        code = event.value.replace(" ", "")
        if len(code) == DIGITS:
            self.dismiss(code)
        else:
            self._note.update(WRONG)

    def action_give_up(self) -> None:
        """Give no code."""
        self.dismiss("")
