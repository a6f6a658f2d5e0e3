"""Whether a record may be replaced: the tick stands for the record that was shown, and for no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from multisite_tui.wizard.app import WizardApp

from .gallery import drafts_in, reference_draft
from .rig import at, go, piloted, press, wizard, words_of

FIRST, STRANGER = "A 203.0.113.10", "A 198.51.100.77"
ASKED = "[ ] Space: replace it"


def ticked(app: WizardApp) -> bool:
    assert app.session is not None
    return app.session.draft.value(0, "dns.replace") is True


async def change(app: WizardApp) -> None:
    """Put somebody's record at the domain."""
    assert app.session is not None
    route53 = app.session.signed_in().route53
    zones = route53.list_hosted_zones()["HostedZones"]
    zone = next(one["Id"] for one in zones if one["Name"] == "main.io.")
    new: Any = {"Name": "main.io", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "198.51.100.77"}]}
    batch: Any = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": new}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
    app.session.look_again()


@piloted
async def test_a_tick_on_the_overview_is_asked_for_anew_when_the_record_is_another(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "overview")
        assert FIRST in words_of(app)
        assert ASKED in words_of(app)
        await press(pilot, "space")
        await at(pilot, "overview")
        assert ticked(app)
        await go(app, pilot, "overview")
        assert ticked(app)
        await change(app)
        await go(app, pilot, "overview")
        assert STRANGER in words_of(app)
        assert ASKED in words_of(app)
        assert not ticked(app)
    saved = drafts_in(tmp_path).read("main-io")
    assert saved is not None
    assert (saved.draft.value(0, "dns.replace"), saved.draft.sites[0].replaces) == (False, [])


@piloted
async def test_a_tick_on_the_dns_page_is_asked_for_anew_when_the_record_is_another(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await go(app, pilot, "dns", 0)
        await press(pilot, "space")
        await at(pilot, "dns")
        assert ticked(app)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        await at(pilot, "dns")
        assert ticked(app)
        assert "[x] yes" in words_of(app)
        await change(app)
        await press(pilot, "f5")
        await at(pilot, "dns")
        assert STRANGER in words_of(app)
        assert "[ ] no" in words_of(app)
        assert not ticked(app)
        await press(pilot, "f8")
        assert "press Space here to let that be replaced" in words_of(app)
        await press(pilot, "space", "f8")
        await at(pilot, "overview")
        assert ticked(app)


@pytest.mark.parametrize("page", ["overview", "dns"])
@piloted
async def test_a_tick_that_was_given_without_a_look_is_asked_for_when_a_record_is_there(
    tmp_path: Path, page: str
) -> None:
    """Such as that of an answers file, in which it stands for whatever is there."""
    draft = reference_draft(tmp_path)
    draft.put(0, "dns.replace", value=True)
    drafts_in(tmp_path).save(draft)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert ticked(app)
        await go(app, pilot, page, 0 if page == "dns" else None)
        assert not ticked(app)
