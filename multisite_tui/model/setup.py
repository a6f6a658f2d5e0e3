"""The setup: everything a person asked for, saved under one name."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import PydanticKnownError

from multisite_tui.model import defaults
from multisite_tui.model.base import Part
from multisite_tui.model.findings import Relation, broken, reported
from multisite_tui.model.instances import Instances
from multisite_tui.model.setup_relations import SETUP_RELATIONS
from multisite_tui.model.shared import SharedBalancer
from multisite_tui.model.sites import Site
from multisite_tui.model.topology_relations import misplaced, shared_name
from multisite_tui.model.types import Account, Profile, Region, SetupName, Tags
from multisite_tui.model.waits import Waits

TopologyName = Literal["classic", "shared"]
"""The topologies that the answers may ask for; `plan.topologies` has one object for each."""
FILLED_IN = ("load_balancer", "target_group")
"""Names of a site that a setup fills in, so that they are not given where the answers leave them out."""
SCHEMA = 1
"""The version of the answers file that this program reads and writes."""


class Expect(Part):
    """What must be true of the account before anything is done."""

    account: Account
    """The twelve digits of the only account that this setup may run against."""


def _whole(version: Any) -> Any:
    """Refuse what Python takes for 1 and no person writes for it, such as true and 1.0."""
    if isinstance(version, bool | float):
        raise PydanticKnownError("literal_error", {"expected": str(SCHEMA)})
    return version


def _some(sites: tuple[Site, ...]) -> tuple[Site, ...]:
    if not sites:
        raise broken("no_sites", "a setup needs at least one site")
    return sites


Sites = Annotated[tuple[Site, ...], AfterValidator(_some), Field(strict=False, json_schema_extra={"minItems": 1})]


class Setup(Part):
    """A frozen, valid setup. What only the account can tell is still open; `plan` resolves it."""

    version: Annotated[Literal[1], BeforeValidator(_whole)] = Field(alias="schema")
    """The version of this format."""
    name: SetupName
    """The setup's name; the first domain with hyphens for dots where the answers leave it out."""
    region: Region | None = None
    """Left out: as boto3 finds it."""
    profile: Profile | None = None
    """A profile of the AWS configuration; left out: as boto3 finds it."""
    expect: Expect | None = None
    """A guard against running in the wrong account."""
    topology: TopologyName = "classic"
    """`classic`: one Classic Load Balancer for each site; `shared`: one Application Load Balancer for all of them."""
    shared: SharedBalancer = SharedBalancer()
    """The load balancer of all sites; only with `topology: shared`."""
    instances: Instances | None = None
    """Left out: the one running instance of the region."""
    tags: Tags = Field(default_factory=dict)
    """Tags of everything the setup makes; with a site's own, 4 at most."""
    waits: Waits = Waits()
    """How long a run waits for what AWS takes its time over."""
    sites: Sites
    """The sites, each with names of its own."""

    relations: ClassVar[tuple[Relation, ...]] = SETUP_RELATIONS

    @model_validator(mode="wrap")
    @classmethod
    def _named(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Fill in the names that the answers leave out; they do not count as given (`model_fields_set`)."""
        if not isinstance(data, dict):
            return handler(data)
        setup = cls._placed(data, handler)
        if "name" not in data:
            setup.model_fields_set.discard("name")
        for given, site in zip(data["sites"], setup.sites, strict=True):
            if isinstance(given, dict):
                site.model_fields_set.difference_update({*FILLED_IN} - given.keys())
        return setup

    @classmethod
    def _placed(cls, data: dict[str, Any], handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Return the setup of raw answers; report what its topology does not take with all else that is wrong."""
        found = list(misplaced(data))
        try:
            setup = handler(defaults.filled(data))
        except ValidationError as error:
            raise reported(cls.__name__, found, error) from None
        if found:
            raise reported(cls.__name__, found)
        return setup

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sites."""
        return tuple(name for site in self.sites for name in site.names)

    @property
    def shared_balancer(self) -> str:
        """The name of the load balancer that all sites share, with the default filled in."""
        return self.shared.load_balancer or shared_name(self.name)

    def instances_of(self, site: Site) -> Instances | None:
        """Return the instances of one of the sites: its own, else the setup's; None is the only running one."""
        return site.instances if site.instances is not None else self.instances

    @classmethod
    def right_fields(cls, data: Any, context: Any) -> dict[str, Any]:
        """Return the valid fields of the setup and of each site, so that names are compared all the same."""
        if isinstance(data, dict):
            sites, data = data.get("sites"), {key: value for key, value in data.items() if key != "sites"}
        else:
            sites = getattr(data, "sites", None)
        found = super().right_fields(data, context)
        if isinstance(sites, list | tuple):
            found["sites"] = [Site.right_fields(site, context) for site in sites]
        return found
