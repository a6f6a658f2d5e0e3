"""Replies of AWS made from botocore's models: with all that a shape can hold, and with parts of it left out.

A path names a member of a reply, such as `Subnets.[].CidrBlock`. No reply pages on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

Path = tuple[str, ...]
Keep = Callable[[Path, bool], bool]
"""Whether a member at this path is in a reply, given whether the model marks it required."""

TEXTS = {
    "Target": "HTTP:6402/", "CidrBlock": "10.0.0.0/24", "CidrIp": "10.0.0.0/8", "CidrIpv6": "fc00::/7", "Max": "20",
    "IpProtocol": "tcp", "Protocol": "6", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1",
    "CertificateArn": "arn:aws:acm:ap-northeast-2:123456789012:certificate/1",
}  # fmt: skip
"""Members whose text has a form of its own."""
PAGING = ("NextToken", "NextMarker", "Marker", "NextRecordName", "NextRecordType", "NextRecordIdentifier")
"""Members that say that a reply goes on, which none here does."""


def whole(operation: OperationModel) -> dict[str, Any]:
    """Return a reply with every member, and one element in each list."""
    return _reply(operation, lambda path, required: True)


def barest(operation: OperationModel, *, elements: bool) -> dict[str, Any]:
    """Return a reply with required members only; their lists are empty, or hold one barest element."""
    return _reply(operation, lambda path, required: required and (elements or path[-1] != "[]"))


def with_alone(operation: OperationModel, member: Path) -> dict[str, Any]:
    """Return the barest reply that has this member; what it is a part of is there too."""
    return _reply(operation, lambda path, required: required or path == member[: len(path)])


def without(operation: OperationModel, member: Path) -> dict[str, Any]:
    """Return a whole reply that lacks this member."""
    return _reply(operation, lambda path, required: path != member)


def optional(operation: OperationModel) -> list[Path]:
    """Return the paths of all members that the model does not mark as required, in order."""
    return sorted(_optional(operation.output_shape, (), ())) if operation.output_shape else []


def whole_input(operation: OperationModel) -> dict[str, Any]:
    """Return parameters with every member, and one element in each list."""
    made = _sample(operation.input_shape, (), lambda path, required: True, ()) if operation.input_shape else {}
    return dict(made)


def _reply(operation: OperationModel, keep: Keep) -> dict[str, Any]:
    return dict(_sample(operation.output_shape, (), keep, ())) if operation.output_shape else {}


def _optional(shape: Shape, path: Path, inside: tuple[str, ...]) -> Iterator[Path]:
    if shape.name in inside:
        return
    within = (*inside, shape.name)
    if shape.type_name == "list":
        yield from _optional(shape.member, (*path, "[]"), within)  # type: ignore[attr-defined]
    elif shape.type_name == "structure":
        required: list[str] = shape.required_members  # type: ignore[attr-defined]
        members: Mapping[str, Shape] = shape.members  # type: ignore[attr-defined]
        for name, member in members.items():
            if name in PAGING:
                continue
            if name not in required:
                yield (*path, name)
            yield from _optional(member, (*path, name), within)


def _sample(shape: Shape, path: Path, keep: Keep, inside: tuple[str, ...]) -> Any:
    within = (*inside, shape.name)
    match shape.type_name:
        case "structure":
            required: list[str] = shape.required_members  # type: ignore[attr-defined]
            members: Mapping[str, Shape] = shape.members  # type: ignore[attr-defined]
            return {
                name: _sample(member, (*path, name), keep, within)
                for name, member in members.items()
                if name not in PAGING and member.name not in inside and keep((*path, name), name in required)
            }
        case "list":
            return [_sample(shape.member, (*path, "[]"), keep, within)] if keep((*path, "[]"), True) else []  # type: ignore[attr-defined]
        case "map":
            return {}
        case "boolean":
            return False
        case "timestamp":
            return datetime(2027, 1, 1, tzinfo=UTC)
        case "integer" | "long" | "float" | "double":
            return 1
        case "blob":
            return b""
    return TEXTS.get(path[-1] if path[-1] != "[]" else path[-2]) or _word(shape)


def _word(shape: Shape) -> str:
    return str(next(iter(shape.enum), "x-1")) if shape.enum else "x-1"  # type: ignore[attr-defined]
