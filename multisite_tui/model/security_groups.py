"""Security groups: who may reach a load balancer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator

from multisite_tui.model.base import Part
from multisite_tui.model.types import GroupDescription, GroupId, GroupName


class NewSecurityGroup(Part):
    """A group that this setup makes for the site. Name and description can never be changed in AWS."""

    name: GroupName | None = None
    """Left out: the load balancer's name."""
    description: GroupDescription | None = None
    """Left out: a sentence with the site's domain. ASCII only, at most 255 characters."""


class ExistingSecurityGroup(Part):
    """A group that is there already; it is used as it is."""

    id: GroupId


def _read(value: Any, _: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Read what has an id as a group that is there, and all else as one to make.

    A union of pydantic would put a word of its own into the place of each error.
    """
    existing = isinstance(value, ExistingSecurityGroup) or (isinstance(value, dict) and "id" in value)
    kind = ExistingSecurityGroup if existing else NewSecurityGroup
    return kind.model_validate(value, context=info.context)


SecurityGroup = Annotated[NewSecurityGroup | ExistingSecurityGroup, WrapValidator(_read)]
