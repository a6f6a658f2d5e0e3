"""Journals that version 0.1.0 wrote, by real runs on the practice account: every later version reads them alike.

`kept/NAME.jsonl` is a journal, and `kept/NAME.json` what version 0.1.0 folded out of it. Neither is ever made anew:
a setup that stands in somebody's account has just such a journal, and a resume or a `destroy` relies on it.

    complete                     two sites made; main.io's A record was replaced
    edited                       the same, then edited: a port, a name (refused at first), a site in another zone
    killed-at-load-balancer      killed before the replies to two load balancers
    killed-at-validation         killed before the validation records were in
    killed-waiting               killed while the certificates were waited for
    killed-at-switch             killed before the reply to the DNS switch
    killed-resumed               the same, resumed to its end
    site-removed                 `destroy --site main.io`, and nothing since
    removal-interrupted          `destroy`, interrupted once the load balancers were gone
    removal-killed-at-records    `destroy`, killed before the reply to putting DNS back
    removal-killed-at-certificate
    removed                      `destroy` of `edited`, to its end
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from multisite_tui.model.replies import LOST
from multisite_tui.plan.history import history_of
from multisite_tui.state.snapshot import Snapshot, read, saved_answers

KEPT = Path(__file__).with_name("kept")
NAMES = sorted(path.stem for path in KEPT.glob("*.jsonl"))


def placed(name: str, folder: Path) -> Path:
    """Return the journal, put where a setup has its own."""
    path = folder / "main-io" / "journal.jsonl"
    path.parent.mkdir()
    shutil.copyfile(KEPT / f"{name}.jsonl", path)
    return path


def folded(name: str, folder: Path) -> Snapshot:
    snapshot = read(placed(name, folder))
    assert snapshot is not None
    return snapshot


def expected(name: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))
    return kept


def plain(value: Any) -> Any:
    """Return a member of a snapshot as JSON has it, a set in order."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(one) for one in value]
    return value


UNDO = ("put_in", "taken_away", "switched")
"""What the snapshot of 0.1.0 decoded out of change batches; by now `plan.history` asks the intents for it."""


@pytest.mark.parametrize("name", NAMES)
def test_a_journal_of_version_0_1_0_folds_to_what_it_did(tmp_path: Path, name: str) -> None:
    snapshot = folded(name, tmp_path)
    kept = {key: one for key, one in expected(name).items() if key not in UNDO}
    assert {key: plain(getattr(snapshot, key)) for key in kept} == kept


@pytest.mark.parametrize("name", NAMES)
def test_what_undo_needs_is_read_out_of_a_journal_of_version_0_1_0(tmp_path: Path, name: str) -> None:
    history, kept = history_of(folded(name, tmp_path)), expected(name)
    assert {key: plain(getattr(history, key)) for key in UNDO} == {key: kept[key] for key in UNDO}


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_of_a_journal_of_version_0_1_0_can_be_saved(tmp_path: Path, name: str) -> None:
    assert saved_answers(placed(name, tmp_path)) == expected(name)["answers"]


def test_every_kept_journal_has_its_fold() -> None:
    assert sorted(path.stem for path in KEPT.glob("*.json")) == NAMES
    assert len(NAMES) == 12


@pytest.mark.parametrize("member", ["pending", "put_in", "replies", "taken_away", "switched", "asked", "finished"])
def test_the_kept_journals_have_something_of_each_kind(member: str) -> None:
    assert any(expected(name)[member] for name in NAMES)


def test_the_kept_journals_end_in_every_way_that_a_later_run_tells_apart() -> None:
    ways = {(kept["removal"], kept["outcome"]) for kept in map(expected, NAMES)}
    assert ways == {
        *((removal, outcome) for removal in (False, True) for outcome in ("complete", None)),
        (False, "unchanged"),
        (True, "interrupted"),
    }


def test_a_kept_journal_has_a_call_of_which_only_aws_knows() -> None:
    lost = [
        reply[LOST]
        for name in NAMES
        for replies in expected(name)["replies"].values()
        for reply in replies
        if LOST in reply
    ]
    assert {"elb:CreateLoadBalancer", "route53:ChangeResourceRecordSets", "acm:DeleteCertificate"} <= set(lost)


def test_a_kept_journal_says_what_a_switch_took_away(tmp_path: Path) -> None:
    history = history_of(folded("killed-at-switch", tmp_path))
    assert history.switched == {"main.io", "sub.main.io"}
    assert [(one["Name"], one["Type"], one["ResourceRecords"]) for one in history.taken_away] == [
        ("main.io.", "A", [{"Value": "203.0.113.10"}])
    ]
