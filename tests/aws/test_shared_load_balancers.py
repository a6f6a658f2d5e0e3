"""The load balancer that sites share, with its listeners, as found, and the calls that bring it to what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from multisite_tui.aws.calls import Unknown
from multisite_tui.aws.facts.application_listeners import ApplicationListener, HostRule, ListenerCertificates
from multisite_tui.aws.facts.application_load_balancers import ApplicationLoadBalancer
from multisite_tui.aws.facts.certificates import Certificate
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.records import Alias, RecordSet
from multisite_tui.aws.facts.rule_actions import SchemeRedirect
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.resources.application_load_balancers import SharedGroups, SharedLoadBalancer
from multisite_tui.aws.resources.base import Ref, StepOutputs
from multisite_tui.aws.resources.certificates import CertificateChoice
from multisite_tui.aws.resources.ownership import SETUP, SITE
from multisite_tui.aws.resources.secure_entries import SecureEntry
from multisite_tui.aws.resources.shared_listeners import (
    OLDER_TLS_POLICY,
    TLS_POLICY,
    UNKNOWN_HOST,
    DefaultAction,
    PlainListener,
    SecureListenerSettings,
)
from multisite_tui.errors import StepError

from .samples import ARN, OURS, certificate, group
from .shared_samples import ALL, BALANCER_ARN, OF_ALL, application, listener, rule

BALANCER: Ref[ApplicationLoadBalancer] = Ref("shared/load_balancer")
OLD = "arn:aws:acm:ap-northeast-2:123456789012:certificate/old"
KNOWN = StepOutputs(
    {
        "shared/security_group": group(id="sg-alb"),
        "shared/load_balancer": application(),
        "main.io/certificate": CertificateChoice(certificate()),
    }
)
NOTHING = StepOutputs({})


def wanted(**changes: Any) -> SharedLoadBalancer:
    asked = SharedLoadBalancer(ALL, "main-io", "vpc-1", ("subnet-1", "subnet-2"), Ref("shared/security_group"), 60)
    return replace(asked, **changes)


class Account:
    """Stands for `Facts`: one load balancer with listeners and certificates."""

    def __init__(
        self, *listeners: ApplicationListener, certificates: Any = None, rules: tuple[HostRule, ...] = (), **more: Any
    ) -> None:
        self._listeners, self._certificates, self._balancer = listeners, certificates, application(**more)
        self._rules = rules

    def application_load_balancer(self, name: str) -> ApplicationLoadBalancer:
        return self._balancer

    def application_load_balancers(self) -> dict[str, ApplicationLoadBalancer]:
        return {"main-io": self._balancer}

    def application_listeners(self, arn: str) -> tuple[ApplicationListener, ...]:
        return self._listeners

    def listener_certificates(self, arn: str) -> ListenerCertificates:
        return cast("ListenerCertificates", self._certificates)

    def host_rules(self, arn: str) -> tuple[HostRule, ...]:
        return self._rules

    def zones(self) -> tuple[Zone, ...]:
        return (Zone("Z1", "old.io"), Zone("Z2", "led.io"))

    def records(self, zone: str, name: str) -> tuple[RecordSet, ...]:
        alias = self._balancer.leads_to if name == "led.io" else Alias("another", "Z0")
        return (RecordSet(name, "A", None, (), alias, False, {}),)

    def listed_certificate(self, arn: str) -> Certificate | None:
        names = {
            ARN: ("main.io",),
            OLD: ("main.io", "old.io", "led.io", "away.io"),
            "both": ("main.io", "sub.main.io"),
            "other": ("sub.main.io",),
        }
        return certificate(*names[arn], arn=arn) if arn in names else None


def test_a_new_load_balancer_is_made_with_all_that_aws_needs() -> None:
    create, adjust = wanted(idle_timeout=300).calls(None, KNOWN)
    assert wanted().calls(None, KNOWN) == [create]
    assert create.name == "elbv2:CreateLoadBalancer"
    assert create.params == {
        "Name": "main-io",
        "Subnets": ["subnet-1", "subnet-2"],
        "SecurityGroups": ["sg-alb"],
        "Scheme": "internet-facing",
        "Type": "application",
        "IpAddressType": "ipv4",
        "Tags": [{"Key": key, "Value": OF_ALL[key]} for key in sorted(OF_ALL)],
    }
    assert not adjust.sendable
    assert not wanted().calls(None, NOTHING)[0].sendable


@pytest.mark.parametrize(
    ("changes", "calls"),
    [
        ({}, []),
        ({"subnets": frozenset({"subnet-1", "subnet-9"})}, ["elbv2:SetSubnets"]),
        ({"security_groups": frozenset({"sg-old"})}, []),  # a step of its own does it, after the ways in
        ({"attributes": {"idle_timeout.timeout_seconds": "30"}}, ["elbv2:ModifyLoadBalancerAttributes"]),
        ({"tags": {key: value for key, value in OF_ALL.items() if key != "team"}}, ["elbv2:AddTags"]),
    ],
)
def test_only_what_differs_is_changed(changes: dict[str, Any], calls: list[str]) -> None:
    assert [call.name for call in wanted().calls(application(**changes), KNOWN)] == calls


def test_another_group_is_set_by_a_step_of_its_own() -> None:
    groups = SharedGroups("main-io", Ref("shared/security_group"))
    assert groups.calls(None, KNOWN) == groups.calls(application(), KNOWN) == ()
    [call] = groups.calls(application(security_groups=frozenset({"sg-old"})), KNOWN)
    assert (call.name, call.params["SecurityGroups"]) == ("elbv2:SetSecurityGroups", ["sg-alb"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, []),
        ({"tags": {}}, ["load_balancer_taken"]),
        ({"tags": {**OF_ALL, "multisite-tui:setup": "other"}}, ["load_balancer_taken"]),
        ({"tags": OURS}, ["load_balancer_taken"]),
        ({"type": "network"}, ["load_balancer_taken"]),
        ({"vpc": "vpc-9"}, ["load_balancer_apart"]),
    ],
)
def test_what_is_not_ours_or_cannot_serve_is_refused(changes: dict[str, Any], code: list[str]) -> None:
    assert [one.code for one in wanted().conflicts(application(**changes), KNOWN)] == code


@pytest.mark.parametrize(("state", "done"), [("provisioning", False), ("active", True), ("active_impaired", True)])
def test_the_load_balancer_is_waited_for_until_it_routes(state: str, done: bool) -> None:
    facts = cast("Facts", Account(state=state))
    assert wanted().progress(facts, application(), ()).done is done


def test_a_load_balancer_that_is_not_shown_yet_is_waited_for() -> None:
    facts = cast("Facts", Account())
    assert replace(wanted(), name="other").progress(facts, application(), ()).done is False


def test_a_load_balancer_that_aws_could_not_set_up_is_not_waited_for() -> None:
    with pytest.raises(StepError, match="no room in the subnets"):
        wanted().progress(
            cast("Facts", Account(state="failed", state_reason="no room in the subnets")), application(), ()
        )


def plain(**changes: Any) -> PlainListener:
    return replace(PlainListener(ALL, BALANCER, "main-io", 80, SchemeRedirect("HTTPS", "443")), **changes)


def test_a_new_plain_listener_redirects() -> None:
    [create] = plain().calls(None, KNOWN)
    assert create.name == "elbv2:CreateListener"
    assert create.params["LoadBalancerArn"] == BALANCER_ARN
    [action] = create.params["DefaultActions"]
    assert action["RedirectConfig"] == {
        "Protocol": "HTTPS",
        "Port": "443",
        "Host": "#{host}",
        "Path": "/#{path}",
        "Query": "#{query}",
        "StatusCode": "HTTP_301",
    }


def test_a_plain_listener_that_does_something_else_is_changed() -> None:
    there = listener(80, action=UNKNOWN_HOST)
    default = DefaultAction(BALANCER, "main-io", 80, plain().action)
    assert (plain().calls(there, KNOWN), default.calls(None, KNOWN)) == ([], ())
    assert [call.name for call in default.calls(there, KNOWN)] == ["elbv2:ModifyListener"]
    assert replace(default, action=UNKNOWN_HOST).calls(there, KNOWN) == ()
    assert [one.code for one in plain().conflicts(listener(80, protocol="HTTPS"), KNOWN)] == ["listener_protocol"]


@pytest.mark.parametrize(
    ("there", "calls"),
    [
        (None, []),
        (listener(), []),
        (listener(policy="ELBSecurityPolicy-2016-08"), ["elbv2:ModifyListener"]),
        (listener(policy=OLDER_TLS_POLICY), []),
        (listener(action=SchemeRedirect("HTTPS", "443")), ["elbv2:ModifyListener"]),
        (listener(tags={}), ["elbv2:AddTags"]),
    ],
)
def test_the_settings_of_a_secure_listener_are_put_right_once_it_exists(
    there: ApplicationListener | None, calls: list[str]
) -> None:
    resource = SecureListenerSettings(ALL, BALANCER, "main-io", 443)
    assert [call.name for call in resource.calls(there, KNOWN)] == calls


def test_another_default_action_leaves_the_older_policy_as_it_is() -> None:
    there = listener(policy=OLDER_TLS_POLICY, action=SchemeRedirect("HTTPS", "443"))
    [call] = SecureListenerSettings(ALL, BALANCER, "main-io", 443).calls(there, KNOWN)
    assert call.params["SslPolicy"] == OLDER_TLS_POLICY


def entry() -> SecureEntry:
    return SecureEntry(
        ALL, "main.io", ("main.io",), frozenset({"sub.main.io"}), BALANCER, "main-io", 443, Ref("main.io/certificate")
    )


def named(account: Account, known: StepOutputs = KNOWN) -> list[tuple[str, str]]:
    found = entry().read(cast("Facts", account), known)
    calls = entry().calls(found, known)
    return [(call.name, str(next(iter(call.params["Certificates"]))["CertificateArn"])) for call in calls]


def test_the_first_site_makes_the_listener_with_its_certificate_and_puts_it_in_the_list() -> None:
    create, add = entry().calls(None, KNOWN)
    assert create.name == "elbv2:CreateListener"
    assert create.params["SslPolicy"] == TLS_POLICY
    assert create.params["Certificates"] == [{"CertificateArn": ARN}]
    assert isinstance(add.params["ListenerArn"], Unknown)


@pytest.mark.parametrize(
    ("there", "calls"),
    [
        (ListenerCertificates(ARN, frozenset({ARN})), []),
        (ListenerCertificates(ARN, frozenset()), [("elbv2:AddListenerCertificates", ARN)]),
        (ListenerCertificates("other", frozenset({"other"})), [("elbv2:AddListenerCertificates", ARN)]),
        # The old one goes after the new one is there, and the default is changed before.
        (ListenerCertificates("other", frozenset({"other", OLD, ARN})), [("elbv2:RemoveListenerCertificates", OLD)]),
        (
            ListenerCertificates(OLD, frozenset({OLD, ARN})),
            [("elbv2:ModifyListener", ARN), ("elbv2:RemoveListenerCertificates", OLD)],
        ),
        (ListenerCertificates(OLD, frozenset({OLD})), [("elbv2:AddListenerCertificates", ARN)]),
        # One that another site may use is left to it, and so is one that is not known.
        (ListenerCertificates("both", frozenset({"both", ARN})), []),
        (ListenerCertificates("gone", frozenset({"gone", ARN})), []),
    ],
)
def test_a_sites_certificate_is_put_in_and_what_it_had_before_is_taken_out(
    there: ListenerCertificates, calls: list[tuple[str, str]]
) -> None:
    assert named(Account(listener(), certificates=there)) == calls


@pytest.mark.parametrize(
    ("tags", "hosts", "stays"),
    [
        ({SETUP: "main-io", SITE: "old.io"}, ["old.io"], True),  # a site that the answers name no more
        ({}, ["old.io"], True),  # made by somebody else
        (OURS, ["main.io", "old.io"], False),  # this site's, of an alias that went away
        (OURS, ["main.io", "led.io"], True),  # whose record still leads here
        (OURS, ["main.io", "away.io"], True),  # of which no zone of the account says where it leads
        ({}, ["main.io"], False),  # the new certificate covers it
        ({}, ["else.io"], False),
    ],
)
def test_a_certificate_is_left_to_every_rule_that_needs_it(tags: dict[str, str], hosts: list[str], stays: bool) -> None:
    account = Account(
        listener(), certificates=ListenerCertificates(ARN, frozenset({ARN, OLD})), rules=(rule(*hosts, tags=tags),)
    )
    assert named(account) == ([] if stays else [("elbv2:RemoveListenerCertificates", OLD)])


def test_nothing_is_taken_out_before_the_sites_certificate_is_known() -> None:
    known = StepOutputs({"shared/load_balancer": application(), "main.io/certificate": CertificateChoice(None)})
    there = ListenerCertificates(OLD, frozenset({OLD}))
    [call] = entry().calls(entry().read(cast("Facts", Account(listener(), certificates=there)), known), known)
    assert not call.sendable
