"""A graph of objects as plain JSON, and back. Nothing in the JSON can name code.

Each object is a pair in a list, [kind, content], and refers to another by that one's number in the list, as [number]:

    [["dict", {"ap-northeast-2": [1]}], ["EC2Backend", {"account_id": "123456789012", "enis": [2]}], ["dict", {}]]

A kind is a container's name or a word in the table of the caller, which alone leads to a class. An object is made
without its constructor and gets its attributes as data: no method, property or descriptor of its class runs.

References to one object stay so, in circles too. A container or a dataclass has one place only: with a list that holds
another twice, which holds another twice, a small file could stand for more than any memory holds.
"""

from __future__ import annotations

import errno
import math
from base64 import b64decode, b64encode
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

Things = list[Any]
"""The objects of a graph, each as [kind, content]; the first is the graph's root."""


class Damaged(OSError):
    """A file of the practice account has not the form in which it is saved."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EINVAL, reason)


class NotKept(TypeError):
    """The graph holds something that cannot be saved."""


@dataclass(frozen=True)
class KeptClass:
    """A class whose objects are kept.

    Args:
        cls: the class, or a subclass of dict.
        made_anew: attributes that are not saved, each with the function that makes it of the restored object.
    """

    cls: type
    made_anew: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


_SCALARS = frozenset((str, int, float, bool, type(None)))
_VALUES: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "bytes": (bytes, lambda value: b64encode(value).decode("ascii"), lambda text: b64decode(text, validate=True)),
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "IPv4Address": (IPv4Address, str, IPv4Address),
    "IPv6Address": (IPv6Address, str, IPv6Address),
}
"""By name, the types that cannot be changed: how each is written as text, and read."""
_VALUE_NAMES = {cls: name for name, (cls, _, _) in _VALUES.items()}
_MAPPINGS: dict[str, type] = {"dict": dict, "OrderedDict": OrderedDict, "defaultdict": defaultdict}
_SEQUENCES: dict[str, type] = {"list": list, "set": set, "deque": deque}
_FACTORIES: dict[str, type] = {"dict": dict, "list": list, "set": set, "int": int, "str": str}
"""By name, what a defaultdict may make of a missing key."""
_CONTAINER_NAMES = {cls: name for name, cls in {**_MAPPINGS, **_SEQUENCES}.items()}


def encode(root: object, kinds: Mapping[str, KeptClass]) -> Things:
    """Return a graph as plain JSON; equal graphs give equal JSON.

    Raises:
        NotKept: an object is of a class that is not in the table, or a container has two places.
    """
    return _Encoder(kinds).things(root)


def decode(things: object, kinds: Mapping[str, KeptClass]) -> Any:
    """Return the root of a graph that `encode` has written.

    Raises:
        Damaged: it is something else.
    """
    try:
        return _Decoder(kinds).root(things)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise Damaged(f"{type(error).__name__}: {error}") from error


class _Encoder:
    def __init__(self, kinds: Mapping[str, KeptClass]) -> None:
        self._kinds = {kind.cls: (name, kind) for name, kind in kinds.items()}
        self._numbers: dict[int, int] = {}
        self._found: list[object] = []

    def things(self, root: object) -> Things:
        self._number(root)
        return [self._thing(one) for one in self._found]  # the list grows meanwhile

    def _number(self, one: object) -> int:
        number = self._numbers.setdefault(id(one), len(self._found))
        if number == len(self._found):
            self._found.append(one)
        elif _has_one_place(type(one)):
            raise NotKept(f"a {type(one).__name__} in two places")
        return number

    def _thing(self, one: Any) -> Things:
        cls = type(one)
        if cls is defaultdict:
            return ["defaultdict", [_factory_name(one), self._items(one)]]
        if cls in _CONTAINER_NAMES:
            return [_CONTAINER_NAMES[cls], self._items(one) if isinstance(one, dict) else self._members(one)]
        if cls not in self._kinds:
            raise NotKept(f"{cls.__module__}.{cls.__qualname__}")
        name, kind = self._kinds[cls]
        if isinstance(one, dict):
            return [name, self._items(one)]
        return [name, self._attributes(one, kind)]

    def _attributes(self, one: object, kind: KeptClass) -> dict[str, Any]:
        saved = {name: value for name, value in vars(one).items() if name not in kind.made_anew}
        if odd := [name for name in saved if not _is_data(kind.cls, name)]:
            raise NotKept(f"{odd[0]} of {kind.cls.__qualname__}")
        return {name: self._value(value) for name, value in saved.items()}

    def _items(self, one: dict[Any, Any]) -> dict[str, Any] | list[Any]:
        if all(type(key) is str for key in one):
            return {key: self._value(value) for key, value in one.items()}
        return [[self._value(key), self._value(value)] for key, value in one.items()]

    def _members(self, one: list[Any] | set[Any]) -> list[Any]:
        written = [self._value(member) for member in one]
        return sorted(written, key=repr) if isinstance(one, set) else written

    def _value(self, value: Any) -> Any:
        cls = type(value)
        if cls in _SCALARS:
            return value
        if cls in _VALUE_NAMES:
            name = _VALUE_NAMES[cls]
            return {name: _VALUES[name][1](value)}
        if cls is tuple:
            return {"tuple": [self._value(member) for member in value]}
        return [self._number(value)]


class _Decoder:
    def __init__(self, kinds: Mapping[str, KeptClass]) -> None:
        self._kinds = kinds
        self._made: list[Any] = []
        self._placed = {0}
        """The numbers of objects that something refers to; the root has its place."""

    def root(self, things: Any) -> Any:
        self._made = [self._empty(kind) for kind, _ in things]
        for one, (name, content) in zip(self._made, things, strict=True):
            self._fill(one, name, content)
        for one, (name, _) in zip(self._made, things, strict=True):
            if name in self._kinds:
                vars(one).update({word: make(one) for word, make in self._kinds[name].made_anew.items()})
        return self._made[0]

    def _empty(self, name: str) -> Any:
        container = _MAPPINGS.get(name) or _SEQUENCES.get(name)
        if container is not None:
            return container()
        cls = self._kinds[name].cls
        return dict.__new__(cls) if issubclass(cls, dict) else object.__new__(cls)

    def _fill(self, one: Any, name: str, content: Any) -> None:
        if name == "defaultdict":
            factory, content = content
            one.default_factory = None if factory is None else _FACTORIES[factory]
        if isinstance(one, dict):
            one.update(self._pairs(content))
        elif name in _SEQUENCES:
            members = [self._value(member) for member in _is(list, content)]
            (one.update if name == "set" else one.extend)(members)
        else:
            vars(one).update(self._attributes(type(one), _is(dict, content)))

    def _attributes(self, cls: type, content: dict[str, Any]) -> dict[str, Any]:
        if odd := [name for name in content if not _is_data(cls, name)]:
            raise Damaged(f"{odd[0]!r} is no attribute of {cls.__qualname__}")
        return {**_defaults(cls, content), **{name: self._value(value) for name, value in content.items()}}

    def _pairs(self, content: Any) -> Iterator[tuple[Any, Any]]:
        for key, value in content.items() if isinstance(content, dict) else content:
            yield self._value(key), self._value(value)

    def _placed_at(self, number: int) -> Any:
        one = self._made[number]
        if number in self._placed and _has_one_place(type(one)):
            raise Damaged(f"a {type(one).__name__} in two places")
        self._placed.add(number)
        return one

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            (number,) = value
            return self._placed_at(_natural(number))
        if isinstance(value, dict):
            ((name, written),) = value.items()
            if name == "tuple":
                return tuple(self._value(member) for member in _is(list, written))
            return _VALUES[name][2](_is(str, written))
        if isinstance(value, float) and not math.isfinite(value):
            raise Damaged(f"{value} is no number")
        return value


def _is_data(cls: type, name: str) -> bool:
    """Return whether an object of a class may have an attribute of this name as data of its own."""
    if is_dataclass(cls):
        return name in {one.name for one in fields(cls)}
    return name.isidentifier() and not name.startswith("__") and not hasattr(cls, name)


def _defaults(cls: type, content: dict[str, Any]) -> dict[str, Any]:
    """Return what a dataclass has for the fields that an earlier version did not save."""
    missing = [one for one in fields(cls) if one.name not in content] if is_dataclass(cls) else []
    for one in missing:
        if one.default is MISSING and one.default_factory is MISSING:
            raise Damaged(f"{cls.__qualname__} has no {one.name}")
    return {one.name: one.default if one.default_factory is MISSING else one.default_factory() for one in missing}


def _has_one_place(cls: type) -> bool:
    return issubclass(cls, (dict, *_SEQUENCES.values())) or is_dataclass(cls)


def _factory_name(one: defaultdict[Any, Any]) -> str | None:
    if one.default_factory is None:
        return None
    for name, factory in _FACTORIES.items():
        if factory is one.default_factory:
            return name
    raise NotKept(f"a defaultdict of {one.default_factory}")


def _is(cls: type, content: Any) -> Any:
    if not isinstance(content, cls):
        raise Damaged(f"{type(content).__name__} in the place of {cls.__name__}")
    return content


def _natural(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise Damaged(f"{number!r} is no number of an object")
    return number
