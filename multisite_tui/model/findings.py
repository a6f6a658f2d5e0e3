"""Findings: what a rule has to say, and where in a setup it says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import AfterValidator, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Loc = tuple[int | str, ...]
"""A place in a setup, such as `("sites", 1, "port")`."""

T = TypeVar("T")


@dataclass(frozen=True)
class Finding:
    """One sentence about one place."""

    loc: Loc
    code: str
    """The rule's name, stable."""
    sentence: str
    other: Loc | None = None
    """The place it disagrees with, where there are two; from the same part as `loc`."""


Fields = Mapping[str, Any]
"""The fields of a part by name; those that are wrong by themselves are not in it."""


@dataclass(frozen=True)
class Relation:
    """A rule about several fields of one part."""

    reads: tuple[str, ...]
    """The fields without which there is nothing to compare: while one of these is wrong, the rule is not asked."""
    find: Callable[[Fields], Iterator[Finding]]


@dataclass(frozen=True)
class RuleValidator(AfterValidator):
    """A rule as a pydantic validator, so that the rule of a field can be read from its metadata."""

    rule: Callable[[Any], str | None]


def as_validator(rule: Callable[[T], str | None]) -> RuleValidator:
    """Return the rule as a validator of pydantic."""

    def check(value: T) -> T:
        sentence = rule(value)
        if sentence is not None:
            raise broken(rule.__name__, sentence)
        return value

    return RuleValidator(check, rule)


def broken(code: str, sentence: str, **context: Any) -> PydanticCustomError:
    """Return the error that pydantic should report, with the sentence as it is."""
    return PydanticCustomError(code, "{sentence}", {"sentence": sentence, **context})


def other_place(loc: Loc, context: Mapping[str, Any]) -> Loc | None:
    """Return the whole way to the place that a reported finding disagrees with, if there is one."""
    if context.get("other") is None:
        return None
    return (*loc[: len(loc) - context["depth"]], *context["other"])


def reported(title: str, found: Iterable[Finding], error: ValidationError | None = None) -> ValidationError:
    """Return one error of pydantic that holds its own details and the findings."""
    details = [_again(detail) for detail in (error.errors(include_url=False) if error else ())]
    details += [
        InitErrorDetails(
            type=broken(finding.code, finding.sentence, other=finding.other, depth=len(finding.loc)),
            loc=finding.loc,
            input=None,
        )
        for finding in found
    ]
    return ValidationError.from_exception_data(title, details, hide_input=True)


def _again(detail: Any) -> InitErrorDetails:
    context = detail.get("ctx", {})
    kind = broken(detail["type"], **context) if "sentence" in context else detail["type"]
    return InitErrorDetails(type=kind, loc=detail["loc"], input=detail["input"], ctx=context)
