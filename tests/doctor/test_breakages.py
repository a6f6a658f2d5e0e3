"""What `demo break` breaks: the doctor names it at that site alone, a run or `demo mend` puts it right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from multisite_tui import answers
from multisite_tui.demo.breakages.changed_records import ELSEWHERE
from multisite_tui.demo.breakages.kinds import Breakage
from multisite_tui.demo.control.picture import Picture, picture
from multisite_tui.errors import Failure, InputNeeded, UsageError
from multisite_tui.model.setup import Setup
from multisite_tui.options import Options
from tests.corridor.reference import REFERENCE, edited, with_site
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import SHARED

from .conftest import codes, examine

SITES = ("main.io", "sub.main.io")
FOUND = {
    Breakage.CERTIFICATE: ["certificate_not_renewed", "validation_record_missing"],
    Breakage.PORT: ["security_group_path"],
    Breakage.PROGRAM: ["nobody_listens"],
    Breakage.RECORD: ["record_elsewhere"],
}
CASES = [(topology, what, site) for topology in ("classic", "shared") for what in Breakage for site in SITES]


def options_of(bench: Bench, tmp_path: Path, *, demo: bool = True) -> Options:
    options = Options(demo=demo, state_dir=str(tmp_path))
    options.__dict__["_practice_account"] = bench.account
    return options


def setup_of(text: str) -> Setup:
    return answers.load(text, "answers.yaml").setup


def replacing(text: str) -> str:
    """Return the answers with leave to replace the second site's record too."""
    return with_site("dns: {replace: true}", text)


@pytest.fixture
def standing(request: pytest.FixtureRequest) -> Callable[[str], tuple[Bench, str]]:
    def of(topology: str) -> tuple[Bench, str]:
        if topology == "shared":
            return request.getfixturevalue("shared"), SHARED
        return request.getfixturevalue("in_service"), REFERENCE

    return of


Standing = Callable[[str], tuple[Bench, str]]


@pytest.mark.sampled
@pytest.mark.parametrize(("topology", "what", "site"), CASES)
def test_the_doctor_names_what_is_broken_at_that_site_alone_until_it_is_mended(
    standing: Standing, tmp_path: Path, topology: str, what: Breakage, site: str
) -> None:
    bench, text = standing(topology)
    options, before = options_of(bench, tmp_path), picture(bench.account)
    calls = bench.writes()
    assert options.break_practice(setup_of(text), site, what) == site
    assert bench.writes() == calls
    found = examine(bench, text, probe=options.practice_probe())
    assert [(one.site, one.code) for one in found] == [(site, code) for code in FOUND[what]]
    assert picture(bench.account) != before or what is Breakage.CERTIFICATE
    assert options.mend_practice("main-io", site) == (("main-io", site, what),)
    assert picture(bench.account) == before
    assert examine(bench, text, probe=options.practice_probe()) == ()
    assert options.mend_practice() == ()


@pytest.mark.sampled
@pytest.mark.parametrize("topology", ["classic", "shared"])
@pytest.mark.parametrize("what", [Breakage.CERTIFICATE, Breakage.PORT, Breakage.RECORD])
def test_a_run_puts_right_what_is_broken_and_mending_leaves_what_it_did(
    standing: Standing, tmp_path: Path, topology: str, what: Breakage
) -> None:
    bench, text = standing(topology)
    text = replacing(text)
    options = options_of(bench, tmp_path)
    options.break_practice(setup_of(text), SITES[1], what)
    assert bench.run(text).exit_code == 0
    assert examine(bench, text, probe=options.practice_probe()) == ()
    put_right = records(bench)
    assert options.mend_practice() == (("main-io", SITES[1], what),)
    assert examine(bench, text, probe=options.practice_probe()) == ()
    assert records(bench) == put_right
    writes = bench.writes()
    assert bench.run(text).exit_code == 0
    assert bench.writes() == writes


def records(bench: Bench) -> Any:
    return picture(bench.account)["hosted zones"]


def test_a_program_that_has_ended_is_waited_for_and_no_run_starts_it(in_service: Bench, tmp_path: Path) -> None:
    options = options_of(in_service, tmp_path)
    options.break_practice(setup_of(REFERENCE), SITES[1], Breakage.PROGRAM)
    ended = in_service.run(REFERENCE)
    assert (ended.exit_code, list(ended.site_problems)) == (6, [SITES[1]])
    options.mend_practice()
    assert in_service.run(REFERENCE).exit_code == 0


def test_everything_can_be_broken_at_once_and_mended_at_once(in_service: Bench, tmp_path: Path) -> None:
    options, before = options_of(in_service, tmp_path), picture(in_service.account)
    for site in SITES:
        for what in Breakage:
            options.break_practice(setup_of(REFERENCE), site, what)
    found = examine(in_service, REFERENCE, probe=options.practice_probe())
    for site in SITES:
        expected = {code for of_kind in FOUND.values() for code in of_kind} - {"nobody_listens"}
        assert {one.code for one in found if one.site == site} == expected  # nobody gets through to a closed port
    assert len(options.mend_practice("main-io")) == len(SITES) * len(Breakage)
    assert picture(in_service.account) == before


def test_what_is_broken_twice_is_mended_once(in_service: Bench, tmp_path: Path) -> None:
    options, before = options_of(in_service, tmp_path), times(in_service)
    for _ in range(2):
        options.break_practice(setup_of(REFERENCE), SITES[0], Breakage.CERTIFICATE)
    assert times(in_service) != before
    assert len(options.mend_practice()) == 1
    assert times(in_service) == before


def times(bench: Bench) -> list[tuple[Any, ...]]:
    found = bench.account.look(lambda call: call.world.region_certificates(call.region))
    return [(one.created, one.validated, one.issued) for one in found.values()]


def test_mending_is_of_the_named_setup_and_site_only(in_service: Bench, tmp_path: Path) -> None:
    options = options_of(in_service, tmp_path)
    for site in SITES:
        options.break_practice(setup_of(REFERENCE), site, Breakage.RECORD)
    assert options.mend_practice("another") == ()
    assert options.mend_practice("main-io", SITES[0]) == (("main-io", SITES[0], "record"),)
    assert codes(examine(in_service, site=SITES[0])) == []
    assert codes(examine(in_service, site=SITES[1])) == ["record_elsewhere"]


def test_a_certificate_that_is_pending_waits_for_its_record(bench: Bench, tmp_path: Path) -> None:
    options = options_of(bench, tmp_path)
    name = first_pending(bench)
    options.break_practice(setup_of(REFERENCE), SITES[0], Breakage.CERTIFICATE)
    bench.clock._now += 600
    assert "validation_record_missing" in codes(examine(bench, site=SITES[0]))
    options.mend_practice()
    bench.clock._now += 600
    assert bench.aws.acm.describe_certificate(CertificateArn=name)["Certificate"]["Status"] == "ISSUED"


def first_pending(bench: Bench) -> str:
    """Request the first site's certificate, and put its validation record in."""
    tags = [{"Key": "multisite-tui:setup", "Value": "main-io"}, {"Key": "multisite-tui:site", "Value": "main.io"}]
    asked: dict[str, Any] = {"DomainName": "main.io", "ValidationMethod": "DNS", "Tags": tags}
    arn = bench.aws.acm.request_certificate(**asked)["CertificateArn"]
    bench.clock._now += 5
    described = bench.aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]
    record = described["DomainValidationOptions"][0]["ResourceRecord"]
    zone = next(one for one in bench.aws.route53.list_hosted_zones()["HostedZones"] if one["Name"] == "main.io.")
    values = [{"Value": record["Value"]}]
    change: Any = {
        "Action": "CREATE",
        "ResourceRecordSet": {"Name": record["Name"], "Type": "CNAME", "TTL": 300, "ResourceRecords": values},
    }
    bench.aws.route53.change_resource_record_sets(HostedZoneId=zone["Id"], ChangeBatch={"Changes": [change]})
    return arn


@pytest.mark.parametrize("what", [Breakage.CERTIFICATE, Breakage.PORT, Breakage.PROGRAM])
def test_what_a_site_does_not_have_cannot_be_broken(bench: Bench, tmp_path: Path, what: Breakage) -> None:
    before = whole(bench)
    with pytest.raises(InputNeeded) as refused:
        options_of(bench, tmp_path).break_practice(setup_of(REFERENCE), SITES[0], what)
    assert refused.value.problem.code == "nothing_to_break"
    assert whole(bench) == before


def test_the_records_of_a_zone_that_is_kept_elsewhere_cannot_be_broken(in_service: Bench, tmp_path: Path) -> None:
    text = edited("dns: {replace: true}", "dns: external")
    with pytest.raises(InputNeeded):
        options_of(in_service, tmp_path).break_practice(setup_of(text), SITES[0], Breakage.RECORD)


@pytest.mark.parametrize(
    ("demo", "site", "error", "code"),
    [
        (False, SITES[0], UsageError, "practice_only"),
        (True, None, UsageError, "site_unnamed"),
        (True, "other.io", InputNeeded, "site_unknown"),
    ],
)
def test_only_a_site_that_is_named_is_broken_and_only_in_the_practice_account(
    in_service: Bench, tmp_path: Path, demo: bool, site: str | None, error: type[Failure], code: str
) -> None:
    before = whole(in_service)
    with pytest.raises(error) as refused:
        options_of(in_service, tmp_path, demo=demo).break_practice(setup_of(REFERENCE), site, Breakage.PORT)
    assert refused.value.problem.code == code
    assert whole(in_service) == before


def test_mending_needs_the_practice_account_too(in_service: Bench, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        options_of(in_service, tmp_path, demo=False).mend_practice()


def whole(bench: Bench) -> tuple[Picture, Any]:
    saved = json.loads((bench.folder / "account" / "account.json").read_text(encoding="utf-8"))
    return picture(bench.account), saved["world"]


def test_mending_after_the_setup_was_taken_away_leaves_no_name_that_leads_nowhere(
    in_service: Bench, tmp_path: Path
) -> None:
    options = options_of(in_service, tmp_path)
    for what in Breakage:
        options.break_practice(setup_of(REFERENCE), SITES[1], what)
    in_service.remove(REFERENCE)
    assert ELSEWHERE in json.dumps(records(in_service))
    assert len(options.mend_practice("main-io")) == len(Breakage)
    assert ELSEWHERE not in json.dumps(records(in_service))
    assert not any("to-sub" in json.dumps(one) for one in records(in_service).values())
    assert in_service.run(REFERENCE).exit_code == 0
    assert examine(in_service, REFERENCE, probe=options.practice_probe()) == ()
