"""Why a certificate is pending, was given up, or is not where it should be."""

from __future__ import annotations

from dataclasses import replace

import dns.exception
import pytest

from multisite_tui.aws.facts import certificates
from multisite_tui.doctor.diagnoses import Area, Certainty, Diagnosis
from tests.corridor.reference import REFERENCE, with_site
from tests.corridor.rig import Bench
from tests.corridor.test_account_checks import ELSEWHERE, NOT_THERE, prove, record, values, zone_id
from tests.internet.conftest import FakeDns

from .conftest import examine
from .dns_tables import Table, servers

SITE = "sub.main.io"
OF_ZONES = (
    "zone_delegated_elsewhere", "delegation_unknown", "zone_not_handed_down", "name_delegated_away", "zone_ambiguous",
)  # fmt: skip
TAGS = [{"Key": "multisite-tui:setup", "Value": "main-io"}, {"Key": "multisite-tui:site", "Value": SITE}]


def found_in(bench: Bench, text: str = REFERENCE, **how: object) -> list[Diagnosis]:
    return [
        one for one in examine(bench, text, site=SITE, **how) if one.subject is Area.CERTIFICATE or one.code in OF_ZONES
    ]


def told(bench: Bench, text: str = REFERENCE, **how: object) -> list[tuple[str, Certainty]]:
    return [(one.code, one.certainty) for one in found_in(bench, text, **how)]


def request(bench: Bench) -> str:
    """Request the second site's certificate as a run would, and let its record be made up."""
    arn = bench.aws.acm.request_certificate(DomainName=SITE, ValidationMethod="DNS", Tags=TAGS)["CertificateArn"]  # type: ignore[arg-type]
    bench.clock._now += 5
    return arn


def wanted(bench: Bench, arn: str) -> dict[str, str]:
    option = bench.aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"][0]
    return {"Name": option["ResourceRecord"]["Name"], "Value": option["ResourceRecord"]["Value"]}


def put(bench: Bench, zone: str, name: str, value: str) -> None:
    sets = {"Name": name, "Type": "CNAME", "TTL": 300, "ResourceRecords": values(value)}
    changes = [{"Action": "CREATE", "ResourceRecordSet": sets}]
    bench.aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})  # type: ignore[typeddict-item]


def zone_of_sub(bench: Bench) -> str:
    return bench.aws.route53.create_hosted_zone(Name=SITE, CallerReference="sub")["HostedZone"]["Id"]


def world(bench: Bench, **more: list[str] | Exception) -> Table:
    return {("main.io", "NS"): servers(bench), ("io", "NS"): ["ns1.nic.io."], **more}  # type: ignore[dict-item]


def test_not_requested(bench: Bench) -> None:
    assert told(bench) == [("certificate_not_requested", Certainty.CERTAIN)]


def test_a_site_without_a_certificate_has_nothing_to_say(bench: Bench) -> None:
    assert told(bench, with_site("certificate: none")) == []


def test_the_record_is_not_made_up_yet(bench: Bench) -> None:
    request(bench)
    bench.clock._now -= 4
    assert told(bench) == [("validation_record_awaited", Certainty.CERTAIN)]


class TestTheRecord:
    def test_missing(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        (one,) = found_in(bench)
        assert (one.code, one.certainty) == ("validation_record_missing", Certainty.CERTAIN)
        assert need["Name"].rstrip(".") in one.evidence
        assert need["Value"].rstrip(".") in one.fix

    def test_another_value(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], "_old.acm-validations.aws.")
        assert told(bench) == [("validation_record_differs", Certainty.CERTAIN)]

    def test_in_the_zone_above_its_own(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        zone_of_sub(bench)
        record(bench, Name=SITE, Type="NS", TTL=300, ResourceRecords=values(*servers(bench, f"{SITE}.")))
        (one,) = [one for one in found_in(bench) if one.code != "name_delegated_away"]
        assert (one.code, one.certainty) == ("validation_record_in_wrong_zone", Certainty.CERTAIN)
        assert "the zone main.io" in one.what
        assert "belongs in sub.main.io" in one.what

    def test_in_one_of_two_zones_of_a_name(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        bench.aws.route53.create_hosted_zone(Name="main.io", CallerReference="twin")
        assert told(bench) == [
            ("validation_record_in_one_zone", Certainty.LIKELY),
            ("zone_ambiguous", Certainty.CANNOT_TELL),
        ]

    def test_in_the_one_of_two_zones_that_dns_does_not_ask(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        twin = bench.aws.route53.create_hosted_zone(Name="main.io", CallerReference="twin")
        asked = [f"{one}." for one in twin["DelegationSet"]["NameServers"]]
        resolver = FakeDns({("main.io", "NS"): asked, ("io", "NS"): ["ns1.nic.io."]})
        assert told(bench, resolver=resolver) == [("validation_record_in_wrong_zone", Certainty.CERTAIN)]

    def test_not_seen_by_dns(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        assert told(bench, resolver=FakeDns(world(bench))) == [("validation_record_not_seen", Certainty.LIKELY)]

    def test_seen_by_dns(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        table = {**world(bench), (need["Name"].rstrip("."), "CNAME"): [need["Value"]]}
        assert told(bench, resolver=FakeDns(table)) == [("validation_under_way", Certainty.LIKELY)]

    def test_a_record_that_is_missing_is_not_asked_for(self, bench: Bench) -> None:
        request(bench)
        resolver = FakeDns(world(bench))
        found_in(bench, resolver=resolver)
        assert {name for name, _ in resolver.asked} <= {"main.io", "io"}


class TestTheWayToTheZone:
    def test_delegated_elsewhere_comes_first(self, bench: Bench) -> None:
        request(bench)
        resolver = FakeDns({**world(bench), ("main.io", "NS"): ["ns1.registrar.example."]})
        (first, second) = found_in(bench, resolver=resolver)
        assert (first.code, first.certainty) == ("zone_delegated_elsewhere", Certainty.CERTAIN)
        assert "ns1.registrar.example" in first.what
        assert second.code == "validation_record_missing"

    def test_dns_that_says_nothing_proves_nothing(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        resolver = FakeDns({("main.io", "NS"): dns.exception.Timeout(), ("io", "CAA"): dns.exception.Timeout()})
        found = found_in(bench, resolver=resolver)
        by_code = {one.code: one.certainty for one in found}
        assert by_code["delegation_unknown"] is Certainty.CANNOT_TELL

    def test_a_zone_that_the_one_above_does_not_hand_down(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_of_sub(bench), need["Name"], need["Value"])
        (one,) = found_in(bench)
        assert (one.code, one.certainty) == ("zone_not_handed_down", Certainty.LIKELY)
        assert "none" in one.evidence

    def test_a_name_that_the_zone_hands_on(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        record(bench, Name=SITE, Type="NS", TTL=300, ResourceRecords=values("ns1.example.net."))
        assert told(bench) == [("name_delegated_away", Certainty.CERTAIN)]

    def test_no_zone(self, bench: Bench) -> None:
        bench.aws.acm.request_certificate(
            DomainName="shop.other.io",
            ValidationMethod="DNS",
            Tags=[TAGS[0], {"Key": TAGS[1]["Key"], "Value": "shop.other.io"}],  # type: ignore[list-item]
        )
        bench.clock._now += 5
        found = examine(bench, REFERENCE.replace(SITE, "shop.other.io"), site="shop.other.io")
        assert found[0].code == "zone_not_found"
        assert "main.io" in found[0].evidence


class TestCaa:
    def test_in_the_zone(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_id(bench), need["Name"], need["Value"])
        record(bench, Name="main.io", Type="CAA", TTL=300, ResourceRecords=values('0 issue "letsencrypt.org"'))
        (one,) = found_in(bench)
        assert (one.code, one.certainty) == ("CAA_ERROR", Certainty.CERTAIN)
        assert 'issue "amazon.com"' in one.fix

    def test_above_the_zone(self, bench: Bench) -> None:
        need = wanted(bench, request(bench))
        put(bench, zone_of_sub(bench), need["Name"], need["Value"])
        table: Table = {
            (SITE, "NS"): servers(bench, f"{SITE}."),
            (need["Name"].rstrip("."), "CNAME"): [need["Value"]],
            ("main.io", "CAA"): ['0 issue ";"'],
        }
        assert told(bench, resolver=FakeDns(table)) == [("CAA_ERROR", Certainty.CERTAIN)]
        table["main.io", "CAA"] = dns.exception.Timeout()
        assert told(bench, resolver=FakeDns(table)) == [
            ("validation_under_way", Certainty.LIKELY),
            ("caa_unknown", Certainty.CANNOT_TELL),
        ]


class TestGivenUp:
    def test_timed_out_with_its_reason(self, bench: Bench) -> None:
        request(bench)
        bench.clock._now += 73 * 3600
        assert told(bench) == [
            ("VALIDATION_TIMED_OUT", Certainty.CERTAIN),
            ("validation_record_missing", Certainty.CERTAIN),
        ]

    @pytest.mark.parametrize("failure", ["CAA_ERROR", "DOMAIN_NOT_ALLOWED", "OTHER"])
    def test_failed_in_acms_words(self, bench: Bench, monkeypatch: pytest.MonkeyPatch, failure: str) -> None:
        put(bench, zone_id(bench), **named(wanted(bench, request(bench))))
        describe, listed = certificates.describe, certificates.listed
        monkeypatch.setattr(certificates, "listed", lambda aws: tuple(replace(x, status="FAILED") for x in listed(aws)))
        monkeypatch.setattr(
            certificates, "describe", lambda *one: replace(describe(*one), status="FAILED", failure=failure)  # type: ignore[type-var]
        )  # fmt: skip
        (one,) = found_in(bench)
        assert (one.code, one.certainty) == (failure, Certainty.CERTAIN)
        assert failure in one.evidence or len(one.evidence) > 40

    def test_not_renewed(self, in_service: Bench) -> None:
        in_service.clock._now += 380 * 24 * 3600
        found = told(in_service)
        assert found[0] == ("certificate_not_renewed", Certainty.CERTAIN)


@pytest.mark.parametrize("arn", [NOT_THERE, ELSEWHERE])
def test_a_given_one_that_will_not_do(bench: Bench, arn: str) -> None:
    assert told(bench, with_site(f"certificate: {arn}")) == [("certificate_unfit", Certainty.CERTAIN)]


def test_another_one_is_on_the_listener(in_service: Bench) -> None:
    arn = in_service.aws.acm.request_certificate(DomainName=SITE, ValidationMethod="DNS")["CertificateArn"]
    try:
        prove(in_service, arn)
    except in_service.aws.route53.exceptions.InvalidChangeBatch:
        in_service.clock._now += 600  # the record stands already: ACM asks for the same one
    (one,) = found_in(in_service, with_site(f"certificate: {arn}"))
    assert (one.code, one.certainty) == ("certificate_not_on_listener", Certainty.CERTAIN)
    assert arn in one.evidence


def named(need: dict[str, str]) -> dict[str, str]:
    return {"name": need["Name"], "value": need["Value"]}
