"""A disk that takes no more in the middle of a run: it stops, and prints what is there so that it can be taken on.

The practice account is served by this process, so that the limit binds the run alone. The kernel enforces it, and the
last line is taken by half, as by a disk that is full.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from multisite_tui.demo.wire.server import serve, settings

from .pictures import account_picture
from .running import REFERENCE, Desk, Ended, copied, end

MOST = 24
"""Blocks of 512 bytes; an undisturbed run writes 42."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Ended]:
    """A run whose journal grows no further than `MOST`."""
    desk = Desk(tmp_path_factory.mktemp("full"))
    limited = ["sh", "-c", f'ulimit -f {MOST}; exec "$@"', "sh"]
    with serve(desk.account) as server:
        words = desk.words("--answers", REFERENCE, "--yes", demo=False)
        return desk, end(desk._start([*limited, *words], settings(server.url)))


def journal(desk: Desk) -> list[dict[str, object]]:
    text = (desk.state / "setups" / "main-io" / "journal.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_it_stops_and_says_that_the_disk_is_why(full: tuple[Desk, Ended]) -> None:
    assert full[1].code == 5
    assert "state_unwritable" in full[1].err
    assert "the disk did not take all that was done for main-io" in full[1].out


def test_each_change_that_was_made_is_in_the_journal_as_intended(full: tuple[Desk, Ended]) -> None:
    intents = [str(line["name"]).replace(":", ".") for line in journal(full[0]) if line["record"] == "intent"]
    made = [call.name for call in full[0].writes]
    assert 0 < len(made) < 20
    assert sorted(made) == sorted(intents)


def test_everything_that_was_made_is_printed_by_its_id(full: tuple[Desk, Ended]) -> None:
    picture = full[0].account.session()
    groups = picture.client("ec2").describe_security_groups()["SecurityGroups"]
    made = [group["GroupId"] for group in groups if group["GroupName"].startswith("to-")]
    made += [one["CertificateArn"] for one in picture.client("acm").list_certificates()["CertificateSummaryList"]]
    balancers = picture.client("elb").describe_load_balancers()["LoadBalancerDescriptions"]
    made += [str(one["DNSName"]) for one in balancers]
    assert len(made) >= 4
    assert [one for one in made if one not in full[1].out] == []


def test_what_is_printed_takes_all_of_it_on_although_the_state_is_lost(
    full: tuple[Desk, Ended], reference: Desk, tmp_path: Path
) -> None:
    desk, ended = copied(full[0], tmp_path), full[1]
    shutil.rmtree(desk.state / "setups")
    answers = ended.out[ended.out.index("schema: 1\n") :]
    assert desk.run("--answers", desk.file(answers), "--yes").code == 0
    assert account_picture(desk.account) == account_picture(reference.account)
