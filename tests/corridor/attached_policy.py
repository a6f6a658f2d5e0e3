"""A practice account that allows what an IAM policy allows, by action, resource and condition, as IAM evaluates it.

What a request is checked for (Service Authorization Reference): an action of EC2 for each resource that it concerns,
with that resource's own tags; tags at creation with `ec2:CreateAction` and the tags of the request; a change of records
with the names, types and actions of all its records; a request for a certificate with all its names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from multisite_tui.demo.account import ACCOUNT_ID, REGION, PracticeAccount
from multisite_tui.demo.calls import Refusal, is_mutating
from multisite_tui.demo.ec2.backend import tags_of
from multisite_tui.demo.elbv2.application_tags import tags_of_arn
from multisite_tui.demo.wire.iam_actions import LINKED_ROLE, needed_actions
from multisite_tui.demo.wire.protocols import SERVICES, Reply, read_params, write_refusal
from multisite_tui.demo.wire.service_errors import DENIED, service_refusal

from .rig import Bench

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

KINDS = {"sg": "security-group", "sgr": "security-group-rule", "i": "instance", "subnet": "subnet"}
Context = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Checked:
    """One resource that an action is checked for, with the condition keys of the request."""

    arn: str
    context: Context = field(default_factory=dict)


def allows(policy: Mapping[str, Any], action: str, checked: Checked) -> bool:
    """Whether a statement allows an action on a resource; the policy denies nothing explicitly."""
    return any(
        action in statement["Action"]
        and any(fnmatchcase(checked.arn, pattern) for pattern in _list(statement["Resource"]))
        and all(
            _holds(operator, checked.context.get(key), _list(values))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
        for statement in policy["Statement"]
    )


def _holds(operator: str, value: str | Sequence[str] | None, values: list[str]) -> bool:
    """Whether a condition holds; a missing key fails `StringEquals` and satisfies `StringNotEquals` (IAM guide).

    `ForAllValues` compares each value of the request, and holds where it has none.
    """
    of_each, _, compared = operator.rpartition(":")
    if of_each:
        assert of_each == "ForAllValues"
        assert not isinstance(value, str)
        return all(_compared(compared, one, values) for one in value or ())
    assert value is None or isinstance(value, str)
    return _compared(compared, value, values)


def _compared(operator: str, value: str | None, values: list[str]) -> bool:
    operators: Mapping[str, Callable[[], bool]] = {
        "StringEquals": lambda: value in values,
        "StringNotEquals": lambda: value not in values,
        "StringLike": lambda: value is not None and any(fnmatchcase(value, one) for one in values),
    }
    return operators[operator]()


def _changes(params: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the condition keys of a change of records, as Route 53 normalises them."""
    changes = params["ChangeBatch"]["Changes"]
    sets = [one["ResourceRecordSet"] for one in changes]
    prefix = "route53:ChangeResourceRecordSets"
    return {
        f"{prefix}NormalizedRecordNames": [_normalised(one["Name"]) for one in sets],
        f"{prefix}RecordTypes": [one["Type"] for one in sets],
        f"{prefix}Actions": [one["Action"] for one in changes],
    }


def _normalised(name: str) -> str:
    """Return a record's name in lower case, without a dot at the end, other characters as octal (Route 53 guide)."""
    kept = "abcdefghijklmnopqrstuvwxyz0123456789-_.\\"
    return "".join(one if one in kept else f"\\{ord(one):03o}" for one in name.lower().removesuffix("."))


def _request(params: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the condition keys of a request for a certificate."""
    return {"acm:DomainNames": [params["DomainName"], *params.get("SubjectAlternativeNames", ())]}


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _tags(kind: str, tags: Mapping[str, str]) -> dict[str, str]:
    return {f"aws:{kind}Tag/{key}": value for key, value in tags.items()}


def _in_request(tags: list[dict[str, str]] | None) -> dict[str, str]:
    return _tags("Request", {tag["Key"]: tag.get("Value", "") for tag in tags or []})


class AccountWithPolicy(PracticeAccount):
    """A practice account whose calls are checked against a policy, once one is attached."""

    policy: Mapping[str, Any] | None = None
    """The policy; None: everything is allowed."""
    used: set[str]
    """The actions that were checked since it was attached."""
    denied: list[tuple[str, Checked]]
    """What the policy does not allow and was asked for."""

    def attach(self, policy: Mapping[str, Any]) -> None:
        """Allow from now on what the policy allows."""
        self.policy, self.used, self.denied = policy, set(), []

    def _answer(self, service: str, operation: str, request: AWSPreparedRequest) -> Reply:
        if self.policy is None or service not in SERVICES.values():
            return super()._answer(service, operation, request)
        params = read_params(service, operation, request)
        role = self._current_world().linked_role
        for action in needed_actions(service, operation, params, linked_role=role):
            self.used.add(action)
            for checked in self._checked(action, operation, params):
                if not allows(self.policy, action, checked):
                    self.denied.append((action, checked))
                    refusal = service_refusal(DENIED, service, action)
                    assert refusal
                    self.calls.add(is_mutating(operation), f"{service}.{operation}", refusal.code)
                    return write_refusal(service, refusal)
        return super()._answer(service, operation, request)

    def _checked(self, action: str, operation: str, params: Mapping[str, Any]) -> Iterator[Checked]:
        service, _, name = action.partition(":")
        if action == LINKED_ROLE:
            role = "role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing"
            yield Checked(
                f"arn:aws:iam::{ACCOUNT_ID}:{role}", {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}
            )
        elif name == "RequestCertificate":
            yield Checked("*", {**_in_request(params.get("Tags")), **_request(params)})
        elif name.startswith(("Describe", "Get", "List")):
            yield Checked("*")
        elif service == "elasticloadbalancing" and not params.keys() & {"LoadBalancerNames", "LoadBalancerName"}:
            yield from self._checked_in_elbv2(params)
        elif service == "elasticloadbalancing":
            for balancer in params.get("LoadBalancerNames") or [params["LoadBalancerName"]]:
                there = self._current_world().balancers(REGION).get(balancer)
                owned = _tags("Resource", there.tags if there else {})
                yield self._on(
                    f"{service}:{REGION}", f"loadbalancer/{balancer}", owned, _in_request(params.get("Tags"))
                )
        elif service == "acm":
            arn = params.get("CertificateArn", f"arn:aws:acm:{REGION}:{ACCOUNT_ID}:certificate/new")
            certificate = self._current_world().region_certificates(REGION).get(arn)
            marks = {tag["Key"]: tag.get("Value", "") for tag in certificate.tags} if certificate else {}
            yield Checked(arn, {**_tags("Resource", marks), **_in_request(params.get("Tags"))})
        elif service == "route53":
            yield Checked(f"arn:aws:route53:::hostedzone/{params['HostedZoneId'].rpartition('/')[2]}", _changes(params))
        else:
            yield from self._checked_in_ec2(name, operation, params)

    def _checked_in_elbv2(self, params: Mapping[str, Any]) -> Iterator[Checked]:
        """Yield what a call of the later API is checked for: a new rule for its listener, a new target group itself."""
        named = ("RuleArn", "ListenerArn", "TargetGroupArn", "LoadBalancerArn")
        arns = params.get("ResourceArns") or [params[name] for name in named if name in params][:1]
        kind = "targetgroup" if "TargetType" in params else "loadbalancer/app"
        new = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT_ID}:{kind}/{params.get('Name')}/new"
        for arn in arns or [new]:
            yield Checked(arn, {**_tags("Resource", self._tags_of(arn)), **_in_request(params.get("Tags"))})

    def _tags_of(self, arn: str) -> Mapping[str, str]:
        with suppress(Refusal):
            return tags_of_arn(self._call(), arn)
        return {}

    def _checked_in_ec2(self, name: str, operation: str, params: Mapping[str, Any]) -> Iterator[Checked]:
        made = {one["ResourceType"]: _in_request(one["Tags"]) for one in params.get("TagSpecifications") or []}
        if name == "CreateTags" and operation != name:
            for kind, tags in made.items():
                yield self._on(f"ec2:{REGION}", f"{kind}/new", tags, {"ec2:CreateAction": operation})
        elif name in ("CreateTags", "DeleteTags"):
            for one in params["Resources"]:
                yield self._existing(one, _in_request(params["Tags"]))
        elif name == "CreateSecurityGroup":
            yield self._on(f"ec2:{REGION}", "security-group/new", made.get("security-group", {}))
            yield self._on(f"ec2:{REGION}", f"vpc/{params['VpcId']}")
        elif "GroupId" not in params:  # nothing that the program calls
            yield Checked("*")
        else:
            yield self._existing(params["GroupId"])
            if name.startswith("Authorize"):
                yield self._on(f"ec2:{REGION}", "security-group-rule/new", made.get("security-group-rule", {}))

    def _existing(self, thing: str, context: Context | None = None) -> Checked:
        group = self._ec2.group(REGION, thing)
        owned = _tags("Resource", tags_of(group) if group else {})
        return self._on(f"ec2:{REGION}", f"{KINDS[thing.partition('-')[0]]}/{thing}", owned, context or {})

    @staticmethod
    def _on(place: str, resource: str, *contexts: Context) -> Checked:
        merged = {key: value for context in contexts for key, value in context.items()}
        return Checked(f"arn:aws:{place}:{ACCOUNT_ID}:{resource}", merged)


@dataclass
class BenchWithPolicy(Bench):
    """A bench whose account can have a policy attached."""

    account: AccountWithPolicy = field(init=False)

    def open_account(self) -> PracticeAccount:
        """Return the account of the folder."""
        return AccountWithPolicy(self.folder / "account", now=self.clock.now, eventual=self.eventual)
