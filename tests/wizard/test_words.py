"""What the pages say holds: of a setup that stands, of what is wrong and where, and of what a page leads to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from rich.cells import cell_len
from textual.command import CommandPalette
from textual.events import Paste
from textual.widgets import Input

from multisite_tui.aws.facts.certificates import AMAZON_ISSUED
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.screens.sites import CellField
from multisite_tui.wizard.widgets.picker import Picker

from .gallery import SIZES, reference_draft
from .rig import at, go, notice, piloted, press, settled, text_of, to_sites, until, wizard, words_of, write
from .standing_setups import provisioned
from .test_lists import certificates
from .test_walks import reviewed

pytestmark = pytest.mark.sampled(2)


@piloted
async def test_of_a_setup_that_stands_only_what_is_true_is_said(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await at(pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert "Nothing is made or billed before" not in words_of(app)
        assert "✓ Account" in text_of(app)
        assert "✓ main.io" in text_of(app)
        await go(app, pilot, "dns", 0)
        await until(pilot, lambda: "leads to the load balancer already" in notice(app))
        assert app.session is not None
        app.session.draft.add_site()
        app.session.draft.put(2, "domain", "blog.main.io")
        app.session.draft.put(2, "port", "6404")
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert "a month altogether," in words_of(app)
        assert "of it new" in words_of(app)


@piloted
async def test_a_new_setup_costs_what_it_costs(tmp_path: Path) -> None:
    draft = reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume=draft.id) as (app, pilot):
        assert app.session is not None
        app.session.draft.put(0, "dns.replace", value=True)
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert "Nothing is made or billed before you say yes" in words_of(app)
        assert "a month, all of it new" in words_of(app)


@piloted
async def test_another_page_is_named_and_only_where_it_is_another(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.draft.put(0, "aliases", "not a name!")
        await go(app, pilot, "certificate", 0)
        assert "not right yet" not in text_of(app)
        assert "! not is not" in text_of(app) or app.screen.query_one("#aliases").has_class("-wrong")
        await go(app, pilot, "security_group", 0)
        assert "Something on the page `main.io · Certificate` is not right yet" in words_of(app)


@piloted
async def test_a_wrong_tag_of_the_first_site_is_told_of_once(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.draft.put(0, "tag.1", "aws:team=web")
        await go(app, pilot, "review")
        await settled(pilot)
        lines = [line for line in text_of(app).split("\n") if "main.io · Tags: " in line]
        assert len([line for line in lines if "sub.main.io" not in line])
        assert not [line for line in lines if "sub.main.io" in line]


@piloted
async def test_only_certificates_of_amazon_are_offered(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    amazon, imported, private = (
        replace(one, type=kind)
        for one, kind in zip(certificates(3), (AMAZON_ISSUED, "IMPORTED", "PRIVATE"), strict=True)
    )
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        with mock.patch.object(Facts, "certificates", return_value=(amazon, imported, private)):
            await go(app, pilot, "certificate", 0)
            await settled(pilot)
        offered = {pick.id for pick in app.screen.query_one(Picker)._all}
        assert amazon.arn in offered
        assert not offered & {imported.arn, private.arn}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_long_domain_pushes_nothing_out(tmp_path: Path, size: tuple[int, int]) -> None:
    @piloted
    async def run() -> None:
        reference_draft(tmp_path)
        async with wizard(tmp_path, size=size, resume="main-io") as (app, pilot):
            assert app.session is not None
            app.session.draft.put(0, "domain", f"{'a' * 60}.{'b' * 60}.main.io")
            await go(app, pilot, "security_group", 0)
            bar = text_of(app).split("\n")[0]
            assert "PRACTICE" in bar
            assert cell_len(bar) <= size[0]
            heading = app.screen.query_one("#heading")
            assert "Security group" in str(heading.render())
            assert cell_len(str(heading.render())) <= heading.size.width
            if size[0] >= 70:
                beside = [line[:23] for line in text_of(app).split("\n")[1:]]
                assert sum("aaaa" in line for line in beside) == 1
                assert any("Security group" in line for line in beside)

    run()


@piloted
async def test_the_list_of_pages_follows_what_is_typed(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        app.screen.query(CellField).first().query_one(Input).value = "shop.main.io"
        await settled(pilot)
        beside = "\n".join(line[:23] for line in text_of(app).split("\n"))
        assert "shop.main.io" in beside


@piloted
async def test_several_lines_that_are_pasted_become_several_sites(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        app.post_message(Paste("main.io 6402\r\nsub.main.io:6403\n\nblog.main.io\n"))
        await until(pilot, lambda: app.session is not None and len(app.session.draft.sites) == 3)
        await at(pilot, "sites")
        assert app.session is not None
        draft = app.session.draft
        assert [(draft.text(place, "domain"), draft.text(place, "port")) for place in range(3)] == [
            ("main.io", "6402"),
            ("sub.main.io", "6403"),
            ("blog.main.io", ""),
        ]
        assert "blog.main.io" in text_of(app)
        await go(app, pilot, "tags", 0)
        app.post_message(Paste("a=b\nc=d"))
        await until(pilot, lambda: "2 lines were pasted" in notice(app))


@piloted
async def test_who_has_something_saved_goes_on_with_it(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path) as (app, pilot):
        await until(pilot, lambda: "main-io: main.io, sub.main.io" in text_of(app))
        await press(pilot, "enter")
        await at(pilot, "account")
        assert app.session is not None
        assert app.session.draft.id == "main-io"


@piloted
async def test_the_palette_offers_what_the_keys_of_the_page_do(tmp_path: Path) -> None:
    reference_draft(tmp_path)

    def offered(app: WizardApp) -> list[str]:
        return [command.title for command in app.get_system_commands(app.screen)]

    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "health_check", 0)
        titles = offered(app)
        assert {"Next", "Back", "Pages", "Again", "Help", "Quit"} <= set(titles)
        assert "Doctor" not in titles
        assert len(titles) == len(set(titles))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await write(pilot, "Next")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await at(pilot, "instances")
        await go(app, pilot, "result")
        assert "Doctor" in offered(app)


@piloted
async def test_the_health_check_says_what_no_setting_of_it_helps_against(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "health_check", 0)
        assert "visitors see an error" in words_of(app)
