"""A setup that stands already: a site more, a site less and a site changed, in the screens, to the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from multisite_tui.answers import load, load_file
from multisite_tui.engine.interrupt import Interrupt
from multisite_tui.model.plans import Action
from multisite_tui.wizard.app import WizardApp
from multisite_tui.wizard.asking.drafts import Draft
from multisite_tui.wizard.screens.review import ReviewPage
from multisite_tui.wizard.screens.sites import CellField, SitesPage

from .gallery import drafts_in, reference_draft
from .rig import (
    Driver,
    at,
    go,
    options,
    piloted,
    press,
    say_yes,
    settled,
    text_of,
    until,
    wizard,
    words_in,
    words_of,
    write,
)
from .standing_setups import provisioned
from .test_walks import EXAMPLES, planned, reviewed, setup_of

pytestmark = pytest.mark.sampled(2)


@piloted
async def test_the_review_names_the_few_things_that_an_edit_changes(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.put_for(0, "port", "9999")
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        told = words_in(app.screen.query_one("#plan"))
        assert "~ update health check HTTP:9999/ target is HTTP:6402/" in told
        assert "sub.main.io: stays as it is" in told


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_site_more_a_site_less_and_a_site_changed(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await at(pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert not planned(app).plan.changes

        await go(app, pilot, "sites")
        assert isinstance(app.screen, SitesPage)
        app.screen.query(CellField)[2].seize()  # the domain of the second row
        await settled(pilot)
        await press(pilot, "f4")
        await press(pilot, "down", "enter")  # out of the setup only
        await press(pilot, "f3")
        await write(pilot, "blog.main.io")
        await pilot.press("enter")
        await write(pilot, "6404")
        await settled(pilot)
        await go(app, pilot, "health_check", 0)
        await pilot.press("end", "backspace", "1", "5")
        await settled(pilot)

        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app) and planned(app).plan.changes)
        assert not planned(app).problems  # that it stays was chosen where it was removed
        told = words_of(app)
        assert "The site sub.main.io is no longer asked for; its load balancer to-sub is still there." in told
        assert "costs about 21.90 US dollars a month as long as it is there" in told
        left = app.screen.field("accept_leftovers")  # type: ignore[attr-defined]
        assert left.display
        left.seize()
        await press(pilot, "space")
        await until(pilot, lambda: "This must be settled first" in text_of(app))
        told = words_of(app)
        assert "destroy main-io --site sub.main.io" in told
        assert (
            "answers" not in told.split("destroy")[0].split("This must be")[1]
        )  # the words of a file are no help here
        left.seize()
        await press(pilot, "space")
        await until(pilot, lambda: reviewed(app) and not planned(app).problems)
        actions = {step.id: step.action for step in planned(app).plan.steps}
        assert actions["blog.main.io/load_balancer"] is Action.CREATE
        assert not any(step.startswith("sub.main.io/") for step in actions)
        changed = [step for step, action in actions.items() if step.startswith("main.io/") and action is Action.UPDATE]
        assert changed == ["main.io/health_check"]

        await say_yes(pilot)
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        await press(pilot, "enter")
        await at(pilot, "result")
        await until(pilot, lambda: "Everything is in service" in text_of(app))
        assert "https://blog.main.io/" in text_of(app)
        setup = setup_of(app)
        assert app.session is not None
        aws = app.session.aws
        assert aws is not None
        there = {one["LoadBalancerName"] for one in aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]}
        await pilot.press("enter")
    assert [site.domain for site in setup.sites] == ["main.io", "blog.main.io"]
    assert there == {"to-main", "to-sub", "to-blog"}  # what is left stays until `destroy --site` takes it away
    assert options(tmp_path).store().need("main-io").saved().outcome == "complete"
    assert_destroys(tmp_path, "sub.main.io")


def assert_destroys(folder: Path, site: str) -> None:
    """Do as the review said: the command takes away what the removed site left."""
    from multisite_tui.conductor import Conductor

    command = options(folder)
    setup = load(command.store().need("main-io").answers, "saved").setup
    aws = command.connector(setup)()
    conductor = Conductor(setup, aws, command.store(), command.clock(), Interrupt(), lambda event: None)
    with conductor.locked():
        assert conductor.apply(conductor.plan_removal(site)).exit_code == 0
    there = {one["LoadBalancerName"] for one in aws.elb.describe_load_balancers()["LoadBalancerDescriptions"]}
    assert there == {"to-main", "to-blog"}


@pytest.mark.usefixtures("hurry")
@piloted
async def test_another_name_for_a_load_balancer_does_not_advise_to_destroy_its_site(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await at(pilot, "review")
        assert app.session is not None
        app.session.draft.put(1, "load_balancer", "to-other")
        app.session.draft.put(1, "dns.replace", value=True)
        await go(app, pilot, "review")
        await until(pilot, lambda: "This must be settled first" in text_of(app))
        told = words_of(app)
        assert "Load balancer to-sub of sub.main.io is no longer asked for." in told
        assert "write its name on the page Load balancer" in told
        assert "destroy" not in told


@piloted
async def test_what_is_billed_is_not_called_unmade_though_the_journal_is_lost(tmp_path: Path) -> None:
    provisioned(tmp_path)
    options(tmp_path).store().forget("main-io")
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert "Nothing is made or billed before" not in words_of(app)
        assert "beside what is there already" in words_of(app)


UNLIKE = """
schema: 1
name: two
sites:
  - domain: main.io
    port: 6402
    tags: {team: shop}
    health_check: {unhealthy_threshold: 4}
    dns: {replace: true}
  - domain: sub.main.io
    port: 6403
"""


@pytest.mark.parametrize("instances", [False, True])
def test_opening_a_setup_whose_sites_differ_plans_no_change(tmp_path: Path, *, instances: bool) -> None:
    setup = load(UNLIKE, "two.yaml").setup
    if instances:
        ids = [one["InstanceId"] for one in instances_of(tmp_path)]
        first = setup.sites[0].model_copy(update={"instances": tuple(ids[:1])})
        setup = setup.model_copy(update={"sites": (first, *setup.sites[1:])})
    provisioned(tmp_path, setup)

    @piloted
    async def run() -> None:
        async with wizard(tmp_path, size=(120, 40), resume="two") as (app, pilot):
            await at(pilot, "review")
            await until(pilot, lambda: reviewed(app))
            assert not planned(app).plan.changes
            assert setup_of(app) == setup.model_copy(update={"region": setup_of(app).region})

    run()


async def typed_domain(app: WizardApp, pilot: Driver, row: int, domain: str) -> None:
    """Write another domain into a row of the page Sites."""
    await go(app, pilot, "sites")
    app.screen.query(CellField)[2 * row].query_one(Input).value = domain
    await settled(pilot)


async def said(app: WizardApp, pilot: Driver, words: str) -> None:
    """Wait until the page says it: it looks at the account when nothing was typed for a moment."""
    await until(pilot, lambda: words in words_of(app))


async def told_by_review(app: WizardApp, pilot: Driver) -> str:
    """Return what the review says while something is to be settled."""
    await go(app, pilot, "review")
    await until(pilot, lambda: "This must be settled first" in text_of(app))
    return words_of(app)


async def planned_with_what_is_left(app: WizardApp, pilot: Driver) -> dict[str, Action]:
    """Let stay what is left, and return what would be done."""
    assert isinstance(app.screen, ReviewPage)
    app.screen.field("accept_leftovers").seize()
    await press(pilot, "space")
    await until(pilot, lambda: reviewed(app) and not planned(app).problems)
    return {step.id: step.action for step in planned(app).plan.steps}


@pytest.mark.usefixtures("hurry")
@piloted
async def test_another_first_domain_is_one_site_less_and_one_more_of_the_same_setup(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await typed_domain(app, pilot, 0, "shop.main.io")
        await said(app, pilot, "main.io is not asked for any more: what was made for it stays, with what it costs")
        assert "Setup's name: main-io. It was made under this name" in words_of(app)
        await press(pilot, "f8")
        await at(pilot, "overview")
        await go(app, pilot, "listener", 0)
        assert app.session is not None
        assert app.session.value("load_balancer") == "to-shop"
        assert "Choose another name" not in text_of(app)

        told = await told_by_review(app, pilot)
        assert setup_of(app).name == "main-io"
        assert "The site main.io is no longer asked for; its load balancer to-main is still there." in told
        assert "destroy main-io --site main.io" in told
        assert "Nothing is made or billed before you say yes" not in told

        actions = await planned_with_what_is_left(app, pilot)
        assert actions["shop.main.io/load_balancer"] is Action.CREATE
        assert {action for step, action in actions.items() if step.startswith("sub.main.io/")} == {Action.KEEP}
        await say_yes(pilot)
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        assert options(tmp_path).store().names() == ("main-io",)
        assert [saved.draft.id for saved in app.session.account_mode.drafts.all()] == ["main-io"]


@piloted
async def test_the_domain_that_was_before_brings_its_names_back(tmp_path: Path) -> None:
    provisioned(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await typed_domain(app, pilot, 0, "shop.main.io")
        await typed_domain(app, pilot, 0, "main.io")
        await until(pilot, lambda: "not asked for any more" not in words_of(app))
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        assert not planned(app).plan.changes


SAME_LABEL = """
schema: 1
name: two
sites:
  - {domain: www.main.io, port: 6402}
  - {domain: www.sub.main.io, port: 6403}
"""


@pytest.mark.sampled
@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("renamed", [False, True], ids=["removed", "renamed"])
@pytest.mark.parametrize("by_wizard", [False, True], ids=["by a file", "by the wizard"])
def test_the_other_site_keeps_its_names_when_the_first_goes(tmp_path: Path, *, by_wizard: bool, renamed: bool) -> None:
    """Its load balancer was named after the whole domain, since the first had the shorter name."""

    @piloted
    async def run() -> None:
        if by_wizard:
            await made_by_wizard(tmp_path)
        else:
            provisioned(tmp_path, load(SAME_LABEL, "two.yaml").setup)
        name = options(tmp_path).store().names()[0]
        async with wizard(tmp_path, size=(120, 40), resume=name) as (app, pilot):
            if renamed:
                await typed_domain(app, pilot, 0, "www.other.main.io")
            else:
                assert app.session is not None
                app.session.leave_out(0)  # F4 would ask, and take the choice for the consent that it stays
                await go(app, pilot, "sites")
            await said(app, pilot, "www.main.io is not asked for any more")
            await press(pilot, "f8")
            await at(pilot, "overview")
            assert app.session is not None
            other = len(app.session.draft.sites) - 1
            await go(app, pilot, "listener", other)
            assert "of this setup is there already" in words_of(app)
            assert app.session.value("load_balancer") == "to-www-sub-main-io"

            told = await told_by_review(app, pilot)
            assert setup_of(app).name == name
            assert "The site www.main.io is no longer asked for; its load balancer to-www is still there." in told
            assert "to-www-sub-main-io" not in told
            assert "Choose another name" not in told
            assert "Nothing is made or billed before you say yes" not in told

            actions = await planned_with_what_is_left(app, pilot)
            assert {action for step, action in actions.items() if step.startswith("www.sub.main.io/")} == {Action.KEEP}
            if renamed:
                assert actions["www.other.main.io/load_balancer"] is Action.CREATE
                assert setup_of(app).sites[0].load_balancer == "to-www-other-main-io"

    run()


async def made_by_wizard(folder: Path) -> None:
    """Make the two sites in the screens, and leave."""
    draft = Draft("draft-1", "practice", page="review")
    draft.keep_topology()
    for place, (domain, port) in enumerate((("www.main.io", "6402"), ("www.sub.main.io", "6403"))):
        if place:
            draft.add_site()
        draft.put(place, "domain", domain)
        draft.put(place, "port", port)
    drafts_in(folder).save(draft)
    async with wizard(folder, size=(120, 40), resume="draft-1") as (app, pilot):
        await at(pilot, "review")
        await until(pilot, lambda: reviewed(app))
        await say_yes(pilot)
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        await pilot.press("ctrl+q")


@pytest.mark.usefixtures("hurry")
@piloted
async def test_a_setup_that_was_just_made_keeps_its_name_in_the_same_session(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.draft.put(0, "dns.replace", value=True)
        await go(app, pilot, "review")
        await until(pilot, lambda: reviewed(app))
        await say_yes(pilot)
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        await typed_domain(app, pilot, 0, "shop.main.io")
        await said(app, pilot, "main.io is not asked for any more")
        assert setup_of(app).name == "main-io"
        assert [site.load_balancer for site in setup_of(app).sites] == ["to-shop", "to-sub"]


@piloted
async def test_a_new_setup_is_not_made_under_the_name_of_another(tmp_path: Path) -> None:
    provisioned(tmp_path)
    draft = Draft("draft-1", "practice")
    draft.put(0, "domain", "main.io")
    draft.put(0, "port", "6402")
    drafts_in(tmp_path).save(draft)
    async with wizard(tmp_path, size=(120, 40), resume="draft-1") as (app, pilot):
        await go(app, pilot, "review")
        await until(pilot, lambda: "This must be settled first" in text_of(app))
        assert "a setup of this name is saved already" in words_of(app)
        assert "Go to Sites" in text_of(app)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        assert app.session.draft.id == "main-io"
        assert len(app.session.draft.sites) == 2


def instances_of(folder: Path) -> list[Any]:
    """Return the instances of the practice account."""
    setup = load_file(EXAMPLES / "main-io.yaml").setup
    aws = options(folder).connector(setup)()
    return [one for group in aws.ec2.describe_instances()["Reservations"] for one in group["Instances"]]
