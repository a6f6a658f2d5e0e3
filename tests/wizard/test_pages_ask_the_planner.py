"""What a page says of the account is what the plan does: of each finding, certificate, group, record, zone and timing.

The plan is read for itself here: by its calls, its waits, and the problems that would stop a run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from multisite_tui import answers
from multisite_tui.aws.calls import Call
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.resources.base import Kind
from multisite_tui.demo.account import PracticeAccount
from multisite_tui.errors import Problem
from multisite_tui.model.restarts import Timing
from multisite_tui.model.setup import Setup
from multisite_tui.plan.checks import check
from multisite_tui.plan.history import history_of
from multisite_tui.plan.planned_run import PlannedRun
from multisite_tui.wizard.asking import dns_records
from multisite_tui.wizard.asking.draft_answers import draft_of
from multisite_tui.wizard.asking.finding_pages import page_of_problem
from multisite_tui.wizard.asking.page_check import PageCheck, SiteQuestion, key_of
from multisite_tui.wizard.screens import (
    account,
    certificate,
    health_check,
    instances,
    listener,
    result,
    security_group,
    sites,
    tags,
)
from tests.corridor.reference import REFERENCE
from tests.corridor.rig import TODAY, Bench
from tests.corridor.test_account_checks import (
    CASES,
    Arrange,
    instance,
    nothing,
    record,
    second_instance,
    strangers_balancer,
    strangers_group,
    twin_zone,
    values,
    weighted,
)

from .gallery import reference_draft
from .rig import at, go, piloted, settled, wizard
from .test_edits import words_of
from .test_pages import page_of

pytestmark = pytest.mark.sampled(2)

PAGES: dict[str, SiteQuestion] = {
    "listener": listener.check_name,
    "security_group": security_group.check_group,
    "certificate": certificate.check_certificate,
    "instances": instances.check_instances,
    "tags": tags.check_tags,
    "dns": lambda facts, setup, place, history: dns_records.see(facts, setup, place, history, page="dns"),
}
DOMAIN = "sub.main.io"
OPENS = "ec2:AuthorizeSecurityGroupIngress"
CIDR = re.compile(r"[0-9a-f.:]+/[0-9]+")


@pytest.fixture(scope="module")
def one_bench(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, bytes]:
    """Making clients takes longer than a test: one bench serves them all, with the account's first file to put back."""
    bench = Bench(tmp_path_factory.mktemp("bench"))
    return bench, (bench.folder / "account" / "account.json").read_bytes()


@pytest.fixture
def bench(one_bench: tuple[Bench, bytes]) -> Bench:
    """A practice account as new."""
    bench, new = one_bench
    PracticeAccount.reset(bench.account.folder)
    (bench.account.folder / "account.json").write_bytes(new)
    shutil.rmtree(bench.folder / "setups", ignore_errors=True)
    bench.clock._now = TODAY
    return bench


def site(*lines: str, of_setup: str = "") -> str:
    """Return answers for one site, with more of its keys, one a line."""
    own = "".join(f"    {line}\n" for line in ("load_balancer: to-sub", *lines))
    return f"schema: 1\nname: one\n{of_setup}\nsites:\n  - domain: {DOMAIN}\n    port: 6403\n{own}"


def setup_of(text: str) -> Setup:
    return answers.load(text, "answers.yaml").setup


def facts_of(bench: Bench) -> Facts:
    return Facts(bench.aws, bench.clock.today())


def said(bench: Bench, page: str, text: str, place: int = 0) -> PageCheck:
    """Return what a page says of a site."""
    setup = setup_of(text)
    return PAGES[page](facts_of(bench), setup, place, history_of(bench.conductor(text).store.read(setup.name)))


def calls(run: PlannedRun, *names: str) -> list[Call]:
    """Return the calls of these names that a run of the plan would make."""
    return [
        call
        for step in run.steps
        if step.resource.kind is not Kind.OBSERVE
        for call in step.resource.calls(run.found.by_step.get(step.id), run.found.outputs)
        if call.name in names
    ]


def stopped_by(run: PlannedRun) -> list[str]:
    """Return what would stop the run."""
    return [problem.what for problem in run.problems]


def whats(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.what for problem in problems]


class TestFindings:
    """Whatever stops a run is said by a page, and no page says more than that."""

    @pytest.mark.parametrize(
        ("arrange", "text", "key"), [case[1:] for case in CASES], ids=[f"{one[0]}-{one[1].__name__}" for one in CASES]
    )
    def test_what_stops_the_run_stands_on_the_page_that_settles_it(
        self, bench: Bench, arrange: Arrange, text: str, key: str
    ) -> None:
        arrange(bench)
        setup, facts = setup_of(text), facts_of(bench)
        stopping = set(stopped_by(bench.plan(text)))
        history = history_of(bench.conductor(text).store.read(setup.name))
        settled = all(check(setup, one, facts).resolved for one in setup.sites)
        shown = {
            page: {
                problem for place in range(len(setup.sites)) for problem in look(facts, setup, place, history).problems
            }
            for page, look in PAGES.items()
        }

        everywhere = {problem.what for problems in shown.values() for problem in problems}
        assert stopping <= everywhere
        assert everywhere == stopping or not settled
        places = {one.domain: place for place, one in enumerate(setup.sites)}
        draft = draft_of(setup, "draft", "practice")
        for page, problems in shown.items():  # the review leads there
            of_sites = [(problem, places[problem.site]) for problem in problems if problem.site is not None]
            keyed = [replace(problem, key=key_of(problem, place) or None) for problem, place in of_sites]
            assert {page_of_problem(draft, problem).page for problem in keyed} <= {page}
        assert not key or any(problem.key == key for problems in shown.values() for problem in problems)

    @pytest.mark.parametrize(
        ("page", "line", "code"),
        [
            ("listener", "listeners: [http:80]", "listener_left"),
            ("security_group", "security_group: {description: Another}", "security_group_text"),
        ],
        ids=["a listener", "a description"],
    )
    def test_what_is_left_over_is_said_too(self, bench: Bench, page: str, line: str, code: str) -> None:
        bench.run(site())
        run, shown = bench.plan(site(line)), said(bench, page, site(line)).problems
        assert [problem.code for problem in shown] == [code]
        assert whats(shown) == stopped_by(run)

    def test_another_account_than_expected_is_said_where_the_account_is_chosen(self, bench: Bench) -> None:
        text = "schema: 1\nexpect: {account: '999999999999'}\nsites: [{domain: main.io, port: 6402}]\n"
        [problem] = account.check_account(facts_of(bench), setup_of(text)).problems
        assert problem.code == "wrong_account"
        assert not account.check_account(facts_of(bench), setup_of(REFERENCE)).problems


@dataclass
class Given:
    """Certificates that ACM is to have, beside what the practice account has."""

    found: tuple[Certificate, ...]

    def __call__(self) -> Any:
        return mock.patch.multiple(
            Facts,
            certificates=lambda facts: self.found,
            certificate=lambda facts, arn: self._of(arn),
            validation=lambda facts, arn: self._of(arn),
            tagged=lambda facts, certificate: self._of(certificate.arn),
        )

    def _of(self, arn: str) -> Certificate | None:
        return next((one for one in self.found if one.arn == arn), None)


ARN = "arn:aws:acm:ap-northeast-2:123456789012:certificate/1"
OURS = {"multisite-tui:setup": "one", "multisite-tui:site": DOMAIN, "multisite-tui:owner": "made"}
NOW = datetime.fromtimestamp(TODAY, UTC)
ISSUED = Certificate(ARN, frozenset({DOMAIN}), "ISSUED", "RSA_2048", NOW + timedelta(days=300))
CLOSE = replace(ISSUED, not_after=NOW + timedelta(days=10))
PENDING = replace(ISSUED, status="PENDING_VALIDATION", not_after=None)
BY_EMAIL = replace(ISSUED, validation=(), awaited=frozenset({DOMAIN}))
WILDCARD = replace(ISSUED, names=frozenset({"*.main.io"}))
NAMED = f"certificate: {ARN}"

CERTIFICATES: dict[str, tuple[str, tuple[Certificate, ...]]] = {
    "none there": ("certificate: auto", ()),
    "issued": ("certificate: auto", (ISSUED,)),
    "issued, by a wildcard": ("certificate: auto", (WILDCARD,)),
    "issued, proven by e-mail": ("certificate: auto", (BY_EMAIL,)),
    "issued, and close to its end": ("certificate: auto", (CLOSE,)),
    "issued, one close to its end and one not": ("certificate: auto", (CLOSE, replace(ISSUED, arn=f"{ARN}2"))),
    "issued, of a key that no load balancer takes": (
        "certificate: auto", (replace(ISSUED, key_algorithm="EC_prime256v1"),),
    ),
    "issued, for another name": ("certificate: auto", (replace(ISSUED, names=frozenset({"main.io"})),)),
    "imported": ("certificate: auto", (replace(ISSUED, type="IMPORTED"),)),
    "pending, somebody else's": ("certificate: auto", (PENDING,)),
    "pending, ours": ("certificate: auto", (replace(PENDING, tags=OURS),)),
    "given up, ours": ("certificate: auto", (replace(PENDING, status="FAILED", tags=OURS),)),
    "request, and somebody else's is issued": ("certificate: request", (ISSUED,)),
    "request, and ours is issued": ("certificate: request", (replace(ISSUED, tags=OURS),)),
    "request, and ours is close to its end": ("certificate: request", (replace(CLOSE, tags=OURS),)),
    "named": (NAMED, (ISSUED,)),
    "named, and close to its end": (NAMED, (CLOSE,)),
    "named, and pending": (NAMED, (PENDING,)),
    "named, and not there": (NAMED, ()),
    "none wanted": ("certificate: none", (ISSUED,)),
    "none needed": ("listeners: [http:80]", (ISSUED,)),
}  # fmt: skip
SAYS = {
    "nothing": (certificate.NONE,),
    "requests one": (certificate.REQUESTED, certificate.UNFIT, certificate.ALWAYS_NEW),
    "waits for one": (certificate.UNDER_WAY,),
    "uses one": (certificate.COVERED, certificate.PICKED),
}
"""What a plan can do about a certificate, and the sentences that say so."""


def done_about_certificate(run: PlannedRun) -> str:
    """Return what a plan does about the certificate, by its calls and its waits."""
    steps = {step.id.partition("/")[2]: step for step in run.plan.steps}
    if "certificate" not in steps:
        return "nothing"
    if calls(run, "acm:RequestCertificate"):
        return "requests one"
    return "waits for one" if steps["validation"].waits_for else "uses one"


def is_one_of(sentence: str, templates: tuple[str, ...]) -> bool:
    return any(sentence == template.format(names=DOMAIN, days=30) for template in templates)


@pytest.mark.sampled
@pytest.mark.parametrize(("asked", "found"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_the_certificate_page_says_which_certificate_the_run_uses(
    bench: Bench, asked: str, found: tuple[Certificate, ...]
) -> None:
    with Given(found)():
        run = bench.plan(site(asked))
        page = said(bench, "certificate", site(asked))
    if run.problems:
        assert whats(page.problems) == stopped_by(run)
        return
    assert page.problems == ()
    assert is_one_of(page.good, SAYS[done_about_certificate(run)]), page.good


@pytest.mark.sampled
@pytest.mark.parametrize(("asked", "found"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_the_certificates_that_are_offered_are_those_that_a_run_would_take(
    bench: Bench, asked: str, found: tuple[Certificate, ...]
) -> None:
    with Given(found)():
        offered = {one.arn for one in said(bench, "certificate", site(asked)).data}
    for one in found:
        with Given((replace(one, tags={}),))():
            taken = done_about_certificate(bench.plan(site("certificate: auto"))) == "uses one"
        assert taken == (one.arn in offered)


def of_setup(arrange: Arrange) -> Arrange:
    """Return the arrangement, and then everything of the setup made."""

    def made(bench: Bench) -> None:
        arrange(bench)
        bench.run(site())

    return made


def closed_group(bench: Bench) -> str:
    vpc = instance(bench)["VpcId"]
    return bench.aws.ec2.create_security_group(GroupName="other", Description="other", VpcId=vpc)["GroupId"]


def open_group(bench: Bench) -> str:
    group = closed_group(bench)
    for port in (80, 443):
        permission: Any = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        bench.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
    return group


class TestGroups:
    """What is said of the security group is what is done to it."""

    @pytest.mark.parametrize(
        "lines",
        [(), ("listeners: [http:80]",), ("listeners: [ssl:8883, tcp:99]", "instance_protocol: tcp")],
        ids=["by default", "http alone", "others"],
    )
    def test_the_rules_that_are_shown_are_those_that_are_made(self, bench: Bench, lines: tuple[str, ...]) -> None:
        text = site(*lines)
        made = [call.params for call in calls(bench.plan(text), OPENS)]
        permissions = [one for params in made for one in params["IpPermissions"] if one.get("IpRanges")]
        sources = {source for one in permissions for key in ("IpRanges", "Ipv6Ranges") for source in cidrs(one, key)}

        rules = said(bench, "security_group", text).data.rules

        assert [(rule.protocol, rule.first, rule.last) for rule in rules] == [
            (one["IpProtocol"], one["FromPort"], one["ToPort"]) for one in permissions
        ]
        shown = security_group.rules_text(rules)
        assert set(CIDR.findall(shown)) == sources
        assert all(str(one["FromPort"]) in shown for one in permissions)

    @pytest.mark.parametrize(
        ("arrange", "lines", "sentence"),
        [
            (nothing, (), security_group.GOOD_NEW),
            (of_setup(nothing), (), security_group.GOOD_THERE),
            (strangers_group, ("adopt: true",), security_group.GOOD_TAKEN_ON),
            (strangers_group, (), None),
        ],
        ids=["new", "ours", "adopted", "a stranger's"],
    )
    def test_a_group_of_the_sites_own(
        self, bench: Bench, arrange: Arrange, lines: tuple[str, ...], sentence: str | None
    ) -> None:
        arrange(bench)
        run, page = bench.plan(site(*lines)), said(bench, "security_group", site(*lines))
        made = bool(calls(run, "ec2:CreateSecurityGroup"))
        tagged = bool(calls(run, "ec2:CreateTags"))
        if sentence is None:
            assert page.problems
            assert set(whats(page.problems)) <= set(stopped_by(run))
            return
        assert (made, tagged) == (sentence == security_group.GOOD_NEW, sentence == security_group.GOOD_TAKEN_ON)
        assert page.data.made_already is not made
        assert page.good.lower() == sentence.format(name="to-sub").lower()

    @pytest.mark.parametrize(("group", "lets_in"), [(open_group, True), (closed_group, False)])
    def test_a_group_that_is_picked(self, bench: Bench, group: Callable[[Bench], str], lets_in: bool) -> None:
        text = site(f"security_group: {{id: {group(bench)}}}")
        run, page = bench.plan(text), said(bench, "security_group", text)
        assert whats(page.problems) == stopped_by(run)
        assert (not page.problems) is lets_in
        assert page.good == security_group.GOOD_OLD
        assert page.data.rules == ()
        opened = [one for call in calls(run, OPENS) for one in call.params["IpPermissions"] if one.get("IpRanges")]
        assert opened == []

    def test_nothing_is_said_of_a_group_while_its_vpc_is_open(self, bench: Bench) -> None:
        second_instance(bench)
        assert said(bench, "security_group", site()).good == security_group.NOT_KNOWN


def cidrs(permission: dict[str, Any], key: str) -> Iterator[str]:
    yield from (one.get("CidrIp") or one["CidrIpv6"] for one in permission.get(key, ()))


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("arrange", "lines", "sentence"),
    [
        (nothing, (), listener.NEW),
        (of_setup(nothing), (), listener.THERE),
        (strangers_balancer, ("adopt: true",), listener.TAKEN_ON),
        (strangers_balancer, (), None),
        (lambda bench: (second_instance(bench), strangers_balancer(bench)), (), None),
    ],
    ids=["new", "ours", "adopted", "a stranger's", "a stranger's, while the instance is open"],
)
def test_the_listener_page_says_whose_the_load_balancer_is(
    bench: Bench, arrange: Arrange, lines: tuple[str, ...], sentence: str | None
) -> None:
    arrange(bench)
    page = said(bench, "listener", site(*lines))
    assert [problem.code for problem in page.problems] == ([] if sentence else ["load_balancer_taken"])
    if sentence is not None:
        run = bench.plan(site(*lines))
        assert bool(calls(run, "elb:CreateLoadBalancer")) is (sentence == listener.NEW)
        taken_on = [call for call in calls(run, "elb:AddTags") if "multisite-tui:owner" in str(call.params)]
        assert bool(taken_on) is (sentence == listener.TAKEN_ON)
        assert page.good == sentence.format(name="to-sub")


def a_record(bench: Bench) -> None:
    record(bench, Name=DOMAIN, Type="A", TTL=60, ResourceRecords=values("192.0.2.1"))


def a_mail_record(bench: Bench) -> None:
    record(bench, Name=DOMAIN, Type="MX", TTL=60, ResourceRecords=values("10 mail.example.net"))


REPLACE = "dns: {replace: true}"
RECORDS: dict[str, tuple[Arrange, tuple[str, ...]]] = {
    "none": (nothing, ()),
    "one beside": (a_mail_record, ()),
    "another, which may be replaced": (a_record, (REPLACE,)),
    "another": (a_record, ()),
    "of a routing policy": (weighted, (REPLACE,)),
    "ours": (of_setup(nothing), ()),
    "ours, and an alias of the site more": (of_setup(nothing), ("aliases: [new.main.io]",)),
    "twin zones": (twin_zone, ()),
    "a zone that is not there": (nothing, (f"dns: {{zone: {DOMAIN}}}",)),
    "an alias without a zone": (nothing, ("aliases: [www.other.io]",)),
}


def done_about_records(run: PlannedRun) -> str:
    """Return the sentence that says what a plan does about the records."""
    changes = [
        change
        for call in calls(run, "route53:ChangeResourceRecordSets")
        for change in call.params["ChangeBatch"]["Changes"]
        if change["ResourceRecordSet"].get("Type") != "CNAME" and change["Action"] != "UPSERT"
    ]
    if any(change["Action"] == "DELETE" for change in changes):
        return dns_records.REPLACED
    return dns_records.GOOD if changes else dns_records.OURS


@pytest.mark.sampled
@pytest.mark.parametrize(("arrange", "lines"), RECORDS.values(), ids=RECORDS)
def test_the_dns_page_says_what_becomes_of_the_records(bench: Bench, arrange: Arrange, lines: tuple[str, ...]) -> None:
    arrange(bench)
    run, page = bench.plan(site(*lines)), said(bench, "dns", site(*lines))
    assert whats(page.problems) == stopped_by(run)
    text, something_there = page.data
    for change in run.plan.dns:
        assert dns_records.NAME.format(name=change.name, zone=change.zone) in text
        assert dns_records.BEFORE.format(records="; ".join(change.before) or dns_records.NOTHING) in text
    if not run.problems:
        assert page.good == done_about_records(run)
        assert bool(something_there) == (page.good == dns_records.REPLACED)
        assert text.count("in the hosted zone") == len(run.plan.dns)


def test_in_a_move_nothing_is_asked_about_a_record_that_leads_to_the_former_load_balancer(bench: Bench) -> None:
    bench.run(site("certificate: none"))
    moving = site("certificate: none", of_setup="topology: shared").replace("    load_balancer: to-sub\n", "")
    run, page = bench.plan(moving), said(bench, "dns", moving)
    assert (run.plan.moving, run.problems, page.problems) == ((DOMAIN,), (), ())
    assert (page.data[1], page.good) == ((), dns_records.SWITCHED)
    record(bench, Name=DOMAIN, Type="AAAA", TTL=60, ResourceRecords=values("2001:db8::1"))  # not this setup's
    page = said(bench, "dns", moving)
    assert ([one.code for one in page.problems], page.data[1]) == (
        ["record_exists"],
        (f"{DOMAIN} AAAA 2001:db8::1 (60 s)",),
    )


@pytest.mark.parametrize("name", ["to-sub-2-123", "to-sub-123"], ids=["a neighbour's", "one that is gone"])
def test_an_alias_to_another_load_balancer_is_not_called_ours(bench: Bench, name: str) -> None:
    bench.run(site())
    zone = next(one["Id"] for one in bench.aws.route53.list_hosted_zones()["HostedZones"] if one["Name"] == "main.io.")
    there = bench.aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    ours: Any = next(one for one in there if one["Name"] == f"{DOMAIN}." and one["Type"] == "A")
    other = {**ours["AliasTarget"], "DNSName": f"{name}.ap-northeast-2.elb.amazonaws.com."}
    facts = facts_of(bench)
    [seen] = [one for one in facts.records(zone.removeprefix("/hostedzone/"), DOMAIN) if one.type == "A"]
    assert seen.alias is not None
    elsewhere = replace(
        seen, alias=replace(seen.alias, dns_name=other["DNSName"].rstrip(".")), raw={**ours, "AliasTarget": other}
    )
    with mock.patch.object(Facts, "records", lambda facts, zone, at: (elsewhere,) if at == DOMAIN else ()):
        run, page = bench.plan(site(REPLACE)), said(bench, "dns", site(REPLACE))
    assert run.problems == ()
    assert page.good == done_about_records(run) == dns_records.REPLACED


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("arrange", "lines"),
    [(nothing, ()), (twin_zone, ()), (nothing, (f"dns: {{zone: {DOMAIN}}}",)), (nothing, ("dns: {zone: main.io}",))],
    ids=["one", "twins", "asked, and not there", "asked, and there"],
)
def test_the_sites_page_says_which_zone_the_record_goes_into(
    bench: Bench, arrange: Arrange, lines: tuple[str, ...]
) -> None:
    arrange(bench)
    run, setup = bench.plan(site(*lines)), setup_of(site(*lines))
    line = sites.zone_line(facts_of(bench), DOMAIN, setup.sites[0].dns.zone)
    assert line.startswith("!") is bool(run.problems)
    assert ("the page DNS asks" in line) is bool(run.problems)
    if not run.problems:
        assert line == sites.ZONE.format(zone=run.plan.dns[0].zone)


def two_instances(bench: Bench) -> str:
    """Let a second instance run, and return the ids of both as the answers name them."""
    second_instance(bench)
    found = [one for group in bench.aws.ec2.describe_instances()["Reservations"] for one in group["Instances"]]
    return f"[{', '.join(one['InstanceId'] for one in found)}]"


TIMINGS: dict[str, Callable[[Bench], str]] = {
    "none named": lambda bench: site(),
    "one of the site": lambda bench: site(f"instances: [{instance(bench)['InstanceId']}]"),
    "one of the setup": lambda bench: site(of_setup=f"instances: [{instance(bench)['InstanceId']}]"),
    "two of the site": lambda bench: site(f"instances: {two_instances(bench)}"),
    "two of the setup": lambda bench: site(of_setup=f"instances: {two_instances(bench)}"),
    "two of the setup, and one of the site": lambda bench: site(
        f"instances: [{instance(bench)['InstanceId']}]", of_setup=f"instances: {two_instances(bench)}"
    ),
    "a number of one's own": lambda bench: site(
        "health_check: {unhealthy_threshold: 7, interval: 20}", of_setup=f"instances: {two_instances(bench)}"
    ),
}


def configured(run: PlannedRun) -> Timing:
    """Return the timing that a plan sets."""
    [call] = calls(run, "elb:ConfigureHealthCheck")
    asked = call.params["HealthCheck"]
    return Timing(asked["Interval"], asked["Timeout"], asked["UnhealthyThreshold"], asked["HealthyThreshold"])


@pytest.mark.sampled
@pytest.mark.parametrize("text_of", TIMINGS.values(), ids=TIMINGS)
def test_what_a_restart_costs_is_what_the_run_sets(bench: Bench, text_of: Callable[[Bench], str]) -> None:
    text = text_of(bench)
    setup = setup_of(text)
    wanted = configured(bench.plan(text))
    counted = health_check.count_instances(facts_of(bench), setup, 0).data
    assert health_check.planned_timing(setup, 0, counted) == (counted, wanted)

    assert bench.run(text).exit_code == 0

    seen = result.check_health(facts_of(bench), setup, [DOMAIN]).data
    assert seen[DOMAIN].restart == wanted
    assert seen[DOMAIN].well
    assert wanted.sentences()[0] in "\n".join(result.restart_lines(seen))


@pytest.mark.parametrize("text_of", [TIMINGS["none named"], TIMINGS["two of the setup"]], ids=["none", "two"])
def test_the_instances_page_picks_those_that_the_run_registers(bench: Bench, text_of: Callable[[Bench], str]) -> None:
    text = text_of(bench)
    [call] = calls(bench.plan(text), "elb:RegisterInstancesWithLoadBalancer")
    _, serving = said(bench, "instances", text).data
    assert sorted(serving) == sorted(one["InstanceId"] for one in call.params["Instances"])


@piloted
async def test_the_health_check_page_counts_the_instances_of_the_setup(tmp_path: Path) -> None:
    reference_draft(tmp_path)
    async with wizard(tmp_path, size=(120, 40), resume="main-io") as (app, pilot):
        assert app.session is not None
        app.session.draft.rest = {"instances": ["i-0123456789abcdef0", "i-0123456789abcdef1"]}
        await go(app, pilot, "health_check", 0)
        await at(pilot, "health_check")
        await settled(pilot)
        shown = words_of(app)
        threshold = page_of(app).field("health_check.unhealthy_threshold").value
    assert "A restart of up to 10 s goes unnoticed" in shown
    automatic = "With 2 instances, one is out after 3 failures unless another number is written here."
    assert (threshold == "3") is (automatic not in shown)  # the field shows what is meant, or it is said


def test_the_tags_page_knows_which_tags_earlier_runs_put_on(bench: Bench) -> None:
    """Four tags are exchanged for four others: a page without the journal would take the old ones for a stranger's."""
    before, after = (site(f"tags: {{{', '.join(f'{key}: x' for key in keys)}}}") for keys in ("abcd", "efgh"))
    bench.run(before)
    assert stopped_by(bench.plan(after)) == []
    assert said(bench, "tags", after).problems == ()
