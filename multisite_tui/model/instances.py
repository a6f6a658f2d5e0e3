"""Instances: the EC2 machines that the programs run on."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, Tag

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


def _kind(value: Any) -> str:
    # A space keeps these apart from every key: a position in the answers file never goes by them.
    return "tagged instances" if isinstance(value, dict | TaggedInstances) else "listed instances"


Instances = Annotated[
    Annotated[InstanceIds, Tag("listed instances")] | Annotated[TaggedInstances, Tag("tagged instances")],
    Discriminator(_kind),
]
"""Instance ids, or the tags to find them by."""
