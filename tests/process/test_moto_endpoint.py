"""The program against another endpoint than AWS: plain moto over HTTP, read back with the AWS CLI."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import CANARY, CREDENTIALS
from .endpoints import REGION, aws, seed, served_moto
from .running import REFERENCE, Desk, Ended, keep, kept


def rehearsal(folder: Path) -> None:
    """Set up twice, read back with the AWS CLI, and keep what was seen."""
    desk = Desk(folder)
    with served_moto() as url:
        env = {**CREDENTIALS, "AWS_ENDPOINT_URL": url}
        words = ("--answers", REFERENCE, "--yes", "--output", "json")
        instance = seed(url)
        keep(folder / "first.json", desk.run(*words, demo=False, env=env))
        seen = {"instance": instance, **look(desk.environment(**env, AWS_DEFAULT_REGION=REGION))}
        (folder / "seen.json").write_text(json.dumps(seen), encoding="utf-8")
        keep(folder / "second.json", desk.run(*words, demo=False, env=env))
        elsewhere = ("--answers", desk.file(NOWHERE), "--region", "eu-west-1", "--plan", "--output", "json")
        keep(folder / "elsewhere.json", desk.run(*elsewhere, demo=False, env=env))


NOWHERE = "schema: 1\nname: nowhere\nsites:\n  - {domain: main.io, port: 6402}\n"
"""Answers that name no region."""


def look(env: dict[str, str]) -> dict[str, Any]:
    zone = aws("route53 list-hosted-zones", env)["HostedZones"][0]["Id"]
    return {
        "balancers": aws("elb describe-load-balancers", env)["LoadBalancerDescriptions"],
        "records": aws(f"route53 list-resource-record-sets --hosted-zone-id {zone}", env)["ResourceRecordSets"],
        "certificates": aws("acm list-certificates", env)["CertificateSummaryList"],
    }


@pytest.fixture(scope="module")
def folder(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    return once("endpoint", rehearsal)


@pytest.fixture(scope="module")
def first(folder: Path) -> Ended:
    return kept(folder / "first.json")


@pytest.fixture(scope="module")
def seen(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "seen.json").read_text(encoding="utf-8"))


def by_name(seen: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["LoadBalancerName"]: one for one in seen["balancers"]}


def test_the_run_completes(first: Ended) -> None:
    assert (first.code, first.last["outcome"]) == (0, "complete"), first.last


def test_the_aws_cli_sees_a_load_balancer_for_each_site_with_both_listeners(seen: dict[str, Any]) -> None:
    heard = {
        (name, one["Listener"]["Protocol"], one["Listener"]["LoadBalancerPort"], one["Listener"]["InstancePort"])
        for name, balancer in by_name(seen).items()
        for one in balancer["ListenerDescriptions"]
    }
    assert heard == {
        ("to-main", "HTTP", 80, 6402),
        ("to-main", "HTTPS", 443, 6402),
        ("to-sub", "HTTP", 80, 6403),
        ("to-sub", "HTTPS", 443, 6403),
    }


def test_each_https_listener_has_a_certificate_that_acm_knows(seen: dict[str, Any]) -> None:
    known = {one["CertificateArn"] for one in seen["certificates"]}
    used = {
        one["Listener"]["SSLCertificateId"]
        for balancer in seen["balancers"]
        for one in balancer["ListenerDescriptions"]
        if one["Listener"]["Protocol"] == "HTTPS"
    }
    assert used == known
    assert len(used) == 2


def test_the_aws_cli_sees_the_health_check_and_the_instance(seen: dict[str, Any]) -> None:
    for name, port in (("to-main", 6402), ("to-sub", 6403)):
        balancer = by_name(seen)[name]
        assert balancer["HealthCheck"]["Target"] == f"HTTP:{port}/"
        assert [one["InstanceId"] for one in balancer["Instances"]] == [seen["instance"]]


def test_the_aws_cli_sees_both_names_as_aliases_and_the_old_record_gone(seen: dict[str, Any]) -> None:
    leads = {
        one["Name"]: one.get("AliasTarget", {}).get("DNSName", "") for one in seen["records"] if one["Type"] == "A"
    }
    balancers = by_name(seen)
    wanted = {"main.io.": balancers["to-main"]["DNSName"], "sub.main.io.": balancers["to-sub"]["DNSName"]}
    plain = {name: target.removeprefix("dualstack.").rstrip(".").lower() for name, target in leads.items()}
    assert plain == {name: target.lower() for name, target in wanted.items()}


def test_a_quota_that_cannot_be_read_is_a_warning(first: Ended) -> None:
    planned = next(event for event in first.events if event["event"] == "planned")
    assert "The quota of Classic Load Balancers could not be read." in [one["what"] for one in planned["warnings"]]


def test_it_is_said_that_this_is_not_aws_and_no_visit_is_made(first: Ended) -> None:
    planned = next(event for event in first.events if event["event"] == "planned")
    assert "endpoint_not_aws" in [one["code"] for one in planned["warnings"]]
    assert {site["check"]["ok"] for site in first.sites.values()} == {None}


def test_a_second_run_is_unchanged(folder: Path) -> None:
    second = kept(folder / "second.json")
    assert (second.code, second.last["outcome"]) == (0, "unchanged"), second.last


def test_the_region_of_the_command_line_is_used(folder: Path) -> None:
    elsewhere = kept(folder / "elsewhere.json")
    assert elsewhere.events[0]["region"] == "eu-west-1"


def test_the_setup_is_saved_apart_from_practice_with_its_kind(folder: Path) -> None:
    listed = Desk(folder).run("list", "--output", "json", demo=False)
    assert [(one["name"], one["kind"]) for one in json.loads(listed.out)["setups"]] == [("main-io", "endpoint")]


def test_the_secret_key_in_use_is_in_no_file_and_no_output(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"journal.jsonl", "first.json", "second.json"} <= {path.name for path in files}
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
