"""DNS records: the zone a site's names are in, and what may become of a record that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from multisite_tui.model.base import Part, with_short_form
from multisite_tui.model.findings import Fields, Finding, Relation, reported
from multisite_tui.model.rules.texts import shown
from multisite_tui.model.types import HttpStatus, Text, ZoneName

EXTERNAL = "external"
"""How the answers say that a site's names are kept outside this account."""
NOT_DNS = "{value} is not known here; write external if the DNS of the names is not in this account, or leave dns out"


def _outside(dns: Fields) -> Iterator[Finding]:
    """What is kept outside has no zone here, and no record that this program could replace."""
    for key in ("zone", "replace"):
        if dns["external"] and dns[key]:
            yield Finding((key,), "dns_external", f"with external, {key} has no meaning; leave one of them out")


class Dns(Part):
    """Where a site's records go."""

    zone: ZoneName | None = None
    """The hosted zone for the domain, by name or id; left out: the longest public zone that ends the domain."""
    replace: bool = False
    """Whether a record that is there may be overwritten; it is kept for undo."""
    external: bool = False
    """Whether the names are kept outside this account, so that a person puts the records in; written
    `dns: external`."""

    relations: ClassVar[tuple[Relation, ...]] = (Relation(("zone", "replace", "external"), _outside),)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, data: Any) -> Any:
        if not isinstance(data, str):
            return data
        if data != EXTERNAL:
            raise reported(cls.__name__, [Finding((), "dns", NOT_DNS.format(value=shown(data)))])
        return {"external": True}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Allow the short form too."""
        return with_short_form(core, handler, "Dns", {"type": "string", "const": EXTERNAL})


class Verify(Part):
    """What a visitor should see."""

    status: HttpStatus = 200
    """The HTTP status of the site's first page, 100 to 599."""
    text: Text | None = None
    """Text that the first page must hold; left out: any."""
