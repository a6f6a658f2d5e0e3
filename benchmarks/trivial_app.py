"""The smallest app of Textual, which `painting` runs as a process of its own."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class TrivialApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("ready")


if __name__ == "__main__":
    TrivialApp().run()
