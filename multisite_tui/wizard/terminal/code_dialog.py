"""Asking for an MFA code over whatever page is shown, on behalf of a thread that signs in."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual.app import App

if TYPE_CHECKING:
    from multisite_tui.wizard.screens.mfa_code import MfaCodeScreen


class CodeDialog:
    """One dialog at a time."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._one_at_a_time = Lock()
        self._shown: MfaCodeScreen | None = None
        self._answer: Future[str] = Future()

    def ask(self, device: str) -> str:
        """Return the code of a device, or nothing if the person gives none; not for the thread that draws."""
        with self._one_at_a_time:
            answer = self._answer = Future()
            try:
                self._app.call_from_thread(self._show, device)
            except RuntimeError:  # the wizard has ended meanwhile
                return ""
            return answer.result()

    def give_up(self) -> None:
        """Take the dialog away, so that no thread waits for it any more."""
        shown = self._shown
        self._settle("")
        if shown is not None and shown.is_current:
            shown.dismiss("")

    def _show(self, device: str) -> None:
        from multisite_tui.wizard.screens.mfa_code import MfaCodeScreen

        self._shown = MfaCodeScreen(device)
        self._app.push_screen(self._shown, self._settle)

    def _settle(self, code: str | None) -> None:
        if self._shown is not None:
            self._shown = None
            self._answer.set_result(code or "")
