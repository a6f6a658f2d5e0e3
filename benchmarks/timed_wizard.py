"""The wizard, which writes down when a moved cursor has been painted; `keys` runs it as a process of its own."""

from __future__ import annotations

import inspect
import os
import sys
import time
from pathlib import Path
from typing import Any

from textual.widgets import DataTable

from multisite_tui.options import Options
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.resuming import resumed
from multisite_tui.wizard.options import account_modes_of
from multisite_tui.wizard.run import TURN


class TimedWizard(WizardApp):
    """The wizard, observed."""

    CSS_PATH = str(Path(inspect.getfile(WizardApp)).with_name("wizard.tcss"))  # Textual looks beside the subclass
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
            self.call_later(self.screen.query_one(DataTable).focus)  # the page has put the focus on its button

    def _cursor_row(self) -> int:
        tables = list(self.screen.query(DataTable))
        return tables[0].cursor_row if tables and tables[0].row_count else -1

    def _say(self, word: str, *, once: bool = False) -> None:
        if once and word in self._said:
            return
        self._said |= {word}
        os.write(self.tell, f"{word} {time.monotonic()}\n".encode())


def main(folder: str, tell: str) -> None:
    account_modes = account_modes_of(Options(state_dir=folder))
    app = TimedWizard(account_modes, resumed(account_modes[0], "many"), demo=False)
    app.tell = int(tell)
    sys.setswitchinterval(TURN)
    app.run()
    if app.crash is not None:
        raise app.crash.error


if __name__ == "__main__":
    main(*sys.argv[1:])
