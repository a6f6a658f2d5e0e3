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
    """What this program never asks for, such as several target groups, or a sign-in."""

    type: str


AskedAction = Forward | SchemeRedirect | FixedResponse
"""What this program asks for."""
RuleAction = AskedAction | OtherAction


def action_in(actions: Sequence[Mapping[str, Any]]) -> RuleAction:
    """Return the action of a rule or of a listener, as a reply lists it."""
    if len(actions) != 1:
        return OtherAction(" and ".join(str(one.get("Type", "")) for one in actions))
    [action] = actions
    match action.get("Type"):
        case "forward":
            groups = _groups(action)
            return Forward(groups[0]) if len(groups) == 1 else OtherAction("forward")
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


def _groups(action: Mapping[str, Any]) -> list[str]:
    """Return the ARNs of the target groups; AWS lists a single one twice."""
    listed = [one.get("TargetGroupArn", "") for one in action.get("ForwardConfig", {}).get("TargetGroups", ())]
    return list(dict.fromkeys(one for one in [action.get("TargetGroupArn", ""), *listed] if one))
