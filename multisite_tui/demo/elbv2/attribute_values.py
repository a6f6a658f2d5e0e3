"""What attributes of load balancers and of target groups may be set to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import Refusal

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape

Allowed = Callable[[str], bool]
"""Whether an attribute takes a value."""
Attributes = dict[str, tuple[str, Allowed]]
"""By key, the default and what is allowed."""


def switch(default: bool) -> tuple[str, Allowed]:
    """Return an attribute that is on or off."""
    return str(default).lower(), lambda value: value in ("true", "false")


def text(default: str = "") -> tuple[str, Allowed]:
    """Return an attribute of any text."""
    return default, lambda _: True


def choice(default: str, *others: str) -> tuple[str, Allowed]:
    """Return an attribute of a few words."""
    return default, lambda value: value in (default, *others)


def number(default: int, low: int, high: int, *, zero: bool = False) -> tuple[str, Allowed]:
    """Return an attribute of whole numbers from `low` to `high`, and of 0 too if `zero`."""

    def allowed(value: str) -> bool:
        if not (value.isascii() and value.isdigit()) or len(value) > 9:
            return False
        return low <= int(value) <= high or (zero and int(value) == 0)

    return str(default), allowed


def defaults(attributes: Attributes) -> dict[str, str]:
    """Return the attributes of what has just been made."""
    return {key: default for key, (default, _) in attributes.items()}


def asked_values(asked: list[Shape], attributes: Attributes, words: str) -> dict[str, str]:
    """Return the attributes that a call sets, by key.

    Args:
        asked: the attributes of the call.
        attributes: those that there are.
        words: of what they are attributes, such as `Load balancer`.

    Raises:
        Refusal: `ValidationError`: a key that there is not, one twice, or a value that is not allowed.
    """
    found: dict[str, str] = {}
    for one in asked:
        key, value = one.get("Key", ""), one.get("Value", "")
        if key not in attributes:
            raise Refusal("ValidationError", f"{words} attribute key '{key}' is not recognized")
        if key in found:
            raise Refusal("ValidationError", f"{words} attribute key '{key}' is specified more than once")
        if not attributes[key][1](value):
            raise Refusal("ValidationError", f"The value '{value}' of '{key}' is not valid")
        found[key] = value
    return found


def described_values(values: dict[str, str]) -> Shape:
    """Return the reply of calls that describe or change attributes."""
    return {"Attributes": [{"Key": key, "Value": value} for key, value in values.items()]}
