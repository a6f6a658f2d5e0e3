from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui import answers
from multisite_tui.answers import load_file
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.model.setup import Setup
from multisite_tui.options import Options
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.report.json_values import plan_values
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.screens.review import ReviewPage

from .rig import (
    at,
    enter_until,
    go,
    options,
    piloted,
    press,
    reference_sites,
    settled,
    text_of,
    to_review,
    to_sites,
    until,
    wizard,
    write,
)

pytestmark = pytest.mark.sampled(2)

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.usefixtures("hurry")
@piloted
async def test_the_reference_case_is_enter_but_for_two_domains_two_ports_one_space_and_one_yes(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await reference_sites(pilot)
        await to_review(pilot)
        assert planned(app).plan.changes
        await press(pilot, "y")
        await at(pilot, "provision")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        await press(pilot, "enter")
        await at(pilot, "result")
        await until(pilot, lambda: "Everything is in service" in text_of(app))
        assert "https://sub.main.io/" in text_of(app)
        await pilot.press("enter")
    assert app.return_value == 0
    assert options(tmp_path).store().need("main-io").saved().outcome == "complete"


MOST_KEYS = 20
"""Keys of the reference case from start to result, beside the text that is typed."""


@pytest.mark.usefixtures("hurry")
@piloted
async def test_the_reference_case_takes_few_keys(tmp_path: Path) -> None:
    pressed: list[str] = []
    async with wizard(tmp_path) as (app, pilot):

        async def press_key(key: str, leads_to: str) -> None:
            pressed.append(key)
            await pilot.press(key)
            await at(pilot, leads_to)

        await press_key("enter", "account")
        await press_key("enter", "sites")
        for text in ("main.io", "6402", "sub.main.io", "6403"):
            await write(pilot, text)
            await press_key("enter", "sites")
        await press_key("enter", "overview")
        await press_key("space", "overview")
        await press_key("f8", "review")
        await until(pilot, lambda: app.screen.check_action("approve", ()))
        await press_key("y", "provision")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        await press_key("enter", "result")
        await until(pilot, lambda: "Everything is in service" in text_of(app))
    assert len(pressed) <= MOST_KEYS


@piloted
async def test_the_recorded_answers_give_the_same_plan_as_the_example(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await reference_sites(pilot)
        await to_review(pilot)
        mine = plan_values(planned(app).plan)
        setup = setup_of(app)
    again = answers.load(answers.dump(setup), "recorded").setup
    assert again == setup
    assert headless_plan(options(tmp_path), again) == mine
    example = load_file(EXAMPLES / "main-io.yaml").setup
    assert headless_plan(options(tmp_path), example) == mine


@piloted
async def test_a_walk_with_every_page_changed_records_the_same_plan(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await write(pilot, "shop.example.net")
        await pilot.press("enter")
        await write(pilot, "8080")
        await go(app, pilot, "listener", 0)
        await pilot.press(*["backspace"] * 20)
        await write(pilot, "shop")
        await pilot.press("tab", "tab", "tab", "tab", "space")  # what is folded opens
        await write(pilot, "https:8443>https:9443")
        await go(app, pilot, "security_group", 0)
        await pilot.press("tab", "tab")
        await write(pilot, "visitors")
        await go(app, pilot, "certificate", 0)
        await pilot.press("down", "space", "tab")
        await write(pilot, "www.example.net")
        await go(app, pilot, "health_check", 0)
        await pilot.press("end", "backspace", "1", "2", "tab", "backspace", "backspace", "4")
        await go(app, pilot, "tags", 0)
        await write(pilot, "team=web")
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        mine = plan_values(planned(app).plan)
        setup = setup_of(app)
    site = setup.sites[0]
    assert (site.load_balancer, site.certificate, site.tags) == ("shop", "request", {"team": "web"})
    assert site.aliases == ("www.example.net",)
    assert (site.health_check.interval, site.health_check.unhealthy_threshold) == (12, 4)
    assert len(site.listeners) == 3
    assert headless_plan(options(tmp_path), answers.load(answers.dump(setup), "recorded").setup) == mine


@piloted
async def test_a_site_without_certificate_records_the_same_plan(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await write(pilot, "plain.example.net")
        await pilot.press("enter")
        await write(pilot, "8080")
        await go(app, pilot, "certificate", 0)
        await pilot.press("down", "down", "space")
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        mine = plan_values(planned(app).plan)
        setup = setup_of(app)
    assert [str(one.protocol) for one in setup.sites[0].listeners] == ["http"]
    assert headless_plan(options(tmp_path), answers.load(answers.dump(setup), "recorded").setup) == mine


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_failure_on_one_site_leaves_the_other_going_and_can_be_tried_again(tmp_path: Path) -> None:
    async with wizard(tmp_path, size=(120, 40)) as (app, pilot):
        await to_sites(pilot)
        await reference_sites(pilot)
        await to_review(pilot)
        account = options(tmp_path)._practice_account
        account.fail("ConfigureHealthCheck", "ValidationError", times=1, message="Told to fail.")
        await press(pilot, "y")
        await at(pilot, "provision")
        await until(pilot, lambda: app.screen.query_one("#again").display)  # once the run is over
        await settled(pilot)
        shown = text_of(app)
        assert "! failed" in shown
        assert "ValidationError" in shown
        assert "✓ done" in shown
        assert "Try again" in shown
        await press(pilot, "enter")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
    assert options(tmp_path).store().need("main-io").saved().outcome == "complete"


@pytest.mark.usefixtures("hurry")
@piloted
async def test_leaving_while_it_runs_saves_and_a_resume_goes_on(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await reference_sites(pilot)
        await to_review(pilot)
        await press(pilot, "y")
        await at(pilot, "provision")
        await until(pilot, lambda: "waiting" in text_of(app))
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running or (app.session is not None and not app.session.running))
    assert app.return_value == 130
    assert options(tmp_path).store().need("main-io").saved().outcome == "interrupted"
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "provision")
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        assert "kept" in text_of(app)


@piloted
async def test_a_setup_made_without_the_wizard_is_resumed_at_the_review(tmp_path: Path) -> None:
    setup = load_file(EXAMPLES / "main-io.yaml").setup
    journal = options(tmp_path).store().journal("main-io")
    journal.opened(
        version="0", setup="main-io", kind="practice", account="123456789012", region="ap-northeast-2",
        answers=answers.dump(setup),
    )  # fmt: skip
    journal.close()
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        await at(pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert planned(app).plan.changes
        assert setup_of(app) == setup.model_copy(update={"region": "ap-northeast-2"})


@pytest.mark.usefixtures("hurry")
@piloted
async def test_what_only_the_account_settles_leads_to_the_page_that_settles_it(tmp_path: Path) -> None:
    async with wizard(tmp_path) as (app, pilot):
        await to_sites(pilot)
        await write(pilot, "main.io")
        await pilot.press("enter")
        await write(pilot, "6402")
        await go(app, pilot, "review")
        await until(pilot, lambda: "Go to DNS" in text_of(app))
        await settled(pilot)
        await press(pilot, "f8")
        await at(pilot, "dns")
        await enter_until(pilot, "dns")


def reviewed(app: WizardApp) -> bool:
    return isinstance(app.screen, ReviewPage) and app.screen.intention is not None


def planned(app: WizardApp) -> PlannedRun:
    assert isinstance(app.screen, ReviewPage)
    assert app.screen.intention is not None
    return app.screen.intention


def setup_of(app: WizardApp) -> Setup:
    assert app.session is not None
    setup = app.session.setup()
    assert setup is not None
    return setup


def headless_plan(command: Options, setup: Setup) -> object:
    from multisite_tui.conductor import Conductor

    aws = command.connector(setup)()
    conductor = Conductor(setup, aws, command.store(), command.clock(), Interrupt(), lambda event: None)
    return plan_values(conductor.plan().plan)
