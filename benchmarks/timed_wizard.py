"""The wizard, which writes down when a moved cursor has been painted; `keys` runs it as a process of its own."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from multisite_tui import cli
from multisite_tui.wizard import app


class TimedWizard(app.WizardApp):
    """The wizard, observed."""

    tell = -1
    _row = -1
    _said: frozenset[str] = frozenset()

    def _display(self, screen: Any, renderable: Any) -> None:
        row = self._cursor_row()
        super()._display(screen, renderable)
        if renderable is None:
            return
        if row != self._row:
            self._row = row
            self._say("painted")
        if row >= 0:
            self._say("running", once=True)
        if self.session is not None and self.session.finished is not None and "finished" not in self._said:
            self._say("finished", once=True)
            self.call_later(self._tables()[0].focus)  # the page has put the focus on its button

    def _cursor_row(self) -> int:
        tables = self._tables()
        return tables[0].cursor_row if tables and tables[0].row_count else -1

    def _tables(self) -> list[Any]:
        """Return the live table; its class is not imported before the package, which sets how often Textual paints."""
        return list(self.screen.query("DataTable"))

    def _say(self, word: str, *, once: bool = False) -> None:
        if once and word in self._said:
            return
        self._said |= {word}
        os.write(self.tell, f"{word} {time.monotonic()}\n".encode())


def main(tell: str, *arguments: str) -> None:
    """Run the command line with these arguments; it finds the observed wizard in place of its own."""
    TimedWizard.tell = int(tell)
    app.WizardApp = TimedWizard  # type: ignore[misc]
    sys.argv = ["multisite-tui", *arguments]
    cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
