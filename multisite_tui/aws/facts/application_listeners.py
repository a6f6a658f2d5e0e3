"""Listeners of Application Load Balancers, their certificates and their rules (elbv2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from multisite_tui.aws.errors import translated
from multisite_tui.aws.facts.application_load_balancers import tags, unless_gone
from multisite_tui.aws.facts.replies import answer_in
from multisite_tui.aws.facts.rule_actions import FixedResponse, RuleAction, action_in
from multisite_tui.aws.session import Aws

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import ListenerTypeDef, RuleTypeDef

HOST = "host-header"


@dataclass(frozen=True)
class ApplicationListener:
    """One listener; its protocol is `HTTP` or `HTTPS`."""

    arn: str
    load_balancer: str
    """The ARN of its load balancer."""
    protocol: str
    port: int
    policy: str | None
    """The TLS policy by its name; None without TLS."""
    certificate: str | None
    """The ARN of the default certificate: for visitors without SNI, and where none of the list fits."""
    action: RuleAction
    """What becomes of a request that no rule matches."""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HostRule:
    """One rule of a listener."""

    arn: str
    listener: str
    """The ARN of its listener."""
    priority: int
    """1 to 50000; the lowest that matches a request counts."""
    hosts: tuple[str, ...]
    """The host names that it matches, lower case."""
    other_conditions: bool
    """Whether it looks at more than the host, as no rule of this program does."""
    action: RuleAction
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Whether the load balancer answers by itself, as it does for a maintenance page."""
        return isinstance(self.action, FixedResponse)


@dataclass(frozen=True)
class ListenerCertificates:
    """The certificates of one listener, by ARN."""

    default: str | None
    listed: frozenset[str]
    """Those of the list from which SNI chooses; the default may stand there too."""

    @property
    def all(self) -> frozenset[str]:
        """All of them."""
        return self.listed | ({self.default} if self.default else set())


def of_load_balancer(aws: Aws, arn: str) -> tuple[ApplicationListener, ...]:
    """Return the listeners of a load balancer with their tags; none if ELB does not know it."""
    found = unless_gone(partial(_listeners, aws, arn)) or ()
    of_each = tags(aws, [one.arn for one in found])
    return tuple(replace(one, tags=of_each[one.arn]) for one in found if one.arn in of_each)


def rules_of(aws: Aws, listener: str) -> tuple[HostRule, ...]:
    """Return the rules of a listener with their tags, without its default rule; none if ELB does not know it."""
    found = unless_gone(partial(_rules, aws, listener)) or ()
    of_each = tags(aws, [one.arn for one in found])
    return tuple(replace(one, tags=of_each[one.arn]) for one in found if one.arn in of_each)


def certificates_of(aws: Aws, listener: str) -> ListenerCertificates:
    """Return the certificates of a listener (elbv2, `DescribeListenerCertificates`); none if ELB does not know it."""
    return unless_gone(partial(_certificates, aws, listener)) or ListenerCertificates(None, frozenset())


def listener_from(found: ListenerTypeDef | Mapping[str, Any]) -> ApplicationListener:
    """Return a listener as a reply describes it, without tags."""
    certificates: Sequence[Mapping[str, Any]] = found.get("Certificates", ())
    return ApplicationListener(
        arn=found["ListenerArn"],
        load_balancer=found.get("LoadBalancerArn", ""),
        protocol=found.get("Protocol", ""),
        port=found.get("Port", 0),
        policy=found.get("SslPolicy"),
        certificate=next((one["CertificateArn"] for one in certificates if "CertificateArn" in one), None),
        action=action_in(found.get("DefaultActions", ())),
    )


def rule_from(listener: str, found: RuleTypeDef | Mapping[str, Any]) -> HostRule | None:
    """Return a rule as a reply describes it, without tags; None for the default rule of a listener."""
    priority: str = found.get("Priority", "")
    if found.get("IsDefault", False) or not priority.isdecimal():
        return None
    conditions: Sequence[Mapping[str, Any]] = found.get("Conditions", ())
    hosts = [host for one in conditions if one.get("Field") == HOST for host in _hosts(one)]
    return HostRule(
        arn=found["RuleArn"],
        listener=listener,
        priority=int(priority),
        hosts=tuple(dict.fromkeys(host.lower() for host in hosts)),
        other_conditions=any(one.get("Field") != HOST for one in conditions),
        action=action_in(found.get("Actions", ())),
    )


def _hosts(condition: Mapping[str, Any]) -> Sequence[str]:
    config: Sequence[str] = condition.get("HostHeaderConfig", {}).get("Values", ())
    return config or condition.get("Values", ())


def _listeners(aws: Aws, arn: str) -> list[ApplicationListener]:
    with translated("elbv2:DescribeListeners"):
        pages = aws.elbv2.get_paginator("describe_listeners").paginate(LoadBalancerArn=arn)
        found = [one for page in pages for one in answer_in(page, "Listeners", "elbv2:DescribeListeners")]
    return [listener_from(one) for one in found if "ListenerArn" in one]


def _rules(aws: Aws, listener: str) -> list[HostRule]:
    with translated("elbv2:DescribeRules"):
        pages = aws.elbv2.get_paginator("describe_rules").paginate(ListenerArn=listener)
        found = [one for page in pages for one in answer_in(page, "Rules", "elbv2:DescribeRules")]
    rules = [rule_from(listener, one) for one in found if "RuleArn" in one]
    return [one for one in rules if one is not None]


def _certificates(aws: Aws, listener: str) -> ListenerCertificates:
    with translated("elbv2:DescribeListenerCertificates"):
        pages = aws.elbv2.get_paginator("describe_listener_certificates").paginate(ListenerArn=listener)
        listed = [
            one for page in pages for one in answer_in(page, "Certificates", "elbv2:DescribeListenerCertificates")
        ]
    found = [one for one in listed if "CertificateArn" in one]
    default = next((one["CertificateArn"] for one in found if one.get("IsDefault", False)), None)
    return ListenerCertificates(
        default, frozenset(one["CertificateArn"] for one in found if not one.get("IsDefault", False))
    )
