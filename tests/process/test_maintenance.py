"""`maintenance` as a person runs it: on, off, refused, and killed around its call."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from multisite_tui.conductor import Conductor
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import SHARED

from .running import ROOT, Desk, copied

SITE = "sub.main.io"
SCHEMAS = ROOT / "schema"


def line_of(out: str, schema: str) -> dict[str, object]:
    """Return the one line, which is as its schema says."""
    line: dict[str, object] = json.loads(out)
    Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text("utf-8"))).validate(line)
    return line


@pytest.fixture(scope="module")
def in_service(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The shared case in service, made without a process; take a copy of it."""
    desk = Desk(tmp_path_factory.mktemp("shared"))
    assert Bench(desk.practice).run(SHARED).exit_code == 0
    return desk


@pytest.fixture
def shared(in_service: Desk, tmp_path: Path) -> Desk:
    return copied(in_service, tmp_path)


def conductor(desk: Desk) -> Conductor:
    return Bench(desk.practice).conductor(SHARED)


def pages(desk: Desk) -> list[bool]:
    """Return whether the page of each site is shown, by `status`."""
    return [site.maintenance for site in conductor(desk).standing().sites]


def test_on_is_told_by_status_and_a_second_on_changes_nothing(shared: Desk) -> None:
    on = shared.run("maintenance", "main-io", "on", "--site", SITE, "--output", "json")
    line = line_of(on.out, "maintenance")
    assert (on.code, line["site"], line["shown"], line["changed"]) == (0, SITE, True, True)
    assert line["names"] == [{"name": SITE, "leads": "here"}]
    made = [call.name for call in shared.writes]

    assert pages(shared) == [False, True]
    assert not conductor(shared).switch_page(SITE, shown=True)
    assert [call.name for call in shared.writes] == made


def test_the_text_says_who_sees_the_page_and_how_it_ends(shared: Desk) -> None:
    on = shared.run("maintenance", "main-io", "on", "--site", SITE)
    assert on.out.startswith(f"Visitors of {SITE} get its maintenance page now (status 503), within seconds;")
    assert f"maintenance main-io --site {SITE} off" in on.out
    off = shared.run("maintenance", "main-io", "off", "--site", SITE)
    assert off.out == f"Visitors of {SITE} reach its program again.\n"


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("state", "call", "when", "shown"),
    [("on", "elbv2.CreateRule", "before", False), ("off", "elbv2.DeleteRule", "after", False)],
)
def test_killed_around_its_call_it_is_one_or_the_other_and_status_says_which(
    shared: Desk, state: str, call: str, when: str, shown: bool
) -> None:
    if state == "off":
        assert conductor(shared).switch_page(SITE, shown=True)
    ended = shared.run_dying(when, call, "-", "maintenance", "main-io", state, "--site", SITE)
    assert ended.code == -signal.SIGKILL, ended.err
    assert pages(shared) == [False, shown]
    assert conductor(shared).switch_page(SITE, shown=True)
    assert pages(shared) == [False, True]


def test_a_site_that_is_not_there_is_refused(shared: Desk) -> None:
    ended = shared.run("maintenance", "main-io", "on", "--site", "other.io", "--output", "json")
    line = line_of(ended.out, "maintenance")
    assert (ended.code, line["exit_code"]) == (4, 4)
    assert "Setup main-io has no site other.io." in str(line["problems"])


def test_a_wrong_site_is_told_as_what_it_is_with_those_that_there_are(shared: Desk) -> None:
    said = shared.run("maintenance", "main-io", "on", "--site", "nope.io").err
    assert said.startswith("! Setup main-io has no site nope.io.\n")
    assert "Its sites: main.io, sub.main.io." in said
    assert "The whole setup" not in said


def test_a_load_balancer_for_each_site_has_no_page(finished: Desk) -> None:
    before = len(finished.writes)
    ended = finished.run("maintenance", "main-io", "on", "--site", "main.io")
    assert ended.code == 4
    assert "The load balancer of main.io cannot answer for its program." in " ".join(ended.err.split())
    assert len(finished.writes) == before


def test_a_run_does_not_call_a_site_ready_whose_page_is_shown(shared: Desk) -> None:
    assert conductor(shared).switch_page(SITE, shown=True)
    answers = shared.file(SHARED)
    said = shared.run("--answers", answers, "--yes", env={"COLUMNS": "400"}).out
    rows = {url: row for row in said.splitlines() for url in (f"https://{SITE}/", "https://main.io/") if url in row}
    assert "page on" in rows[f"https://{SITE}/"]
    assert "the maintenance page" in rows[f"https://{SITE}/"]
    assert "ready" in rows["https://main.io/"]
    off = f"`multisite-tui --demo --state-dir {shared.state} maintenance main-io --site {SITE} off` ends that."
    assert off in said
    sites = shared.run("--answers", answers, "--yes", "--output", "json").sites
    assert [sites[one].get("maintenance") for one in ("main.io", SITE)] == [None, True]


def test_a_narrow_end_says_so_too(shared: Desk) -> None:
    assert conductor(shared).switch_page(SITE, shown=True)
    said = shared.run("--answers", shared.file(SHARED), "--yes", env={"COLUMNS": "50"}).out
    assert "visitors see   the maintenance page" in said
    assert "visitors see   not looked at" in said
