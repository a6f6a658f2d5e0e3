"""One load balancer for all sites, by the pages: what each says of the account, and the walk to the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from multisite_tui.wizard.asking.drafts import Draft

from .gallery import allow_replacing, drafts_in, reference_draft
from .rig import Driver, at, go, notice, options, piloted, press, say_yes, text_of, until, wizard, words_in, words_of


def shared_draft(folder: Path) -> Draft:
    """Return the reference case with one load balancer for both sites, saved."""
    draft = reference_draft(folder)
    draft.put(0, "topology", "shared")
    allow_replacing(draft)
    drafts_in(folder).save(draft)
    return draft


@pytest.mark.usefixtures("hurry")
@piloted
async def test_the_walk_leads_to_two_sites_behind_one_load_balancer(tmp_path: Path) -> None:
    shared_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "topology")
        await press(pilot, "f8")
        await at(pilot, "balancer")
        assert "No load balancer is named main-io yet: it will be made." in notice(app)
        await press(pilot, "f8")
        await at(pilot, "balancer_group")
        assert "The name main-io is free." in notice(app)
        assert "on port 80, 443; nobody else" in words_of(app)
        await press(pilot, "f8")
        await at(pilot, "overview")
        await go(app, pilot, "target", 0)
        assert "No target group is named to-main yet: it will be made." in notice(app)
        await go(app, pilot, "health_check", 0)
        assert "they see 502 until it answers again" in " ".join(str(app.screen.query_one("#meaning").render()).split())
        await go(app, pilot, "review")
        await until(pilot, lambda: not app.screen.query_one("#next").disabled)
        assert "About 23.73 US dollars a month" in text_of(app)
        assert "One shared load balancer would cost" not in text_of(app)
        await say_yes(pilot)
        await until(pilot, lambda: app.session is not None and app.session.finished is not None)
        assert app.session is not None
        assert app.session.finished is not None
        assert app.session.finished.exit_code == 0
        await go(app, pilot, "result")
        await until(pilot, lambda: "Everything is in service" in text_of(app))
        assert "load balancer main-io: 1 of 1 healthy" in text_of(app)
        assert "they see 502 until it answers again" in words_in(app.screen.query_one("#restart"))
        await pages_are_switched(pilot, tmp_path)
        for page in ("balancer", "balancer_group"):
            await go(app, pilot, page)
            assert "of this setup is there already" in notice(app)
        await go(app, pilot, "target", 1)
        assert "The target group to-sub of this setup is there already." in notice(app)


async def pages_are_switched(pilot: Driver, folder: Path) -> None:
    """On the result page, show the maintenance page of the second site and take it away again."""
    app, account = pilot.app, options(folder)._practice_account

    def calls() -> list[str]:
        return [call.name for call in account.calls if call.mutating and "Rule" in call.name]

    made = len(calls())
    await pilot.press("f4")
    await until(pilot, lambda: "sub.main.io: visitors reach the program" in text_of(app))
    await pilot.press("down", "enter")
    await until(pilot, lambda: "Show visitors of sub.main.io the page in place of the program?" in text_of(app))
    await pilot.press("up")  # another site: what was asked is given up
    await pilot.press("f4", "down")
    await until(pilot, lambda: "Show visitors" not in text_of(app))
    assert len(calls()) == made
    await pilot.press("enter", "f4")
    await until(pilot, lambda: "Visitors of sub.main.io get its maintenance page now" in text_of(app))
    assert "sub.main.io: the load balancer shows the page" in text_of(app)
    assert calls()[made:] == ["elbv2.CreateRule"]
    await pilot.press("escape")
    await until(pilot, lambda: "visitors are shown the maintenance page" in words_of(app))
    await pilot.press("f4")
    await until(pilot, lambda: "sub.main.io: the load balancer shows the page" in text_of(app))
    await pilot.press("down", "enter")
    await until(pilot, lambda: "Visitors of sub.main.io reach its program again." in text_of(app))
    assert calls()[made:] == ["elbv2.CreateRule", "elbv2.DeleteRule"]
    await pilot.press("escape")
    await at(pilot, "result")


@piloted
async def test_a_name_that_another_load_balancer_has_is_told_on_its_page(tmp_path: Path) -> None:
    shared_draft(tmp_path)
    async with wizard(tmp_path, resume="main-io") as (app, pilot):
        assert app.session is not None
        aws = app.session.signed_in()
        vpc = app.session.facts().instances()[0].vpc
        zones = {one.zone: one.id for one in app.session.facts().subnets(vpc)}
        aws.elbv2.create_load_balancer(Name="main-io", Subnets=sorted(zones.values()))
        app.session.look_again()
        await go(app, pilot, "balancer")
        assert notice(app).startswith("! ")
        assert "main-io" in notice(app)
