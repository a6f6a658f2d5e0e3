"""`status`: what is, against what was asked; changes made in the console are found, and a run repairs exactly them."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from multisite_tui.model.events import Outcome
from multisite_tui.report.endings import finished
from multisite_tui.report.shortcomings import shortcomings
from multisite_tui.report.status_text import write_standing_json, write_standing_text
from multisite_tui.report.words import (
    CHECK_DIFFERS,
    CHECK_ELSEWHERE,
    CHECK_MAINTENANCE,
    CHECK_NO_INSTANCE,
    CHECK_RENEWAL,
    CHECK_STOPS,
)

from .reference import REFERENCE, with_site
from .rig import Bench
from .shared_reference import SHARED
from .test_account_checks import prove, zone_id

SCHEMA = Path(__file__).parents[2] / "schema" / "status.schema.json"


def told(bench: Bench, answers: str = REFERENCE) -> dict[str, Any]:
    out = io.StringIO()
    write_standing_json(bench.conductor(answers).standing(), out)
    line: dict[str, Any] = json.loads(out.getvalue())
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(line)
    return line


def change_in_the_console(bench: Bench) -> None:
    check = {"Target": "HTTP:6402/", "Interval": 30, "Timeout": 3, "UnhealthyThreshold": 10, "HealthyThreshold": 2}
    bench.aws.elb.configure_health_check(LoadBalancerName="to-main", HealthCheck=check)
    bench.aws.elb.remove_tags(LoadBalancerNames=["to-sub"], Tags=[{"Key": "team"}])


def test_what_stands_is_told_whole(in_service: Bench) -> None:
    line = told(in_service)

    site = line["sites"][0]
    assert line["as_asked"] is True
    assert site["instances"][0]["state"] == "InService"
    assert site["certificate"]["status"] == "ISSUED"
    assert site["certificate"]["renews"] is True
    assert site["restart"] == {"quiet": 45, "out": [45, 53], "back": [5, 10], "kept_on": False}
    assert line["cost"]["total"] == 43.8


def test_a_change_in_the_console_is_drift_and_a_run_repairs_exactly_that(in_service: Bench) -> None:
    change_in_the_console(in_service)
    before = in_service.writes()

    line = told(in_service)

    assert in_service.writes() == before
    drift = {site["domain"]: [(one["step"], one["why"]) for one in site["drift"]] for site in line["sites"]}
    assert drift == {
        "main.io": [("main.io/health_check", "interval is 30, asked for 5")],
        "sub.main.io": [("sub.main.io/load_balancer", "tags differ from what is asked: team")],
    }
    assert in_service.run(REFERENCE).outcome is Outcome.COMPLETE
    assert sorted(in_service.writes()[len(before) :]) == ["elb:AddTags", "elb:ConfigureHealthCheck"]
    assert told(in_service)["as_asked"] is True


def test_a_missing_validation_record_is_told_before_the_certificate_ends(in_service: Bench) -> None:
    zone = in_service.aws.route53.list_hosted_zones()["HostedZones"][0]["Id"]
    records = in_service.aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    proof = next(one for one in records if one["Name"].startswith("_") and one["Name"].endswith(".sub.main.io."))
    change = {"Action": "DELETE", "ResourceRecordSet": proof}
    in_service.aws.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": [change]})  # type: ignore[list-item]

    assert told(in_service)["sites"][1]["certificate"]["renews"] is False


def test_a_sick_instance_is_told_in_the_load_balancers_words(in_service: Bench) -> None:
    in_service.account.set_answer(6403, 500)
    in_service.clock._now += 600

    out = io.StringIO()
    write_standing_text(in_service.conductor(REFERENCE).standing(), out)

    assert "OutOfService: Instance has failed at least the UnhealthyThreshold number" in " ".join(
        out.getvalue().split()
    )


def test_a_setup_of_which_nothing_is_there_is_told_too(bench: Bench) -> None:
    line = told(bench)

    assert line["as_asked"] is False
    assert line["sites"][0]["load_balancer_dns"] is None
    assert line["sites"][0]["certificate"] is None


def stop_the_instance(bench: Bench) -> None:
    instance = bench.aws.ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    bench.aws.ec2.stop_instances(InstanceIds=[instance])


def test_a_load_balancer_is_shown_although_no_instance_runs(in_service: Bench) -> None:
    stop_the_instance(in_service)

    line = told(in_service)

    assert [site["load_balancer_dns"] is None for site in line["sites"]] == [False, False]
    assert line["sites"][0]["instances"]
    assert line["sites"][0]["certificate"]["status"] == "ISSUED"
    assert [problem["code"] for problem in line["problems"]] == ["instance_open"]
    assert line["cost"]["total"] == 43.8


def test_the_cost_is_that_of_what_is_there(bench: Bench) -> None:
    line = told(bench)

    assert line["cost"]["lines"] == []
    assert line["cost"]["total"] == 0


def test_what_is_left_of_a_site_that_is_no_longer_asked_for_is_in_the_price(in_service: Bench) -> None:
    shorter = REFERENCE[: REFERENCE.index("  - domain: sub.main.io")]

    plan = in_service.plan(shorter, accept_leftovers=True).plan

    assert str(plan.cost.total) == "43.80"
    assert "load_balancer_left" in [one.code for one in plan.warnings]
    assert not any("--accept-leftovers" in one.next for one in plan.warnings)


def test_what_is_in_service_says_what_it_costs(in_service: Bench) -> None:
    conductor = in_service.conductor(REFERENCE)
    last = finished(conductor.apply(conductor.plan()), conductor.setup, "multisite-tui", 0.0)
    assert ["43.80" in note for note in last.notes] == [True]


def test_times_are_told_alike_everywhere(in_service: Bench) -> None:
    assert told(in_service)["sites"][0]["certificate"]["until"].endswith("Z")


def mailed(bench: Bench) -> str:
    """Return an issued certificate of the second site that is validated by e-mail."""
    arn = bench.aws.acm.request_certificate(DomainName="sub.main.io", ValidationMethod="EMAIL")["CertificateArn"]
    bench.clock._now += 10
    assert "certificate_unfit" in [one.code for one in bench.plan(with_site(f"certificate: {arn}")).problems]
    bench.account.follow_mail(arn)
    bench.clock._now += 60
    return arn


def test_a_certificate_that_waits_for_mails_is_a_warning_and_stays_where_it_serves(bench: Bench) -> None:
    arn = mailed(bench)
    planned = bench.plan(REFERENCE)
    assert [(one.code, one.site) for one in planned.plan.warnings] == [("certificate_by_mail", "sub.main.io")]
    assert bench.run(REFERENCE).outcome is Outcome.COMPLETE
    other = bench.aws.acm.request_certificate(DomainName="sub.main.io", ValidationMethod="DNS")["CertificateArn"]
    prove(bench, other)

    line = told(bench)

    certificate = line["sites"][1]["certificate"]
    assert (certificate["arn"], certificate["renews"]) == (arn, False)
    assert certificate["concern"]["code"] == "certificate_by_mail"
    assert "Follow the link in ACM's mail before" in certificate["concern"]["next"]
    assert line["as_asked"] is True
    assert line["sites"][0]["certificate"]["concern"] is None
    out = io.StringIO()
    write_standing_text(bench.conductor(REFERENCE).standing(), out)
    assert "validated by e-mail" in out.getvalue()


def test_one_load_balancer_for_all_is_told_once_and_a_maintenance_page_as_such(bench: Bench) -> None:
    bench.run(SHARED)
    bench.conductor(SHARED).switch_page("sub.main.io", shown=True)

    line = told(bench, SHARED)

    assert (line["topology"], line["as_asked"]) == ("shared", True)
    assert [site["maintenance"] for site in line["sites"]] == [False, True]
    assert {site["load_balancer"] for site in line["sites"]} == {"main-io"}
    assert [one["state"] for site in line["sites"] for one in site["instances"]] == ["healthy", "healthy"]
    assert line["sites"][0]["restart"] == {"quiet": 45, "out": [45, 53], "back": [5, 10], "kept_on": True}

    bench.account.set_answer(6403, 500)
    bench.clock._now += 600
    out = io.StringIO()
    write_standing_text(bench.conductor(SHARED).standing(), out)
    text = " ".join(out.getvalue().split())
    assert text.count("load balancer of all sites, main-io: main-io-") == 1
    assert text.count("The load balancer answers with the maintenance page (status 503)") == 1
    assert "unhealthy: Health checks failed with these codes: [500]" in text
    assert "It sends visitors there all the same, since there is no other instance: they see 502" in text
    assert "it stops sending visitors" not in text


def found(bench: Bench, answers: str = REFERENCE) -> tuple[str, ...]:
    return shortcomings(bench.conductor(answers).standing())


def test_nothing_is_wanting_of_a_setup_in_service(in_service: Bench) -> None:
    assert found(in_service) == ()
    assert told(in_service)["well"] is True


def test_an_instance_out_of_service_is_wanting_although_nothing_differs(in_service: Bench) -> None:
    in_service.account.set_answer(6403, 500)
    in_service.clock._now += 600

    assert in_service.conductor(REFERENCE).standing().as_asked
    assert [one.partition(" i-")[0] for one in found(in_service)] == ["sub.main.io: instance"]
    assert told(in_service)["well"] is False


def test_each_difference_and_what_stops_a_run_is_wanting(in_service: Bench) -> None:
    change_in_the_console(in_service)
    assert {CHECK_DIFFERS.format(site=one) for one in ("main.io", "sub.main.io")} <= set(found(in_service))
    stop_the_instance(in_service)
    assert CHECK_STOPS in found(in_service)


def test_a_certificate_that_nobody_can_renew_is_wanting(in_service: Bench) -> None:
    standing = in_service.conductor(REFERENCE).standing()
    site = standing.sites[0]
    certificate = site.certificate
    assert certificate is not None
    ends = replace(site, certificate=replace(certificate, renews=False), maintenance=True)
    assert shortcomings(replace(standing, sites=(ends,))) == (
        CHECK_RENEWAL.format(site="main.io"),
        CHECK_MAINTENANCE.format(site="main.io"),
    )


def test_a_name_that_leads_elsewhere_is_wanting_by_name(in_service: Bench) -> None:
    stranger = {"Name": "main.io", "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": "198.51.100.77"}]}
    in_service.aws.route53.change_resource_record_sets(
        HostedZoneId=zone_id(in_service),
        ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": stranger}]},  # type: ignore[list-item]
    )

    assert found(in_service) == (CHECK_ELSEWHERE.format(site="main.io"),)
    assert [site.in_service for site in in_service.conductor(REFERENCE).standing().sites] == [False, True]


def test_a_site_without_an_instance_is_wanting(bench: Bench) -> None:
    assert CHECK_NO_INSTANCE.format(site="main.io") in found(bench)
