"""What a page says below its fields can be read to its end, whatever its length, on the smallest screen."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from multisite_tui.errors import Problem
from multisite_tui.wizard import words
from multisite_tui.wizard.asking.page_check import PageCheck
from multisite_tui.wizard.screens import tags
from multisite_tui.wizard.screens.sites import LEFT

from .gallery import reference_draft
from .rig import go, piloted, press, text_of, wizard, words_of

LONGEST = max(words.INSTEAD.items(), key=lambda one: len(one[1]))
DOMAINS = ", ".join(f"a-rather-long-name-{number}.main.io" for number in range(12))


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("problem", "end"),
    [
        (Problem(LONGEST[0], "A long sentence about what is the matter, which names things. " * 5), LONGEST[1][-30:]),
        (Problem("x", LEFT.format(domains=DOMAINS), next="And this is what to do."), "And this is what to do."),
    ],
    ids=["longest advice", "many sites left"],
)
def test_the_end_of_a_long_notice_is_reached_with_page_down(tmp_path: Path, problem: Problem, end: str) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        with mock.patch.object(tags, "check_tags", return_value=PageCheck(problems=(problem,))):
            async with wizard(tmp_path, size=(60, 20), resume="main-io") as (app, pilot):
                await go(app, pilot, "tags", 0)
                page = app.screen.query_one("#page").region.height
                told = app.screen.query_one("#told").region.height
                assert told <= page // 2 + 1
                assert "Tag 1" in text_of(app)
                for _ in range(6):
                    if end in words_of(app):
                        break
                    await press(pilot, "pagedown")
                assert end in words_of(app)
                for _ in range(30):
                    await press(pilot, "pagedown")
                assert "More tags" in text_of(app)

    run()


@piloted
async def test_page_down_from_a_button_of_the_overview_scrolls_the_cards(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(60, 20), resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        app.screen.set_focus(app.screen.query_one("#next"))
        before = text_of(app)
        await press(pilot, "pagedown", "pagedown", "pagedown")
        assert text_of(app) != before
