"""What the API's model demands of a request's values: lengths, ranges, patterns and enumerations.

botocore checks only which members there are, their types and the least lengths and numbers, in the client and in
`protocols.read_params`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from multisite_tui.demo.calls import PracticeCall, Refusal
from multisite_tui.demo.wire.protocols import operation_model

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_LETTERS = r"\p{"
"""In the pattern of tags, which Python's expressions have no word for; `elb.tags` checks those."""


def refuse_misshapen(call: PracticeCall) -> None:
    """Refuse values that the API's model does not allow.

    Raises:
        Refusal: `ValidationError`, with all that is wrong.
    """
    model = operation_model(call.service, call.operation).input_shape
    found = list(_faults(model, call.params, "")) if model is not None else []
    if found:
        errors = "validation error" if len(found) == 1 else "validation errors"
        raise Refusal("ValidationError", f"{len(found)} {errors} detected: {'; '.join(found)}")


def _faults(shape: Any, value: Any, where: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for name, inner in value.items():
            if name in shape.members:
                yield from _faults(shape.members[name], inner, f"{where}.{_camel(name)}".lstrip("."))
    elif shape.type_name == "list":
        yield from _length_faults(shape, value, where)
        for number, inner in enumerate(value, 1):
            yield from _faults(shape.member, inner, f"{where}.{number}.member")
    elif shape.type_name == "string":
        yield from _length_faults(shape, value, where)
        yield from _text_faults(shape, value, where)
    elif shape.type_name in ("integer", "long"):
        most, least = shape.metadata.get("max"), shape.metadata.get("min")
        if most is not None and value > most:
            yield _fault(value, where, f"Member must have value less than or equal to {most}")
        if least is not None and value < least:
            yield _fault(value, where, f"Member must have value greater than or equal to {least}")


def _length_faults(shape: Any, value: Any, where: str) -> Iterator[str]:
    most = shape.metadata.get("max")
    if most is not None and len(value) > most:
        yield _fault(value, where, f"Member must have length less than or equal to {most}")


def _text_faults(shape: Any, value: str, where: str) -> Iterator[str]:
    pattern = shape.metadata.get("pattern", "")
    if pattern and _OF_LETTERS not in pattern and not re.fullmatch(pattern, value):
        yield _fault(value, where, f"Member must satisfy regular expression pattern: {pattern}")
    if shape.enum and value not in shape.enum:
        yield _fault(value, where, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]


def _fault(value: Any, where: str, constraint: str) -> str:
    return f"Value '{value}' at '{where}' failed to satisfy constraint: {constraint}"
