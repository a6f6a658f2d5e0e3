"""Keys of the model: type, default and rules of each, by its path."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from multisite_tui.model.base import Part
from multisite_tui.model.findings import RuleValidator
from multisite_tui.wizard.asking.forms import ChoiceForm, Form, NumberForm, TickForm, WordsForm

Path = tuple[str, ...]
"""The steps of a key, such as `("health_check", "port")`."""


@dataclass(frozen=True)
class ModelKey:
    """One key of the answers of a site, or of the setup."""

    part: type[Part]
    path: Path

    @cached_property
    def info(self) -> FieldInfo:
        """What pydantic knows of the key.

        Raises:
            LookupError: the model has no such key.
        """
        holders = [self.part]
        for step in self.path[:-1]:
            holders = [inner for holder in holders for inner in parts_in(_infos(holder)[step].annotation)]
        for holder in holders:
            if self.path[-1] in _infos(holder):
                return _infos(holder)[self.path[-1]]
        raise LookupError(f"{'.'.join(self.path)} is not a key of {self.part.__name__}")

    @property
    def required(self) -> bool:
        """Whether there is no default; the default of some is filled in by the setup."""
        return self.info.is_required()

    @property
    def default(self) -> Any:
        """What is meant where the key is left out."""
        return self.info.get_default(call_default_factory=True)

    @cached_property
    def form(self) -> Form:
        """How a value of this type is read and written as text."""
        kind = _plain(self.info.annotation)
        if kind is bool:
            return TickForm()
        if kind is int:
            bounds = self._adapter.json_schema()
            inner = bounds.get("anyOf", [bounds])[0]
            return NumberForm(least=inner["minimum"], most=inner["maximum"])
        if isinstance(kind, type) and issubclass(kind, Enum):
            return ChoiceForm(options=tuple(str(one.value) for one in kind))
        return WordsForm() if get_origin(kind) is tuple else Form()

    @cached_property
    def rule(self) -> str:
        """The first line of its rule's docstring; empty where it has none."""
        for rule in _rules([*self.info.metadata, self.info.annotation]):
            return (inspect.getdoc(rule) or "").split("\n")[0]
        return ""

    def given(self, part: Part) -> Any:
        """Return what was answered; None where the key was left out."""
        found: Any = part
        for step in self.path:
            if not isinstance(found, Part) or step not in found.model_fields_set:
                return None
            found = getattr(found, step)
        return found

    def read(self, answer: Any) -> Any:
        """Return the model's value of an answer; None where the answer is not right."""
        try:
            return self._adapter.validate_python(answer)
        except ValidationError:
            return None

    def broken(self, answer: Any) -> str | None:
        """Return the first sentence of the model's rules about an answer; None where it is right."""
        try:
            self._adapter.validate_python(answer)
        except ValidationError as error:
            detail = error.errors(include_url=False, include_input=False)[0]
            return str(detail.get("ctx", {}).get("sentence", detail["msg"]))
        return None

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        whole: Any = Annotated[self.info.annotation, self.info]
        return TypeAdapter(whole)


def keys_of(part: type[Part], above: Path = ()) -> Iterator[Path]:
    """Yield every key of a part, down to those that hold no keys of their own."""
    for name, info in _infos(part).items():
        inner = parts_in(info.annotation)
        if not inner:
            yield (*above, name)
        for one in inner:
            yield from keys_of(one, (*above, name))


def parts_in(annotation: Any) -> list[type[Part]]:
    """Return the parts that a value of this type may be; lists of parts are none."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return [annotation]
    if get_origin(annotation) is Annotated:
        return parts_in(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [part for one in get_args(annotation) for part in parts_in(one)]
    return []


def _infos(part: type[Part]) -> dict[str, FieldInfo]:
    """Return the fields of a part by the name that they have in an answers file."""
    return {info.alias or name: info for name, info in part.model_fields.items()}


def _plain(annotation: Any) -> Any:
    """Return the type of a value that is there."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _plain(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def _rules(types: list[Any]) -> Iterator[Callable[[Any], str | None]]:
    """Yield the rules of types and of what they hold."""
    for one in types:
        if isinstance(one, RuleValidator):
            yield one.rule
        elif get_origin(one) is Annotated:
            yield from _rules([*one.__metadata__, get_args(one)[0]])
        else:
            yield from _rules(list(get_args(one)))
