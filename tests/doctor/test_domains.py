"""Why visitors do not come to the load balancer: its doors, the records, and what DNS shows."""

from __future__ import annotations

import dns.exception
import pytest

from multisite_tui.doctor.diagnoses import Area, Certainty
from tests.corridor.reference import REFERENCE, with_site
from tests.corridor.rig import Bench
from tests.corridor.shared_reference import shared_with
from tests.corridor.test_account_checks import private_subnets, record, values, weighted, zone_id
from tests.internet.conftest import FakeDns

from .conftest import examine
from .dns_tables import Table, healthy

SITE = "sub.main.io"


def told(bench: Bench, text: str = REFERENCE, site: str = SITE, **how: object) -> list[tuple[str, Certainty]]:
    return [(one.code, one.certainty) for one in examine(bench, text, site=site, **how)]


def remove(bench: Bench, name: str, kind: str) -> None:
    zone = zone_id(bench)
    sets = bench.aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    gone = next(one for one in sets if one["Name"] == f"{name}." and one["Type"] == kind)
    changes = [{"Action": "DELETE", "ResourceRecordSet": gone}]
    bench.aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})  # type: ignore[typeddict-item]


class TestRecords:
    def test_missing(self, in_service: Bench) -> None:
        remove(in_service, SITE, "A")
        assert told(in_service) == [("record_missing", Certainty.CERTAIN)]

    def test_a_missing_record_is_not_asked_for(self, in_service: Bench) -> None:
        remove(in_service, SITE, "A")
        resolver = FakeDns(healthy(in_service))
        told(in_service, resolver=resolver)
        assert SITE not in {name for name, _ in resolver.asked}

    def test_the_old_one_that_leads_to_the_instance(self, bench: Bench) -> None:
        found = examine(bench, site="main.io")
        (old,) = [one for one in found if one.subject is Area.DOMAIN]
        assert (old.code, old.certainty) == ("record_elsewhere", Certainty.CERTAIN)
        assert "(web) directly" in old.what
        assert "203.0.113.10" in old.evidence
        assert "replace: true" in old.fix

    def test_in_a_move_the_name_of_a_site_that_is_not_switched_comes_last(self, in_service: Bench) -> None:
        unwell = shared_with('health_check: {matcher: "299"}')
        in_service.run(unwell)
        found = examine(in_service, unwell, site=SITE)
        assert len(found) > 1
        assert (found[-1].code, found[-1].certainty) == ("name_not_switched", Certainty.CERTAIN)
        assert "still leads to to-sub, the former load balancer of this setup, which serves it" in found[-1].what
        assert "replace" not in found[-1].fix
        assert "--resume main-io" in found[-1].fix

    def test_a_cname_to_the_load_balancer_leads_there(self, in_service: Bench) -> None:
        remove(in_service, SITE, "A")
        balancer = in_service.aws.elb.describe_load_balancers(LoadBalancerNames=["to-sub"])
        target = balancer["LoadBalancerDescriptions"][0]["DNSName"]
        record(in_service, Name=SITE, Type="CNAME", TTL=60, ResourceRecords=values(target))
        assert told(in_service) == []

    def test_a_cname_to_another_host(self, in_service: Bench) -> None:
        remove(in_service, SITE, "A")
        record(in_service, Name=SITE, Type="CNAME", TTL=60, ResourceRecords=values("old.example.net."))
        assert told(in_service) == [("record_elsewhere", Certainty.CERTAIN)]

    def test_an_aaaa_that_was_left(self, in_service: Bench) -> None:
        record(in_service, Name=SITE, Type="AAAA", TTL=60, ResourceRecords=values("2001:db8::1"))
        assert told(in_service) == [("record_ipv6_left", Certainty.CERTAIN)]

    def test_an_aaaa_alone(self, in_service: Bench) -> None:
        remove(in_service, SITE, "A")
        record(in_service, Name=SITE, Type="AAAA", TTL=60, ResourceRecords=values("2001:db8::1"))
        assert told(in_service) == [("record_missing", Certainty.CERTAIN), ("record_ipv6_left", Certainty.CERTAIN)]

    def test_a_routing_policy(self, in_service: Bench) -> None:
        remove(in_service, SITE, "A")
        weighted(in_service)
        assert told(in_service) == [("record_routed", Certainty.LIKELY)]


class TestDns:
    """The account is well; only what DNS shows differs. Nothing here changes the account."""

    @pytest.fixture
    def table(self, finished: Bench) -> Table:
        return healthy(finished)

    def look(self, bench: Bench, table: Table, site: str = SITE) -> list[tuple[str, Certainty]]:
        return told(bench, site=site, resolver=FakeDns(table))

    def test_all_is_well(self, finished: Bench, table: Table) -> None:
        assert told(finished, site="", resolver=FakeDns(table)) == []

    def test_name_servers_elsewhere(self, finished: Bench, table: Table) -> None:
        table["main.io", "NS"] = ["ns1.registrar.example."]
        assert self.look(finished, table) == [("zone_delegated_elsewhere", Certainty.CERTAIN)]

    def test_name_servers_that_are_partly_others(self, finished: Bench, table: Table) -> None:
        table["main.io", "NS"] = [*table["main.io", "NS"][:1], "ns1.registrar.example."]  # type: ignore[index]
        assert self.look(finished, table) == [("zone_delegated_partly", Certainty.CANNOT_TELL)]

    def test_the_old_address_is_remembered(self, finished: Bench, table: Table) -> None:
        table["main.io", "A"] = ["203.0.113.10"]
        (one,) = examine(finished, site="main.io", resolver=FakeDns(table))
        assert (one.code, one.certainty) == ("record_remembered", Certainty.CERTAIN)
        assert "300 seconds" in one.evidence

    def test_addresses_of_somebody_else_are_not_judged(self, finished: Bench, table: Table) -> None:
        table[SITE, "A"] = ["192.0.2.99"]
        assert self.look(finished, table) == [("record_leads_unclear", Certainty.CANNOT_TELL)]

    def test_one_common_address_is_enough(self, finished: Bench, table: Table) -> None:
        table[SITE, "A"] = ["192.0.2.99", "198.51.100.7"]
        assert self.look(finished, table) == []

    def test_not_seen_yet(self, finished: Bench, table: Table) -> None:
        del table[SITE, "A"]
        assert self.look(finished, table) == [("record_not_seen", Certainty.LIKELY)]

    def test_no_answer(self, finished: Bench, table: Table) -> None:
        table[SITE, "A"] = dns.exception.Timeout()
        assert self.look(finished, table) == [("dns_silent", Certainty.CANNOT_TELL)]

    @pytest.mark.parametrize(
        ("answer", "certainty"), [(None, Certainty.LIKELY), (dns.exception.Timeout(), Certainty.CANNOT_TELL)]
    )
    def test_the_load_balancers_own_name(
        self, finished: Bench, table: Table, answer: Exception | None, certainty: Certainty
    ) -> None:
        name = finished.aws.elb.describe_load_balancers(LoadBalancerNames=["to-sub"])
        key = (name["LoadBalancerDescriptions"][0]["DNSName"], "A")
        del table[key]
        if answer:
            table[key] = answer
        assert self.look(finished, table) == [("load_balancer_not_in_dns", certainty)]


class TestTheLoadBalancer:
    def test_not_there(self, bench: Bench) -> None:
        found = examine(bench, site=SITE)
        assert [one.code for one in found] == ["certificate_not_requested", "load_balancer_missing", "record_missing"]

    def test_a_listener_is_missing(self, in_service: Bench) -> None:
        in_service.aws.elb.delete_load_balancer_listeners(LoadBalancerName="to-sub", LoadBalancerPorts=[443])
        assert told(in_service) == [("listener_missing", Certainty.CERTAIN)]

    def test_a_listener_leads_to_another_port(self, finished: Bench) -> None:
        text = with_site("listeners: [{protocol: http, port: 80, instance_port: 7777}, https:443]")
        assert told(finished, text) == [("listener_differs", Certainty.CERTAIN)]

    def test_its_group_lets_nobody_in(self, in_service: Bench) -> None:
        group = in_service.aws.elb.describe_load_balancers(LoadBalancerNames=["to-sub"])["LoadBalancerDescriptions"][0][
            "SecurityGroups"
        ][0]
        there = in_service.aws.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
        ways = [one for one in there if one["FromPort"] == 443]
        in_service.aws.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=ways)  # type: ignore[arg-type]
        assert told(in_service) == [("security_group_closed", Certainty.CERTAIN)]
        some = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}
        in_service.aws.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[some])  # type: ignore[list-item]
        assert told(in_service) == [("security_group_closed", Certainty.CANNOT_TELL)]

    def test_its_subnet_is_not_public(self, in_service: Bench) -> None:
        private_subnets(in_service)
        assert ("subnet_not_public", Certainty.CERTAIN) in told(in_service)
