"""The keys at the lower edge: none is cut, and help and the way out are there at every size."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets._footer import FooterKey

from .gallery import SIZES, reference_draft
from .rig import go, piloted, settled, text_of, wizard


@pytest.mark.parametrize("size", SIZES)
def test_no_key_is_cut(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
            for page in ("sites", "overview", "review", "dns"):
                await go(app, pilot, page, 0)
                keys = app.screen.query(FooterKey)
                assert all(app.screen.region.contains_region(key.region) for key in keys), page
                assert "^q Quit F1 Help" in text_of(app).rstrip().splitlines()[-1]

    run()


@piloted
async def test_keys_that_a_button_tells_of_go_first_and_come_back(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(60, 20), resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        line = text_of(app).rstrip().splitlines()[-1]
        assert "F3 Add F4 Remove" in line
        assert "F7 Back" not in line
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert "F7 Back" in text_of(app).rstrip().splitlines()[-1]
