"""DNS records: the zone a site's names are in, and what may become of a record that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import (
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from multisite_tui.model.base import Part, with_short_form
from multisite_tui.model.findings import Fields, Finding, Relation, reported
from multisite_tui.model.rules.texts import shown
from multisite_tui.model.types import Domain, HttpStatus, Text, ZoneName

EXTERNAL = "external"
"""How the answers say that a site's names are kept outside this account."""
NOT_DNS = "{value} is not known here; write external if the DNS of the names is not in this account, or leave dns out"


def _outside(dns: Fields) -> Iterator[Finding]:
    """What is kept outside has no zone here, and no record that this program could replace."""
    for key in ("zone", "replace"):
        if dns["external"] and dns[key]:
            yield Finding((key,), "dns_external", f"with external, {key} has no meaning; leave one of them out")


OK = 200
"""The HTTP status of a page that is there (RFC 9110, section 15.3.1)."""
_BY_NAME = TypeAdapter[Any](dict[Domain, HttpStatus], config=ConfigDict(strict=True))


def _read(value: Any, _: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Read keys and values as a status for each name, and all else as the status of all names.

    A union of pydantic would put a word of its own into the place of each error.
    """
    if isinstance(value, dict):
        return _BY_NAME.validate_python(value, context=info.context)
    return _STATUS.validate_python(value, context=info.context)


_STATUS = TypeAdapter[Any](HttpStatus, config=ConfigDict(strict=True))
StatusByName = Annotated[
    HttpStatus | Annotated[dict[Domain, HttpStatus], Field(json_schema_extra={"minProperties": 1})],
    WrapValidator(_read),
]
"""The status of all names of a site, or of each by its name."""


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

    status: StatusByName = OK
    """The HTTP status of the site's first page, 100 to 599; or one by name: `{main.io: 200, www.main.io: 301}`."""
    text: Text | None = None
    """Text that the first page must hold; left out: any."""

    def status_for(self, name: str) -> int:
        """Return the expected status of one name of the site; 200 for a name that is left out."""
        return self.status.get(name, OK) if isinstance(self.status, dict) else self.status
