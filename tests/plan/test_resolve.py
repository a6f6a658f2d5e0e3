"""What only the account can tell about a site is found out, or asked for with the key that settles it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import pytest

from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.instances import Instance
from multisite_tui.aws.facts.load_balancers import LoadBalancer
from multisite_tui.aws.facts.subnets import Subnet
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.entrances import ClassicEntrance
from multisite_tui.errors import InputNeeded, Problem
from multisite_tui.internet.delegation import DelegationCheck, DelegationStatus
from multisite_tui.model.accounts import Account, AccountKind
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.setup import Setup
from multisite_tui.plan.resolve import resolve
from multisite_tui.plan.resolved import ResolvedSite
from multisite_tui.plan.zone_choice import choose_zone
from tests.aws.samples import load_balancer

from .setups import one_site, setup

WEB = Instance("i-0aaaaaaaaaaaaaaaa", "running", "a", "subnet-aaaaaaaa", "vpc-1", ("sg-web",), "", {"Name": "web"})
OTHER = replace(WEB, id="i-0bbbbbbbbbbbbbbbb", zone="b", subnet="subnet-bbbbbbbb", tags={"Name": "db"})
PUBLIC_A = Subnet("subnet-aaaaaaaa", "vpc-1", "a", True, 200)
PUBLIC_B = Subnet("subnet-bbbbbbbb", "vpc-1", "b", True, 200)
MAIN = Zone("Z1", "main.io")
ACCOUNT = Account("123456789012", "ap-northeast-2", AccountKind.AWS, "arn:aws:iam::123456789012:user/ann")


@dataclass
class Small:
    """A small account."""

    there: tuple[Instance, ...] = (WEB,)
    nets: tuple[Subnet, ...] = (PUBLIC_A, PUBLIC_B)
    public: tuple[Zone, ...] = (MAIN,)
    private: tuple[Zone, ...] = ()
    balancer: LoadBalancer | None = None
    account: Account = ACCOUNT

    def instances(self) -> tuple[Instance, ...]:
        return self.there

    def subnets(self, vpc: str) -> tuple[Subnet, ...]:
        return tuple(one for one in self.nets if one.vpc == vpc)

    def zones(self) -> tuple[Zone, ...]:
        return self.public

    def private_zones(self) -> tuple[Zone, ...]:
        return self.private

    def name_servers(self, zone: str) -> tuple[str, ...]:
        return (f"ns-{zone.lower()}.example",)

    def load_balancer(self, name: str) -> LoadBalancer | None:
        return self.balancer


def resolved(account: Small, of: Setup | None = None) -> ResolvedSite:
    wanted = of or one_site()
    site = wanted.sites[0]
    return resolve(wanted, site, cast("Facts", account), ClassicEntrance(site.load_balancer))


def problems(account: Small, of: Setup | None = None) -> list[Problem]:
    with pytest.raises(InputNeeded) as caught:
        resolved(account, of)
    return list(caught.value.problems)


def test_one_of_two_zones_of_one_name_is_taken_by_its_id() -> None:
    twins = Small(public=(MAIN, Zone("Z2", "main.io")))
    site = resolved(twins, one_site("aliases: [www.main.io]\n    dns: {zone: Z2}"))
    assert {zone.id for zone in site.zones.values()} == {"Z2"}


def test_of_two_zones_of_one_name_the_one_that_dns_asks_is_taken() -> None:
    def delegated(zone: Zone, facts: Facts) -> DelegationCheck:
        here = zone.id == "Z2"
        return DelegationCheck(DelegationStatus.HERE if here else DelegationStatus.ELSEWHERE, ("ns-z2.example",))

    twins = cast("Facts", Small(public=(MAIN, Zone("Z2", "main.io"))))
    choice = choose_zone(one_site().sites[0], "main.io", twins, delegated)
    assert choice.zone == Zone("Z2", "main.io")


def test_only_a_private_zone_is_said_to_be_one() -> None:
    [problem] = problems(Small(public=(), private=(Zone("Z3", "main.io", True),)))
    assert "private zone main.io (Z3)" in problem.why


def test_the_one_running_instance_its_subnet_and_its_zone_are_taken() -> None:
    site = resolved(Small(there=(WEB, replace(OTHER, state="stopped"))))
    assert site.instances == (WEB,)
    assert (site.vpc, site.subnets, site.zones) == ("vpc-1", ("subnet-aaaaaaaa",), {"main.io": MAIN})


@pytest.mark.parametrize(
    ("account", "of", "code", "key", "message"),
    [
        (Small(public=()), one_site(), "zone_not_found", "dns.zone", "main.io"),
        (Small(public=(Zone("Z1", "notmain.io"),)), one_site(), "zone_not_found", "dns.zone", "main.io"),
        (Small(), one_site("aliases: [www.other.net]"), "zone_not_found", "dns.zone", "www.other.net"),
        (Small(public=(MAIN, Zone("Z2", "main.io"))), one_site(), "zone_ambiguous", "dns.zone", "Z2: ns-z2.example"),
        (Small(public=(), private=(Zone("Z3", "main.io", True),)), one_site(), "zone_not_found", "dns.zone", "main.io"),
        (Small(), one_site("instances: [i-0cccccccccccccccc]"), "instance_not_found", "instances", "i-0ccc"),
        (Small(), one_site("instances: {tag: {Name: none}}"), "instance_not_found", "instances.tag", "Name=none"),
        (
            Small(there=(replace(WEB, state="stopped"),)),
            one_site(f"instances: [{WEB.id}]"),
            "instance_not_running", "instances", "stopped",
        ),
        (
            Small(there=(WEB, replace(OTHER, vpc="vpc-2"))),
            one_site(f"instances: [{WEB.id}, {OTHER.id}]"),
            "instances_apart", "instances", "several VPCs",
        ),
        (Small(nets=(replace(PUBLIC_A, public=False),)), one_site(), "subnet_not_public", "subnets", "Zone a"),
        (Small(nets=(replace(PUBLIC_A, free_addresses=7),)), one_site(), "subnet_not_public", "subnets", "8 free"),
        (Small(nets=(PUBLIC_B,)), one_site(), "subnet_not_public", "subnets", "Zone a"),
        (Small(), one_site("subnets: [subnet-bbbbbbbb]"), "subnet_zone_missing", "subnets", "zone of instance i-0aaa"),
        (Small(), one_site("subnets: [subnet-cccccccc]"), "subnet_unfit", "subnets", "no subnet subnet-cccccccc"),
        (
            Small(nets=(replace(PUBLIC_A, public=False),)),
            one_site("subnets: [subnet-aaaaaaaa]"),
            "subnet_unfit", "subnets", "not public",
        ),
        (
            Small(nets=(PUBLIC_A, replace(PUBLIC_A, id="subnet-dddddddd"))),
            one_site("subnets: [subnet-aaaaaaaa, subnet-dddddddd]"),
            "subnet_zone_twice", "subnets", "one zone",
        ),
    ],
)  # fmt: skip
def test_what_is_open_is_asked_for(account: Small, of: Setup, code: str, key: str, message: str) -> None:
    [problem] = problems(account, of)
    assert (problem.code, problem.key, problem.site) == (code, f"sites[0].{key}", "main.io")
    assert message in problem.what + problem.why


IDS = f"instances: [{WEB.id}, {OTHER.id}]"


@pytest.mark.parametrize(
    ("account", "instances", "code", "key", "message"),
    [
        (Small(there=()), "", "instance_not_found", "instances", "no EC2 instance"),
        (Small(there=(WEB, OTHER)), "", "instance_open", "instances", "i-0bbbbbbbbbbbbbbbb (db)"),
        (Small(there=(replace(WEB, state="stopped"),)), "", "instance_open", "instances", "No instance"),
        (Small(), "instances: [i-0cccccccccccccccc]", "instance_not_found", "instances", "i-0ccc"),
        (Small(), "instances: {tag: {Name: none}}", "instance_not_found", "instances.tag", "Name=none"),
        (Small(there=(WEB, replace(OTHER, state="stopped"))), IDS, "instance_not_running", "instances", "stopped"),
        (Small(there=(WEB, replace(OTHER, vpc="vpc-2"))), IDS, "instances_apart", "instances", "several VPCs"),
    ],
)
def test_what_is_open_of_the_setups_instances_is_the_setups(
    account: Small, instances: str, code: str, key: str, message: str
) -> None:
    [problem] = problems(account, one_site(of_setup=instances))
    assert (problem.code, problem.key, problem.site) == (code, key, None)
    assert message in problem.what + problem.why


def test_all_that_is_open_of_a_site_is_asked_for_at_once() -> None:
    found = problems(Small(there=(), public=()), one_site("aliases: [www.other.net]"))
    assert [(one.code, one.site) for one in found] == [
        ("instance_not_found", None), ("zone_not_found", "main.io"), ("zone_not_found", "main.io"),
    ]  # fmt: skip


def test_a_zone_that_is_not_there_is_missed_once_and_not_again_for_each_alias_in_it() -> None:
    found = problems(Small(public=()), one_site("aliases: [www.main.io, w.main.io]"))
    assert [one.code for one in found] == ["zone_not_found"]


def test_of_a_zone_id_that_is_wrong_it_is_said_which_zone_holds_the_name() -> None:
    asked = "Z0NOSUCHZONE"
    [problem] = problems(Small(), one_site(f"dns: {{zone: {asked}}}"))
    assert problem.code == "zone_not_found"
    assert problem.what == f"No public hosted zone of this account has the name or id {asked} and holds main.io."
    assert problem.why == f"main.io ({MAIN.id}) holds it."
    assert "`dns.zone`" in problem.next


def test_govcloud_has_no_public_zones_and_no_advice_to_make_one() -> None:
    account = replace(ACCOUNT, region="us-gov-west-1")
    found = problems(Small(public=(), account=account), one_site("aliases: [www.main.io]"))
    assert {one.code for one in found} == {"no_public_zones"}
    assert "Create a hosted zone" not in found[0].next


def test_a_key_names_the_place_of_its_site() -> None:
    wanted = setup()
    with pytest.raises(InputNeeded) as caught:
        resolve(wanted, wanted.sites[1], cast("Facts", Small(public=())), ClassicEntrance("to-sub"))
    assert caught.value.problem.key == "sites[1].dns.zone"


def test_each_name_finds_its_own_zone() -> None:
    net = Zone("Z2", "other.net")
    site = resolved(Small(public=(MAIN, net)), one_site("aliases: [www.other.net, www.main.io]"))
    assert site.zones == {"main.io": MAIN, "www.other.net": net, "www.main.io": MAIN}


def test_a_named_zone_is_taken_though_a_longer_one_is_there() -> None:
    wanted = setup("schema: 1\nsites: [{domain: a.sub.main.io, port: 1, dns: {zone: main.io}}]")
    account = Small(public=(MAIN, Zone("Z2", "sub.main.io")))
    assert resolved(account, wanted).zones == {"a.sub.main.io": MAIN}


def test_the_instances_own_subnet_goes_before_one_with_more_room() -> None:
    roomy = replace(PUBLIC_A, id="subnet-eeeeeeee", free_addresses=4000)
    assert resolved(Small(nets=(roomy, PUBLIC_A))).subnets == ("subnet-aaaaaaaa",)


def test_there_is_one_subnet_for_each_zone_with_an_instance() -> None:
    of = one_site(f"instances: [{WEB.id}, {OTHER.id}]")
    assert resolved(Small(there=(WEB, OTHER)), of).subnets == ("subnet-aaaaaaaa", "subnet-bbbbbbbb")


def test_a_load_balancer_that_is_there_keeps_its_subnet_though_another_has_more_room_now() -> None:
    at_home = replace(PUBLIC_A, id="subnet-01111111a", free_addresses=99)
    roomier = replace(PUBLIC_A, id="subnet-02222222b", free_addresses=100)
    account = Small(nets=(at_home, roomier), balancer=load_balancer(subnets=frozenset({at_home.id})))
    assert resolved(account).subnets == (at_home.id,)


def test_a_subnet_that_the_load_balancer_itself_has_filled_is_still_its_own() -> None:
    full = replace(PUBLIC_A, free_addresses=5)
    account = Small(nets=(full,), balancer=load_balancer(subnets=frozenset({full.id})))
    assert resolved(account).subnets == (full.id,)


def test_only_where_the_load_balancer_is_not_in_a_zone_yet_is_a_subnet_chosen_there() -> None:
    of = one_site(IDS)
    elsewhere = replace(PUBLIC_A, id="subnet-01111111a", free_addresses=0)
    account = Small(
        there=(WEB, OTHER),
        nets=(PUBLIC_A, elsewhere, PUBLIC_B),
        balancer=load_balancer(subnets=frozenset({elsewhere.id})),
    )
    assert resolved(account, of).subnets == (elsewhere.id, PUBLIC_B.id)


def test_each_zone_that_the_given_subnets_leave_out_is_told() -> None:
    third = replace(WEB, id="i-0cccccccccccccccc", zone="c")
    of = one_site(f"instances: [{WEB.id}, {OTHER.id}, {third.id}]", "subnets: [subnet-aaaaaaaa]")
    found = problems(Small(there=(WEB, OTHER, third)), of)
    assert [(one.code, one.key) for one in found] == [("subnet_zone_missing", "sites[0].subnets")] * 2
    assert [("zone of instance i-0b" in one.what, "is in c" in one.what) for one in found] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_given_subnets_may_be_in_more_zones_than_the_instances() -> None:
    of = one_site("subnets: [subnet-aaaaaaaa, subnet-bbbbbbbb]")
    assert resolved(Small(), of).subnets == ("subnet-aaaaaaaa", "subnet-bbbbbbbb")


def test_instances_are_found_by_all_of_their_tags_and_only_while_they_run() -> None:
    of = one_site("instances: {tag: {Name: web}}")
    assert resolved(Small(there=(WEB, OTHER, replace(OTHER, tags=WEB.tags, state="stopped"))), of).instances == (WEB,)


def test_a_sites_instances_win_over_the_setups() -> None:
    of = one_site(f"instances: [{WEB.id}]", of_setup=f"instances: [{OTHER.id}]")
    assert resolved(Small(there=(WEB, OTHER)), of).instances == (WEB,)


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        ((), ["HTTP:80 to HTTP:6402", "HTTPS:443 to HTTP:6402"]),
        (("instance_protocol: https",), ["HTTP:80 to HTTPS:6402", "HTTPS:443 to HTTPS:6402"]),
        (
            ("instance_protocol: tcp", "listeners: [ssl:993]", "health_check: {protocol: tcp}"),
            ["SSL:993 to TCP:6402"],
        ),
        (("listeners: [{protocol: https, port: 8443, instance_port: 7000}]",), ["HTTPS:8443 to HTTP:7000"]),
        (("certificate: none",), ["HTTP:80 to HTTP:6402"]),
    ],
)
def test_listeners_take_the_sites_protocol_and_port_where_they_name_none(
    lines: tuple[str, ...], written: list[str]
) -> None:
    assert [str(one) for one in resolved(Small(), one_site(*lines)).listeners] == written


@pytest.mark.parametrize(
    ("lines", "check", "ports"),
    [
        ((), HealthCheckSettings(CheckTarget.parse("HTTP:6402/"), 5, 3, 10, 2), (6402,)),
        (("health_check: {path: /up}",), HealthCheckSettings(CheckTarget.parse("HTTP:6402/up"), 5, 3, 10, 2), (6402,)),
        (("health_check: {protocol: tcp}",), HealthCheckSettings(CheckTarget.parse("TCP:6402"), 5, 3, 10, 2), (6402,)),
        (
            ("health_check: {port: 9000}",),
            HealthCheckSettings(CheckTarget.parse("HTTP:9000/"), 5, 3, 10, 2),
            (6402, 9000),
        ),
        (("instance_protocol: https",), HealthCheckSettings(CheckTarget.parse("HTTPS:6402/"), 5, 3, 10, 2), (6402,)),
        (
            ("health_check: {unhealthy_threshold: 4}",),
            HealthCheckSettings(CheckTarget.parse("HTTP:6402/"), 5, 3, 4, 2),
            (6402,),
        ),
    ],
)
def test_the_health_check_is_written_as_aws_writes_it_and_its_port_is_let_in(
    lines: tuple[str, ...], check: HealthCheckSettings, ports: tuple[int, ...]
) -> None:
    site = resolved(Small(), one_site(*lines))
    assert (site.health_check, site.entry_ports) == (check, ports)


def test_one_of_several_instances_is_taken_out_sooner_than_the_only_one() -> None:
    of = one_site(f"instances: [{WEB.id}, {OTHER.id}]")
    assert resolved(Small(there=(WEB, OTHER)), of).health_check.unhealthy_threshold == 3
