"""What an Application Load Balancer does with a request: the actions of rules and of listeners (elbv2, `Action`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SAME = {"Host": "#{host}", "Path": "/#{path}", "Query": "#{query}"}
"""What a redirect keeps of the request where nothing else is said (elbv2, `RedirectActionConfig`)."""


@dataclass(frozen=True)
class Forward:
    """Sends the request to one target group."""

    target_group: str
    """Its ARN."""

    @property
    def params(self) -> dict[str, Any]:
        """The action as AWS takes it."""
        return {"Type": "forward", "TargetGroupArn": self.target_group}


@dataclass(frozen=True)
class WeightedForward:
    """Sends requests to several target groups by their weights, at most five (elbv2, `ForwardActionConfig`).

    A group of the weight 0 gets no request, and is checked all the same.
    """

    weights: tuple[tuple[str, int], ...]
    """ARN and weight of each."""

    @property
    def params(self) -> dict[str, Any]:
        """The action as AWS takes it."""
        groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in self.weights]
        return {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}


@dataclass(frozen=True)
class SchemeRedirect:
    """Sends the visitor to the same host, path and query by another protocol or port."""

    protocol: str
    """`HTTP` or `HTTPS`."""
    port: str
    status: str = "HTTP_301"
    elsewhere: bool = False
    """Whether it leads to another host, path or query too, which no action of this program does."""

    @property
    def params(self) -> dict[str, Any]:
        """The action as AWS takes it."""
        config = {"Protocol": self.protocol, "Port": self.port, **_SAME, "StatusCode": self.status}
        return {"Type": "redirect", "RedirectConfig": config}


@dataclass(frozen=True)
class FixedResponse:
    """Answers by itself, with at most 1024 characters (elbv2, `FixedResponseActionMessage`)."""

    status: str
    """Three digits, such as `404`."""
    content_type: str = "text/plain"
    body: str = ""

    @property
    def params(self) -> dict[str, Any]:
        """The action as AWS takes it."""
        config = {"StatusCode": self.status, "ContentType": self.content_type, "MessageBody": self.body}
        return {"Type": "fixed-response", "FixedResponseConfig": config}


@dataclass(frozen=True)
class OtherAction:
    """What this program never asks for, such as a sign-in."""

    type: str


AskedAction = Forward | WeightedForward | SchemeRedirect | FixedResponse
"""What this program asks for."""
RuleAction = AskedAction | OtherAction


def action_in(actions: Sequence[Mapping[str, Any]]) -> RuleAction:
    """Return the action of a rule or of a listener, as a reply lists it."""
    if len(actions) != 1:
        return OtherAction(" and ".join(str(one.get("Type", "")) for one in actions))
    [action] = actions
    match action.get("Type"):
        case "forward":
            weights = _weights(action)
            return Forward(weights[0][0]) if len(weights) == 1 else WeightedForward(weights)
        case "redirect":
            config = action.get("RedirectConfig", {})
            kept = {name: config.get(name, same) for name, same in _SAME.items()}
            protocol, port = config.get("Protocol", "#{protocol}"), config.get("Port", "#{port}")
            return SchemeRedirect(protocol, port, config.get("StatusCode", ""), elsewhere=kept != _SAME)
        case "fixed-response":
            config = action.get("FixedResponseConfig", {})
            return FixedResponse(
                config.get("StatusCode", ""), config.get("ContentType", "text/plain"), config.get("MessageBody", "")
            )
    return OtherAction(str(action.get("Type", "")))


def beside(action: RuleAction, target_group: str) -> RuleAction:
    """Return the action that sends requests as before, and has another target group checked beside.

    What sends no request to a target group is replaced: a forward to the group.
    """
    match action:
        case Forward(there) if there != target_group:
            return WeightedForward(((there, 1), (target_group, 0)))
        case WeightedForward(weights) if target_group not in dict(weights):
            serving = (one for one in weights if one[1] > 0)  # one of an earlier run that stopped is in nobody's way
            return WeightedForward((*serving, (target_group, 0)))
        case Forward() | WeightedForward():
            return action
    return Forward(target_group)


def _weights(action: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return ARN and weight of each target group; AWS lists a single one twice."""
    listed = action.get("ForwardConfig", {}).get("TargetGroups", ())
    single = {action["TargetGroupArn"]: 1} if "TargetGroupArn" in action else {}
    weights = {one["TargetGroupArn"]: one.get("Weight", 1) for one in listed if "TargetGroupArn" in one}
    return tuple((single | weights).items())
