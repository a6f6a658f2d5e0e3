"""What a report of a bug may not hold: names, ids, addresses and texts of a real setup, in whatever form they stand."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import idna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from multisite_tui.bug_report.reports import MOST_RECORDS, bug_report
from multisite_tui.demo.account import ACCOUNT_ID
from multisite_tui.report.bug_report_text import write_bug_report
from multisite_tui.state.entries import Entries, entries_of
from multisite_tui.state.record_shapes import RECORDS, misfit
from multisite_tui.state.store import Store
from tests.corridor.reference import REFERENCE
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import SHARED

SECRET = "hunter2-Tr0ub4dor"
KOREAN = "김치금고.비밀상점.kr"
NAMES = ("vault-of-ann.main.io", "www.quince.example", KOREAN)
ANSWERS = f"""\
schema: 1
name: ann-and-bob
profile: profile-of-ann
expect: {{account: "{ACCOUNT_ID}"}}
instances: {{tag: {{Name: WEB}}}}
tags: {{owner-of-it: {SECRET}, 부서: 김치부}}
sites:
  - domain: {NAMES[0]}
    port: 6402
    load_balancer: balancer-of-ann
    certificate: none
    security_group: {{name: group-of-ann, description: Where Ann keeps her quinces}}
    health_check: {{path: /health/{SECRET}}}
    verify: {{text: Welcome to the orchard}}
  - domain: {KOREAN}
    aliases: [{NAMES[1]}]
    port: 6403
    load_balancer: other-of-ann
    certificate: none
    dns: external
    tags: {{place: shelf-of-ann}}
"""
SAID = (
    SECRET, "ann-and-bob", "profile-of-ann", ACCOUNT_ID, "owner-of-it", "부서", "김치부", "balancer-of-ann",
    "group-of-ann", "Where Ann", "Welcome to", "other-of-ann", "shelf-of-ann", "quinces", "place", "Quince",
)  # fmt: skip
SHAPES = {
    "id": r"\b(?:i|sg|sgr|subnet|vpc|ami)-[0-9a-f]{6,}",
    "arn": r"arn:",
    "address": r"\b(?!0\.1\.0\b)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",
    "zone": r"\bZ[0-9A-Z]{8,}\b",
    "host": r"amazonaws\.com",
    "account": r"\b\d{12}\b",
    "url": r"https?://",
}


def forms(name: str) -> Iterator[str]:
    """Yield each way in which a domain, and each of its labels but the last, may be written."""
    for one in (name, *name.split(".")[:-1]):
        if one in ("www", "main"):
            continue
        canonical = idna.encode(one, uts46=True).decode()
        yield from (one, canonical, f"{canonical}.", f"https://{canonical}/", f"*.{one}")


def written(entries: Entries) -> str:
    """Return the report as text and as JSON."""
    report = bug_report(entries, practice=True)
    out = io.StringIO()
    write_bug_report(report, out, io.StringIO())
    return out.getvalue() + json.dumps(report, ensure_ascii=False)


def leaks(report: str) -> list[str]:
    """Return what the report says of the setup that nobody may read."""
    said = report.casefold()
    found = [one for one in (*SAID, *(form for name in NAMES for form in forms(name))) if one.casefold() in said]
    return [*found, *(kind for kind, shape in SHAPES.items() if re.search(shape, report))]


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> Entries:
    """Runs that fail in many ways, an edit, and a removal of one site."""
    bench = Bench(tmp_path_factory.mktemp("leaks"))
    [one] = bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"]
    bench.aws.ec2.create_tags(Resources=[one["InstanceId"]], Tags=[{"Key": "Name", "Value": "WEB"}])
    message = f"{SECRET} of {ACCOUNT_ID} may not change https://{NAMES[0].upper()}/ ({KOREAN}) on arn:aws:elb:x"
    bench.account.fail("ConfigureHealthCheck", "ValidationError", message=message, times=2)
    bench.account.fail("ModifyLoadBalancerAttributes", "Quince.Orchard", message=message, times=2)
    bench.account.drop("RegisterInstancesWithLoadBalancer", after=True)
    bench.run(ANSWERS)
    bench.run(ANSWERS)
    bench.run(ANSWERS.replace("port: 6402", "port: 6405"), accept_leftovers=True)
    bench.remove(ANSWERS, idna.encode(KOREAN).decode())
    return Store(bench.folder / "setups").entries("ann-and-bob")


def test_nothing_of_a_setup_is_in_its_report(entries: Entries) -> None:
    report = written(entries)
    assert leaks(report) == []
    assert "ConfigureHealthCheck" in report
    assert "ValidationError" in report
    assert '"unreadable": []' in report


def test_the_journal_holds_what_the_report_does_not(entries: Entries) -> None:
    """The test above finds what it looks for."""
    whole = json.dumps([dict(one) for one in entries.records], ensure_ascii=False)
    assert set(SAID) - set(leaks(whole)) == set()
    assert {"id", "zone", "host", "address", "account", "url"} <= set(leaks(whole))


@pytest.mark.parametrize("text", [REFERENCE, SHARED])
def test_every_step_and_call_of_a_run_is_told(tmp_path: Path, text: str) -> None:
    bench = Bench(tmp_path)
    bench.run(text)
    bench.remove(text)
    report = written(Store(tmp_path / "setups").entries("main-io"))
    assert "(other)" not in report
    assert "step-1" not in report
    assert "sub-1.site-1.example/records" in report


MARK = "xqzj0marrow"
ANY_JSON = st.recursive(
    st.sampled_from([MARK, f"{MARK}.example", f"{MARK}/load_balancer", 7, None, True, MARK.upper()]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([MARK, "params", "steps"]), inner, max_size=3)
    ),
    max_leaves=4,
)
FORMER = "schema: 1\nname: xqzj0marrow\nsites: [{domain: xqzj0marrow.kr, port: 80, tags: {xqzj0marrow: xqzj0marrow}}]\n"
STEPS = [MARK, f"{MARK}.kr/records", f"shared/{MARK}", f"a.{MARK}/x_{MARK}", "shared/load_balancer"]
WORDS = [MARK, f"{MARK}.kr/records", MARK.upper(), f"X.{MARK.title()}"]
FREE = ("version", "account", "region", "topology", "former", "setup", "name", "about", "code", "message", MARK)
RECORD = st.fixed_dictionaries(
    {
        "record": st.sampled_from([*RECORDS, MARK]),
        "at": st.just("2026-11-22T00:00:00+00:00"),
        "answers": st.sampled_from([FORMER, MARK, f"{FORMER}{MARK}: {MARK}\n"]),
        "kind": st.sampled_from(["aws", "practice"]),
        "outcome": st.sampled_from(["complete", "failed"]),
        "exit_code": st.sampled_from([0, MARK]),
        "call": st.just(1),
        "params": st.dictionaries(st.sampled_from([MARK, "Name"]), ANY_JSON, max_size=2),
        "reply": st.dictionaries(st.sampled_from([MARK, "lost"]), ANY_JSON, max_size=2),
        "steps": st.lists(st.sampled_from(STEPS), max_size=3),
        "step": st.sampled_from(STEPS),
        **{key: st.sampled_from(WORDS) for key in FREE},
    }
)


@settings(max_examples=100, deadline=None)
@given(st.lists(RECORD, max_size=6))
def test_no_text_of_a_record_is_shown_whatever_it_is(records: list[dict[str, Any]]) -> None:
    assert [one for one in records if misfit(one) is not None] == []
    assert MARK not in written(Entries(tuple(records))).casefold()


def test_a_damaged_journal_is_told_by_its_lines_alone(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    opened = {
        "record": "opened", "at": "2026-11-22T00:00:00+00:00", "version": "0.1.0", "kind": "aws", "account": ACCOUNT_ID,
        "region": "eu-west-1", "answers": f"schema: 1\n{MARK}: {MARK}\n",
    }  # fmt: skip
    lines = [
        json.dumps(opened),
        f'{{"record": "{MARK}',
        json.dumps({"record": "intent", "at": MARK}),
        "[" * 9000,
        f'"{MARK}"',
    ]
    journal.write_text("\n".join(lines), encoding="utf-8")
    journal.chmod(0o600)
    report = bug_report(entries_of(journal), practice=False)
    assert MARK not in json.dumps(report)
    assert [(one["what"], one["code"], one["line"]) for one in report["unreadable"]][:4] == [
        ("journal", "no_json", 2), ("journal", "no_record", 3), ("journal", "no_json", 4), ("journal", "no_record", 5),
    ]  # fmt: skip
    assert {one["what"] for one in report["unreadable"][4:]} == {"answers"}
    assert (report["answers"], report["journal"][0]["region"]) == (None, "eu-west-1")


def test_a_long_journal_is_cut_at_its_beginning() -> None:
    ended = {"record": "ended", "at": "2026-11-22T00:00:00+00:00", "outcome": "complete", "exit_code": 0}
    many = [{**ended, "exit_code": number} for number in range(MOST_RECORDS + 5)]
    report = bug_report(Entries(tuple(many)), practice=False)
    assert (report["left_out"], report["journal"][0]["exit_code"]) == (5, 5)
