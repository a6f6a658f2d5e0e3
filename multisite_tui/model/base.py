"""What all parts of a setup have in common."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from multisite_tui.model.findings import Fields, Finding, Relation, reported
from multisite_tui.model.rules.secrets import SENTENCE, looks_secret, secret_under


class Part(BaseModel):
    """A frozen piece of a setup; an unknown key or a wrong type is an error, never guessed at.

    Every problem is reported at once: first each field is judged by itself, then the relations between those fields
    that are right.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        validate_default=False,
        populate_by_name=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,  # an error may be logged, and its input may be a secret
    )

    relations: ClassVar[tuple[Relation, ...]] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        try:
            part = handler(data)
        except ValidationError as error:
            raise reported(cls.__name__, cls._disagreements(data, info.context), error) from None
        found = [*_secrets(part), *cls._disagreements(part, info.context)]
        if found:
            raise reported(cls.__name__, found)
        return part

    @classmethod
    def right_fields(cls, data: Any, context: Any) -> dict[str, Any]:
        """Return the fields of raw data, or of a part, that are right by themselves, as the model has them."""
        if isinstance(data, cls):
            return {name: getattr(data, name) for name in cls.model_fields}
        found: dict[str, Any] = {}
        for name, field in cls.model_fields.items() if isinstance(data, dict) else ():
            key = field.alias if field.alias in data else name
            if key not in data and not field.is_required():
                found[name] = field.get_default(call_default_factory=True)
            elif key in data:
                _read(cls, name, data[key], context, found)
        return found

    @classmethod
    def _disagreements(cls, data: Any, context: Any) -> Iterator[Finding]:
        if not cls.relations:
            return
        right: Fields = cls.right_fields(data, context)
        for relation in cls.relations:
            if all(name in right for name in relation.reads):
                yield from relation.find(right)


def with_short_form(
    core: CoreSchema, handler: GetJsonSchemaHandler, title: str, short: JsonSchemaValue
) -> JsonSchemaValue:
    """Return the JSON Schema of a part that may be written as text too."""
    mapping = handler(core)
    whole = handler.resolve_ref_schema(mapping)
    long = dict(whole)
    whole.clear()
    whole.update({"title": title, "description": long.pop("description", ""), "anyOf": [short, long]})
    return mapping


def _read(part: type[Part], name: str, value: Any, context: Any, found: dict[str, Any]) -> None:
    """Put the model's value of one field into what was found, if it is right."""
    try:
        found[name] = _adapter(part, name).validate_python(value, context=context)
    except ValidationError:
        return


@cache
def _adapter(part: type[Part], name: str) -> TypeAdapter[Any]:
    field = part.model_fields[name]
    whole: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return TypeAdapter(whole, config=None if _is_part(whole) else ConfigDict(strict=True))


def _is_part(annotation: Any) -> bool:
    """Whether it is a part, which has its own configuration."""
    return isinstance(annotation, type) and issubclass(annotation, Part)


def _secrets(part: Part) -> Iterator[Finding]:
    """Find keys and PEM blocks in any text of the part; the parts inside it look for themselves."""
    for field in type(part).model_fields:
        for key, text in _texts(getattr(part, field)):
            name = key if isinstance(key, str) else field
            if secret_under(name, text) or looks_secret(name):
                yield Finding((field,) if key is None else (field, key), "secret", SENTENCE)


def _texts(value: Any) -> Iterator[tuple[str | int | None, str]]:
    if isinstance(value, str):
        yield None, value
    elif isinstance(value, dict):
        yield from ((key, text) for key, text in value.items() if isinstance(text, str))
    elif isinstance(value, tuple):
        yield from ((index, text) for index, text in enumerate(value) if isinstance(text, str))
