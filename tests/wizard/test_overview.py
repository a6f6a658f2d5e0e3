"""Overview with a site more, and with many: what is well has one line, and what is new is in sight."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import OptionList

from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.resource_map import MapState
from multisite_tui.wizard.screens.overview import OverviewPage
from multisite_tui.wizard.widgets.sidebar import Sidebar

from .conftest import MADE
from .gallery import allow_replacing, drafts_in, reference_draft
from .rig import at, go, notice, options, piloted, press, settled, text_of, until, wizard, words_in, words_of, write
from .standing_setups import provisioned
from .test_walks import planned, reviewed


@piloted
async def test_a_third_site_is_in_sight_below_the_kept_ones(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "sites")
        await press(pilot, "f3")
        await write(pilot, "blog.main.io")
        await press(pilot, "enter")
        await write(pilot, "6404")
        await press(pilot, "f8")
        await at(pilot, "overview")
        told = words_of(app)
        assert "✓ main.io: stands and is well. Enter opens it." in told
        assert "✓ sub.main.io: stands and is well. Enter opens it." in told
        assert "to-blog, new" in told
        assert "port 6404 on" in told

        cards = app.screen.query_one("#cards", OptionList)
        cards.focus()
        cards.highlighted = next(at for at, one in enumerate(cards.options) if "main.io: stands" in str(one.prompt))
        await press(pilot, "enter")
        assert "to-main, there already" in words_of(app)
        await press(pilot, "enter")
        assert "to-main, there already" not in words_of(app)

        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app) and planned(app).plan.changes)
        told = words_in(app.screen.query_one("#plan"))
        assert told.index("blog.main.io: 10 of 10 steps") < told.index("main.io: stays as it is")


@piloted
async def test_a_program_that_does_not_answer_is_named_and_stops_nothing(made: Path) -> None:
    async with wizard(made, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        assert "✓ program       port 6402 on" in text_of(app)
        assert notice(app).startswith("Nothing is in the way.")
        options(made).break_practice(MADE, None, "port")
        await press(pilot, "f5")
        await until(pilot, lambda: "does not answer" in words_of(app))
        await settled(pilot)
        assert "! program       port 6402 on" in text_of(app)
        assert "OutOfService: Instance has failed" in words_of(app)
        assert notice(app).startswith("! Nothing stops a run, but a program does not answer")
        assert "F9 Doctor" in text_of(app)
        page = app.screen
        assert isinstance(page, OverviewPage)
        assert page.map_states().programs == {0: MapState.BAD}
        await press(pilot, "f8")
        await at(pilot, "review")


@piloted
async def test_a_program_that_nobody_has_asked_has_no_tick(made: Path) -> None:
    async with wizard(made, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.put_for(0, "port", "9999")  # the load balancer that stands asks another port
        await go(app, pilot, "overview")
        assert "· program       port 9999 on" in text_of(app)
        assert "port 9999 on web, not asked yet" in words_of(app)
        assert notice(app).startswith("Nothing is in the way.")


@piloted
async def test_nothing_is_replaced_where_the_name_leads_already(made: Path) -> None:
    async with wizard(made, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        assert "leads to the load balancer already" in words_of(app)
        assert "replaced last" not in words_of(app)
        options(made).break_practice(MADE, None, "record")
        await press(pilot, "f5")
        await until(pilot, lambda: "198.51.100.77" in words_of(app))
        assert "leads to the load balancer already" not in words_of(app)


def many(folder: Path) -> None:
    draft = reference_draft(folder)
    allow_replacing(draft)
    draft.asked["topology"] = "shared"
    for number in range(3, 21):
        place = draft.add_site()
        draft.put(place, "domain", f"s{number}.main.io")
        draft.put(place, "port", str(6400 + number))
    drafts_in(folder).save(draft)


def highlighted(app: WizardApp) -> str:
    option = app.screen.query_one(Sidebar).highlighted_option
    assert option is not None
    return str(option.id)


@piloted
async def test_twenty_sites_that_are_well_have_a_line_each(tmp_path: Path) -> None:
    many(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        cards = app.screen.query_one("#cards", OptionList)
        assert "✓ main.io: its record is replaced. Enter opens it." in words_of(app)
        assert cards.option_count == 21  # and the line about the load balancer
        assert app.session is not None
        app.session.draft.put(7, "port", "99999")
        app.session.draft.put(0, "dns.replace", value=False)
        await go(app, pilot, "overview")
        assert "99999" in words_of(app)


@piloted
async def test_the_list_of_pages_follows_the_page_among_twenty_sites(tmp_path: Path) -> None:
    many(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        for page, site, line in (
            ("dns", 17, ">   ✓ DNS"),
            ("review", None, "> · Review"),
            ("sites", None, "> · Sites"),
        ):
            await go(app, pilot, page, site)
            assert line in text_of(app) or line.replace("·", "✓") in text_of(app)
            await press(pilot, "f6")
            assert app.focused is app.screen.query_one(Sidebar)
            assert highlighted(app) == f"{page} {site}"
            opened = [one for one in app.screen.query_one(Sidebar).options if str(one.id).startswith("target ")]
            assert len(opened) == (1 if site is not None else 0)
