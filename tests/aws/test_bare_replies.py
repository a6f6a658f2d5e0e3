"""AWS may leave out whatever its model does not mark as required: no question fails on it by a mistake of the program.

The replies are made from botocore's models, so that what is read of them anew is tried without a new test.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from ipaddress import IPv4Network
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import pytest

from multisite_tui.aws.calls import AwsCall
from multisite_tui.aws.errors import AwsFailure
from multisite_tui.aws.facts.facts import Facts
from multisite_tui.aws.facts.reads import Mode
from multisite_tui.aws.facts.replies import INCOMPLETE
from multisite_tui.aws.facts.zones import Zone
from multisite_tui.aws.session import Aws, open_session
from multisite_tui.model.accounts import Account, AccountKind

from .model_replies import barest, optional, whole, whole_input, with_alone, without
from .samples import NOW
from .test_effects import calls_made

Ask = Callable[[Facts], Any]
ARN = "arn:aws:acm:ap-northeast-2:123456789012:certificate/1"
NAME = "x-1"
"""What the replies call everything that has a name or an id."""
QUESTIONS: dict[str, Ask] = {
    "load_balancers": lambda facts: [one.entrance.entry_ports for one in facts.load_balancers().values()],
    "load_balancer": lambda facts: facts.load_balancer(NAME),
    "load_balancer_tags": lambda facts: facts.load_balancer_tags(),
    "load_balancer_zone_id": lambda facts: facts.load_balancer_zone_id(NAME),
    "load_balancer_attributes": lambda facts: facts.load_balancer_attributes(NAME),
    "tls_policies": lambda facts: facts.tls_policies(NAME),
    "instance_health": lambda facts: facts.instance_health(NAME, (NAME,)),
    "load_balancer_quota": lambda facts: facts.load_balancer_quota(),
    "application_load_balancers": lambda facts: [
        (one.leads_to, one.usable) for one in facts.application_load_balancers().values()
    ],
    "application_load_balancer": lambda facts: facts.application_load_balancer(NAME),
    "application_tags": lambda facts: facts.application_tags(),
    "application_attributes": lambda facts: facts.application_attributes(NAME),
    "application_quotas": lambda facts: facts.application_quotas(),
    "application_listeners": lambda facts: facts.application_listeners(NAME),
    "host_rules": lambda facts: facts.host_rules(NAME),
    "listener_certificates": lambda facts: facts.listener_certificates(NAME).all,
    "target_groups": lambda facts: facts.target_groups(),
    "target_group": lambda facts: facts.target_group(NAME),
    "target_group_tags": lambda facts: facts.target_group_tags(),
    "target_group_attributes": lambda facts: facts.target_group_attributes(NAME),
    "target_health": lambda facts: facts.target_health(NAME),
    "interfaces_of_application": lambda facts: facts.interfaces_of_application(NAME),
    "certificates": lambda facts: facts.certificates(),
    "certificate": lambda facts: facts.certificate(ARN),
    "described": lambda facts: facts.described(ARN),
    "listed_certificate": lambda facts: facts.listed_certificate(ARN),
    "tagged": lambda facts: [facts.tagged(one) for one in facts.certificates()],
    "validation": lambda facts: facts.validation(ARN),
    "security_groups": lambda facts: facts.security_groups(NAME),
    "security_group": lambda facts: facts.security_group(NAME, NAME),
    "security_group_named": lambda facts: facts.security_group_named(NAME, NAME),
    "tagged_groups": lambda facts: facts.tagged_groups("a", "b"),
    "tagged_rules": lambda facts: facts.tagged_rules("a", "b"),
    "instances": lambda facts: [str(one) for one in facts.instances()],
    "subnets": lambda facts: facts.subnets(NAME),
    "route_tables": lambda facts: facts.route_tables(NAME),
    "network_acls": lambda facts: [
        one.passage(IPv4Network("10.0.0.0/16"), (80, 80), egress=False) for one in facts.network_acls(NAME)
    ],
    "prefix_lists": lambda facts: facts.prefix_lists(),
    "zones": lambda facts: facts.zones(),
    "name_servers": lambda facts: facts.name_servers(NAME),
    "records": lambda facts: facts.records(NAME, NAME),
    "exists": lambda facts: facts.exists(NAME, NAME),
    "wildcard": lambda facts: facts.wildcard(Zone(NAME, "main.io"), "sub.main.io"),
    "private_zones": lambda facts: facts.private_zones(),
    "all_records": lambda facts: facts.all_records(NAME),
    "protections": lambda facts: facts.protections(NAME),
    "interfaces": lambda facts: facts.interfaces(NAME),
    "change_status": lambda facts: facts.change_status(NAME),
}
NO_QUESTIONS = {"account", "again", "known_certificates", "known_listeners", "known_load_balancers"}
"""What `Facts` offers and AWS is not asked for."""


class ModelledAccount:
    """Answers each call with a reply that is made from the model."""

    def __init__(self) -> None:
        session = open_session(None, "ap-northeast-2")
        clients = [session.client(cast("Any", name)) for name in ("elb", "ec2", "acm", "route53", "elbv2")]
        for client in clients:
            client.meta.events.register_first("before-call", self._answer)
        account = Account("123456789012", "ap-northeast-2", AccountKind.ENDPOINT, "arn:aws:iam::123456789012:user/x")
        *always, elbv2 = clients
        self.aws = Aws(account, *always, make_elbv2=lambda: elbv2)
        self.asked: dict[str, Any] = {}
        """The operations that were asked, with their models."""
        self.replies: dict[str, dict[str, Any]] = {}
        """By operation, the reply; an operation that is missing gets a whole one."""

    def facts(self) -> Facts:
        return Facts(self.aws, NOW)

    def operation(self, call: str) -> Any:
        service, _, name = call.partition(":")
        return self.aws.client(service).meta.service_model.operation_model(name)

    def _answer(self, model: Any, **_: Any) -> Any:
        self.asked[model.name] = model
        reply = self.replies.get(model.name)
        return SimpleNamespace(status_code=200), whole(model) if reply is None else reply


@pytest.fixture(scope="module")
def modelled() -> Iterator[ModelledAccount]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "any")
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        yield ModelledAccount()


def replies_of(operation: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield replies that lack what the model lets them lack, each with words for it."""
    yield "barest", barest(operation, elements=False)
    yield "barest elements", barest(operation, elements=True)
    for path in optional(operation):
        yield f"only {'.'.join(path)}", with_alone(operation, path)
        yield f"all but {'.'.join(path)}", without(operation, path)


def mistake(ask: Callable[[], Any], *, no_answer: bool = False) -> str | None:
    """Return how a question failed by a mistake of the program; None if it was answered.

    A reply that lacks what was asked for, `no_answer`, may be refused too.
    """
    try:
        ask()
    except AwsFailure as failure:
        return None if no_answer and failure.code == INCOMPLETE else repr(failure)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test looks for
        return repr(error)
    return None


def test_each_question_has_a_row() -> None:
    asked = {name for name, _ in inspect.getmembers(Facts, callable) if not name.startswith("_")}
    assert set(QUESTIONS) == (asked | {"account"}) - NO_QUESTIONS


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_a_question_is_answered_whatever_aws_leaves_out(modelled: ModelledAccount, question: str) -> None:
    ask = QUESTIONS[question]
    modelled.replies, modelled.asked = {}, {}
    ask(modelled.facts())
    assert modelled.asked
    failed: dict[str, str] = {}
    for name, operation in list(modelled.asked.items()):
        for words, reply in replies_of(operation):
            modelled.replies = {name: reply}
            whole_members = set(whole(operation))
            if found := mistake(lambda: ask(modelled.facts()), no_answer=whole_members > set(reply)):
                failed[f"{name}: {words}"] = found
    assert failed == {}


@pytest.mark.sampled
@pytest.mark.parametrize("call", sorted(calls_made()))
def test_an_answer_after_a_call_is_told_whatever_its_reply_leaves_out(modelled: ModelledAccount, call: str) -> None:
    operation = modelled.operation(call)
    service, _, name = call.partition(":")
    of_known = AwsCall(service, name, whole_input(operation), "it", "it must be")
    of_new = AwsCall(service, name, _renamed(of_known.params), "it", "it must be")
    failed: dict[str, str] = {}
    modelled.replies = {}
    for words, reply in replies_of(operation):
        for (question, ask), made in product(QUESTIONS.items(), (of_known, of_new)):
            facts = modelled.facts()
            ask(facts)
            facts.reads.accepted(made, reply)
            confirmed = Facts(modelled.aws, NOW, facts.reads, Mode.CONFIRMED)
            if found := mistake(lambda: [ask(facts), ask(confirmed)]):  # noqa: B023 - asked at once
                failed[f"{question} after {words}"] = found
    assert failed == {}


def _renamed(value: Any) -> Any:
    """Return parameters in which everything has another name, which nothing in the account has."""
    if isinstance(value, dict):
        return {key: _renamed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner) for inner in value]
    return "new-1" if value == NAME else value


def test_a_certificate_whose_names_the_list_leaves_out_is_described(modelled: ModelledAccount) -> None:
    listing, describing = (modelled.operation(f"acm:{name}") for name in ("ListCertificates", "DescribeCertificate"))
    summary, described = whole(listing), whole(describing)
    del summary["CertificateSummaryList"][0]["SubjectAlternativeNameSummaries"]
    described["Certificate"]["SubjectAlternativeNames"] = ["main.io", "www.main.io"]
    modelled.replies = {"ListCertificates": summary, "DescribeCertificate": described}
    [found] = modelled.facts().certificates()
    assert {"main.io", "www.main.io"} <= found.names


def test_a_listing_without_its_list_is_not_taken_for_an_empty_one(modelled: ModelledAccount) -> None:
    modelled.replies = {"DescribeLoadBalancers": {}}
    with pytest.raises(AwsFailure, match="DescribeLoadBalancers without `LoadBalancerDescriptions`"):
        modelled.facts().load_balancers()
