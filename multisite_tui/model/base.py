"""What all parts of a setup have in common."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

from multisite_tui.model.findings import Finding, Loc, Relation, reported
from multisite_tui.model.rules.secrets import SENTENCE, looks_secret, secret_under

_ROUNDS = 3
"""How often what is wrong is left out: what is left can disagree in its turn."""


class Part(BaseModel):
    """A frozen piece of a setup; an unknown key or a wrong type is an error, never guessed at.

    Every problem is told at once: relations between fields are checked even while other fields are wrong.
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
    placeholders: ClassVar[Mapping[str, Any]] = {}
    """Harmless values of the required fields, by which the other fields are checked while one of these is wrong."""

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            part = handler(data)
        except ValidationError as error:
            raise reported(cls.__name__, cls._found_beside(error, data, handler), error) from None
        found = [*_secrets(part), *_related(part)]
        if found:
            raise reported(cls.__name__, found)
        return part

    @classmethod
    def _found_beside(
        cls, error: ValidationError, data: Any, handler: ModelWrapValidatorHandler[Self]
    ) -> Iterator[Finding]:
        """Check the relations of the fields that are right, with the others left out."""
        wrong: set[str] = set()
        for _ in range(_ROUNDS):
            locs = _places(error)
            wrong |= {str(loc[0]) for loc in locs if loc}
            if not isinstance(data, dict) or not all(locs):
                return
            data = cls._without(data, locs)
            try:
                part = handler(data)
            except ValidationError as again:
                error = again
            else:
                yield from _related(part, wrong)
                return

    @classmethod
    def _without(cls, data: dict[str, Any], locs: list[Loc]) -> dict[str, Any]:
        """Return the data without what is wrong, with stand-ins for what must be there."""
        wrong = {loc[0] for loc in locs}
        kept = {key: value for key, value in data.items() if key not in wrong}
        return {**{key: value for key, value in cls.placeholders.items() if key in wrong}, **kept}


def _places(error: ValidationError) -> list[Loc]:
    return [detail["loc"] for detail in error.errors(include_url=False, include_input=False)]


def _related(part: Part, wrong: Container[str] = ()) -> Iterator[Finding]:
    """Find what is wrong between the fields of the part, except those that are wrong by themselves."""
    for relation in part.relations:
        if not any(field in wrong for field in relation.reads):
            yield from relation.find(part)


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
