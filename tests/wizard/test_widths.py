"""Every width, not only the three that are drawn: what is typed can be read, and no button runs off the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Input

from multisite_tui.wizard.terminal.widths import ROOMY, WIDE

from .gallery import reference_draft
from .rig import go, piloted, settled, wizard

WIDTHS = (60, WIDE - 1, WIDE, 80, ROOMY - 1, ROOMY, ROOMY + 4, 110, 119, 120, 140)
NUMBER, NAME = 5, 14
"""Columns that are needed to read a number, and a name, while it is typed."""


@pytest.mark.parametrize("page", ["sites", "listener", "certificate", "dns", "review"])
def test_fields_and_buttons_have_room_at_every_width(tmp_path: Path, page: str) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, size=(80, 40), resume="main-io") as (app, pilot):
            await go(app, pilot, page, 0)
            for width in WIDTHS:
                await pilot.resize_terminal(width, 40)
                await settled(pilot)
                column = app.screen.query_one("#page").content_region
                for line in app.screen.query(Input):
                    needed = NUMBER if line.restrict else NAME
                    hidden = not line.region
                    assert hidden or line.content_size.width >= needed, (width, line.parent)
                for button in app.screen.query(Button):
                    assert not button.display or button.region.right <= column.right, (width, button.label)

    run()
