"""The log of the screens holds what happened, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from multisite_tui.errors import Problem
from multisite_tui.masking import SECRETS
from multisite_tui.model.events import Warned
from multisite_tui.state.files import NotOurs
from multisite_tui.wizard.wizard_log import WizardLog

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"


def test_a_secret_in_an_event_is_masked(tmp_path: Path) -> None:
    SECRETS.hold(SECRET)
    log = WizardLog()
    log.begin(tmp_path / "state" / "wizard.log")
    log.hear(Warned(Problem("echo", f"A proxy answered {SECRET}.")))
    log.call("elb:DescribeTags", "Throttling")
    log.close()
    text = (tmp_path / "state" / "wizard.log").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["event"] for line in lines] == ["warning", "aws_call"]
    assert (lines[1]["call"], lines[1]["code"]) == ("elb:DescribeTags", "Throttling")
    assert SECRET[:12] not in text


def test_each_wizard_begins_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "wizard.log"
    for _ in range(2):
        log = WizardLog()
        log.begin(path)
        log.call("elb:DescribeTags", "")
        log.close()
    log.call("elb:DescribeTags", "")
    assert len(path.read_text("utf-8").splitlines()) == 1


def test_it_follows_no_link(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.touch()
    (tmp_path / "wizard.log").symlink_to(target)
    with pytest.raises(NotOurs):
        WizardLog().begin(tmp_path / "wizard.log")


def test_it_is_silent_until_it_begins() -> None:
    WizardLog().call("elb:DescribeTags", "")
