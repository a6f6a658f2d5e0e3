"""Instances: the EC2 machines that the programs run on."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from multisite_tui.model.base import Part
from multisite_tui.model.findings import broken
from multisite_tui.model.rules.tags import wanted_tag
from multisite_tui.model.types import InstanceIds


def _findable(tag: dict[str, str]) -> dict[str, str]:
    if not tag:
        raise broken("empty_tags", "name at least one tag, such as Name: web")
    for key, value in tag.items():
        sentence = wanted_tag(key, value)
        if sentence is not None:
            raise broken("wanted_tag", sentence)
    return tag


class TaggedInstances(Part):
    """The running instances that carry all of these tags."""

    tag: Annotated[dict[str, str], AfterValidator(_findable), Field(json_schema_extra={"minProperties": 1})]


_IDS = TypeAdapter[Any](InstanceIds, config=ConfigDict(strict=True))


def _read(value: Any, _: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Read keys and values as tags, and all else as a list of ids.

    A union of pydantic would put a word of its own into the place of each error.
    """
    if isinstance(value, dict | TaggedInstances):
        return TaggedInstances.model_validate(value, context=info.context)
    return _IDS.validate_python(value, context=info.context)


Instances = Annotated[InstanceIds | TaggedInstances, WrapValidator(_read)]
"""Instance ids, or the tags to find them by."""


def marks(instances: Instances | None) -> frozenset[object]:
    """Return what says which instances are meant: two sites may mean one instance if they have a mark in common.

    None is the only running instance. The account alone can tell tags apart.
    """
    if isinstance(instances, TaggedInstances):
        return frozenset({frozenset(instances.tag.items())})
    return frozenset({None} if instances is None else instances)


def may_share(mine: Instances | None, theirs: Instances | None) -> bool:
    """Whether both may mean one instance."""
    return bool(marks(mine) & marks(theirs))
