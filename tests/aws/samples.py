"""Plain data as a look at the account gives it, with everything as the reference case wants it unless changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from multisite_tui.aws.facts.certificates import Certificate, ValidationRecord, describe, of_iam
from multisite_tui.aws.facts.entrances import HealthCheckSettings
from multisite_tui.aws.facts.load_balancers import Attributes, ListenerDescription, LoadBalancer
from multisite_tui.aws.facts.records import Alias, RecordSet
from multisite_tui.aws.facts.security_groups import Ingress, SecurityGroup
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.base import StepOutputs, Wait
from multisite_tui.aws.resources.ownership import Owner
from multisite_tui.aws.resources.wanted_listeners import WantedListener
from multisite_tui.model.health_checks import CheckTarget
from multisite_tui.model.usual_times import UsualTime

if TYPE_CHECKING:
    from multisite_tui.aws.session import Aws

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OWNER = Owner("main-io", "main.io", {"team": "web"})
ADOPTING = replace(OWNER, adopt=True)
OURS = OWNER.tags_for()
ARN = "arn:aws:acm:ap-northeast-2:123456789012:certificate/1"
HTTP = WantedListener("HTTP", 80, "HTTP", 6402)
HTTPS = WantedListener("HTTPS", 443, "HTTP", 6402)
POLICY = "ELBSecurityPolicy-TLS-1-2-2017-01"
CHECK = HealthCheckSettings(CheckTarget.parse("HTTP:6402/"), 5, 3, 10, 2)
ATTRIBUTES = Attributes(cross_zone=False, draining=30, idle_timeout=60)
ZONE = Zone("Z1", "main.io")
DNS_NAME = "to-main-1.ap-northeast-2.elb.amazonaws.com"
WAIT = Wait("it", 60, 5, UsualTime.seconds(7))


def load_balancer(**changes: Any) -> LoadBalancer:
    asked: dict[str, Any] = {
        "name": "to-main",
        "dns_name": DNS_NAME,
        "zone_id": "ZELB",
        "scheme": "internet-facing",
        "vpc": "vpc-1",
        "subnets": frozenset({"subnet-1"}),
        "security_groups": frozenset({"sg-lb"}),
        "listeners": (
            ListenerDescription("HTTP", 80, "HTTP", 6402, None, ()),
            ListenerDescription("HTTPS", 443, "HTTP", 6402, ARN, ("own",)),
        ),
        "instances": frozenset({"i-1"}),
        "health_check": CHECK,
        "attributes": ATTRIBUTES,
        "tls_policies": {"own": POLICY},
        "tags": OURS,
    }
    return LoadBalancer(**{**asked, **changes})


def group(*ingress: Ingress, id: str = "sg-lb", tags: Mapping[str, str] = OURS, name: str = "to-main") -> SecurityGroup:  # noqa: A002
    return SecurityGroup(id, name, "Load balancer", "vpc-1", frozenset(ingress), tags)


def way_in(port: int, source: str = "0.0.0.0/0", protocol: str = "tcp", last: int | None = None) -> Ingress:
    return Ingress(protocol, port, last or port, source)


def certificate(*names: str, **changes: Any) -> Certificate:
    asked: dict[str, Any] = {
        "arn": ARN,
        "names": frozenset(names or ("main.io",)),
        "status": "ISSUED",
        "key_algorithm": "RSA_2048",
        "not_after": NOW + timedelta(days=300),
    }
    return Certificate(**{**asked, **changes})


def proof(domain: str = "main.io", name: str = "_p.main.io") -> ValidationRecord:
    return ValidationRecord(domain, name, "_v.acm-validations.aws")


def address(*values: str, name: str = "main.io", type: str = "A", ttl: int = 300, **more: Any) -> RecordSet:  # noqa: A002
    raw = {"Name": f"{name}.", "Type": type, "TTL": ttl, "ResourceRecords": [{"Value": one} for one in values], **more}
    return RecordSet(name, type, ttl, values, None, "SetIdentifier" in more, raw)


def alias(dns_name: str = DNS_NAME, zone: str = "ZELB", name: str = "main.io", health: bool = False) -> RecordSet:
    target = {"HostedZoneId": zone, "DNSName": f"dualstack.{dns_name}.", "EvaluateTargetHealth": health}
    raw = {"Name": f"{name}.", "Type": "A", "AliasTarget": target}
    return RecordSet(name, "A", None, (), Alias.to(zone, target["DNSName"]), False, raw)  # type: ignore[arg-type]


def known(**found: object) -> StepOutputs:
    """Return what steps found, by the resource's part of their ids."""
    return StepOutputs({f"main.io/{name}": one for name, one in found.items()})


class Account:
    """Stands for `Facts`: answers what it was given, and notes what it was asked."""

    def __init__(self, *certificates: Certificate, balancer: LoadBalancer | None = None, **answers: Any) -> None:
        self.now = NOW
        self.asked: list[str] = []
        self._certificates = certificates
        self._balancer = balancer
        self._answers = answers

    def certificates(self) -> tuple[Certificate, ...]:
        """As ACM's list: without validation records and tags."""
        listed = self._answers.get("listed", self._certificates)
        return tuple(replace(one, validation=(), awaited=frozenset(), tags={}) for one in listed)

    def certificate(self, arn: str) -> Certificate | None:
        if of_iam(arn):
            return describe(cast("Aws", None), arn)
        self.asked.append(arn)
        return next((one for one in self._certificates if one.arn == arn), None)

    def described(self, arn: str) -> Certificate | None:
        return self.validation(arn)

    def listed_certificate(self, arn: str) -> Certificate | None:
        return next((one for one in self.certificates() if one.arn == arn), None) or self.validation(arn)

    def tagged(self, certificate: Certificate) -> Certificate | None:
        tags = [one.tags for one in self._certificates if one.arn == certificate.arn]
        return replace(certificate, tags=tags[0]) if tags else certificate if of_iam(certificate.arn) else None

    def validation(self, arn: str) -> Certificate | None:
        found = self.certificate(arn)
        return replace(found, tags={}) if found else None

    def load_balancer(self, name: str) -> LoadBalancer | None:
        return replace(self._balancer, attributes=None, tls_policies={}) if self._balancer else None

    def load_balancer_attributes(self, name: str) -> Attributes | None:
        return self._balancer.attributes if self._balancer else None

    def tls_policies(self, load_balancer: str) -> Mapping[str, str] | None:
        self.asked.append(load_balancer)
        return self._balancer.tls_policies if self._balancer else None

    def records(self, zone: str, name: str) -> tuple[RecordSet, ...]:
        return tuple(one for one in self._answers.get("records", ()) if one.name == name)

    def wildcard(self, zone: Zone, name: str) -> tuple[RecordSet, ...]:
        return self._answers.get("wildcards", {}).get(name, ())

    def exists(self, zone: str, name: str) -> bool:
        return bool(self.records(zone, name))

    def change_status(self, change: str) -> str:
        self.asked.append(change)
        return str(self._answers["changes"][change])

    def instance_health(self, name: str, ids: tuple[str, ...]) -> Any:
        return self._answers["health"]
