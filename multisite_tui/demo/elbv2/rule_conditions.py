"""Conditions of rules: host names, and the others without their details (ELB API 2015-12-01, RuleCondition)."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal
from multisite_tui.demo.quotas import refuse_more

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

_CONFIGS = {
    "host-header": "HostHeaderConfig",
    "path-pattern": "PathPatternConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}
_SHORT = ("host-header", "path-pattern")
"""The fields that may have their value in `Values`."""
_ONCE = ("host-header", "path-pattern", "http-request-method", "source-ip")
"""The fields that a rule has at most one condition of (guide, "Listener rules")."""
_HOST = re.compile(r"[A-Za-z0-9\-.*?]*\.[A-Za-z]+")
_LONGEST = 128


def normal_conditions(call: PracticeCall, asked: list[Shape]) -> list[Shape]:
    """Return the conditions of a rule as they are described.

    Raises:
        Refusal: `ValidationError`.
    """
    if not asked:
        raise Refusal("ValidationError", "A rule must have at least one condition")
    fields = [condition.get("Field", "") for condition in asked]
    for field in fields:
        if field not in _CONFIGS:
            raise Refusal("ValidationError", f"Condition field '{field}' must be one of '[{', '.join(_CONFIGS)}]'")
        if field in _ONCE and fields.count(field) > 1:
            raise Refusal("ValidationError", f"A rule can only have one '{field}' condition")
    normal = [_normal_condition(condition) for condition in asked]
    values = [value for condition in normal for value in _values(condition)]
    refuse_more(call, "condition-values-per-alb-rule", len(values))
    wildcards = sum(text.count("*") + text.count("?") for text in values if isinstance(text, str))
    refuse_more(call, "condition-wildcards-per-alb-rule", wildcards)
    return normal


def _normal_condition(condition: Shape) -> Shape:
    field = condition["Field"]
    member = _CONFIGS[field]
    if other := sorted(set(condition) - {"Field", "Values", member}):
        raise Refusal("ValidationError", f"A '{field}' condition cannot have '{other[0]}'")
    short, config = condition.get("Values"), deepcopy(condition.get(member))
    if short and config:
        raise Refusal("ValidationError", f"You cannot specify both 'Values' and '{member}'")
    if short and (field not in _SHORT or len(short) > 1):
        raise Refusal("ValidationError", f"A '{field}' condition with several values must have them in '{member}'")
    config = config or {"Values": list(short or [])}
    if not config.get("Values"):
        raise Refusal("ValidationError", "A condition value must be specified")
    if field == "host-header":
        for value in config["Values"]:
            _refuse_host(value)
    normal: Shape = {"Field": field, member: config}
    return {**normal, "Values": list(config["Values"])} if field in _SHORT else normal


def _refuse_host(value: str) -> None:
    """Refuse a host name with other signs, without a dot, or with other than letters after the last one."""
    if len(value) > _LONGEST:
        raise Refusal("ValidationError", f"Condition value '{value}' cannot be longer than '{_LONGEST}' characters")
    if not _HOST.fullmatch(value):
        message = (
            f"Condition value '{value}' contains a character that is not valid, has no '.', or has other than "
            "alphabetical characters after the final '.'"
        )
        raise Refusal("ValidationError", message)


def _values(condition: Shape) -> list[object]:
    found: list[object] = condition[_CONFIGS[condition["Field"]]]["Values"]
    return found
