"""The fields of the wizard: which key of the answers each stands for, and which page asks it.

Type, default and rule of a field are those of the model. A key of the model that no field stands for must be in `KEPT`:
a key in neither, and a field of a key that the model does not have, are errors when this module is imported.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from multisite_tui.model.base import Part
from multisite_tui.model.rules.domains import is_zone_id
from multisite_tui.model.rules.protocols import HTTP_FAMILY
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import DEFAULT_LISTENERS, Site
from multisite_tui.model.topology_relations import only_in
from multisite_tui.wizard.asking.forms import (
    ChoiceForm,
    DurationForm,
    Form,
    IdsForm,
    ListenerTick,
    MoreListeners,
    MoreTags,
    NameForm,
    NamesForm,
    NumberForm,
    TagRow,
    TickForm,
    Value,
    WordsForm,
)
from multisite_tui.wizard.asking.model_keys import ModelKey, Path, keys_of
from multisite_tui.wizard.asking.questions import Ask, AskOne, AskText, AskTick, Tidy
from multisite_tui.wizard.asking.typed_sites import tidied_list, tidied_names, typed_domain

TAG_ROWS = 4
"""Rows for one tag each; further tags are in one field."""
NEW_GROUP = "new"
"""What the field `security_group` holds where a group is to be made."""


@dataclass(frozen=True)
class DraftField:
    """One thing that the wizard asks."""

    name: str
    """As in the draft and on the page."""
    page: str
    """The page that asks it; another may ask it too."""
    key: str = ""
    """The key of the answers, such as `health_check.port`; several fields may share one. Empty: as the name."""
    own: bool = False
    """Whether each site answers it for itself; else a site that is added follows the first."""
    shows: str = ""
    """The field whose value this one shows, and follows, while it is left out."""
    only_while: tuple[str, Collection[Value]] | None = None
    """Another field, and the values of it with which alone this one is asked."""
    special: Form | None = None
    """How it is read and written, where the type in the model does not say it all."""
    part: type[Part] = Site
    """What the key is a key of: a site, or the setup as a whole."""

    @cached_property
    def path(self) -> Path:
        """The steps of the key."""
        return tuple((self.key or self.name).split("."))

    @cached_property
    def topology(self) -> str:
        """The topology with which alone it is asked; empty where it is asked with either."""
        return only_in(self.path, of_site=self.part is Site)

    @cached_property
    def model(self) -> ModelKey:
        """What the model says of the key."""
        return ModelKey(self.part, self.path)

    @cached_property
    def form(self) -> Form:
        """How a value becomes an answer, and an answer a value."""
        return self.special or self.model.form

    @cached_property
    def default(self) -> Value:
        """What it shows while it is left out and no other answer decides."""
        written = None if self.model.required else self.form.write(self.model.default)
        return self.form.empty if written is None else written

    def judge(self, text: str) -> str | None:
        """Return the first sentence that its rules have for a text; None where the text is right."""
        if not text and not self._needed:
            return None
        answer = self.form.read(text)
        return self.form.complaint(text) or self.model.broken("" if answer is None else answer)

    @property
    def _needed(self) -> bool:
        """Whether it may not be emptied; of the setup as a whole, nothing must be answered."""
        filled = self.model.required or isinstance(self.form, NumberForm) or self.default != self.form.empty
        return filled and self.part is Site

    @property
    def rule(self) -> str:
        """What its rule wants, in a sentence."""
        return self.form.about or self.model.rule


FIELDS: tuple[DraftField, ...] = (
    DraftField("name", "sites", part=Setup),
    DraftField("profile", "account", part=Setup),
    DraftField("region", "account", part=Setup),
    DraftField("topology", "topology", part=Setup),
    DraftField("shared.load_balancer", "balancer", part=Setup),
    DraftField("shared.subnets", "balancer", part=Setup),
    DraftField("shared.idle_timeout", "balancer", part=Setup),
    DraftField(
        "shared.security_group", "balancer_group", "shared.security_group.id", part=Setup, special=Form(empty=NEW_GROUP)
    ),
    DraftField(
        "shared.security_group.name", "balancer_group", part=Setup, shows="shared.load_balancer",
        only_while=("shared.security_group", (NEW_GROUP,)),
    ),
    DraftField(
        "shared.security_group.description", "balancer_group", part=Setup,
        only_while=("shared.security_group", (NEW_GROUP,)),
    ),
    DraftField("domain", "sites", own=True, special=NameForm()),
    DraftField("port", "sites", own=True),
    DraftField("load_balancer", "listener", own=True),
    DraftField("listeners.http", "listener", "listeners", special=ListenerTick(listener=DEFAULT_LISTENERS[0])),
    DraftField("listeners.https", "listener", "listeners", special=ListenerTick(listener=DEFAULT_LISTENERS[1])),
    DraftField("listeners.more", "listener", "listeners", special=MoreListeners()),
    DraftField("instance_protocol", "listener"),
    DraftField("stickiness", "listener", special=DurationForm()),
    DraftField("target_group", "target", own=True),
    DraftField("redirect", "target"),
    DraftField("security_group", "security_group", "security_group.id", special=Form(empty=NEW_GROUP)),
    DraftField(
        "security_group.name", "security_group", own=True, shows="load_balancer",
        only_while=("security_group", (NEW_GROUP,)),
    ),
    DraftField("security_group.description", "security_group", own=True, only_while=("security_group", (NEW_GROUP,))),
    DraftField("certificate", "certificate"),
    DraftField("aliases", "certificate", own=True, special=NamesForm()),
    DraftField("health_check.protocol", "health_check", shows="instance_protocol"),
    DraftField("health_check.port", "health_check", own=True, shows="port"),
    DraftField("health_check.path", "health_check", only_while=("health_check.protocol", HTTP_FAMILY)),
    DraftField("health_check.matcher", "health_check", only_while=("health_check.protocol", HTTP_FAMILY)),
    DraftField("health_check.interval", "health_check"),
    DraftField("health_check.timeout", "health_check"),
    DraftField("health_check.unhealthy_threshold", "health_check"),
    DraftField("health_check.healthy_threshold", "health_check"),
    DraftField("instances", "instances", special=IdsForm()),
    *(DraftField(f"tag.{row}", "tags", "tags", special=TagRow(row=row)) for row in range(1, TAG_ROWS + 1)),
    DraftField("tag.more", "tags", "tags", special=MoreTags(rows=TAG_ROWS)),
    DraftField("dns.external", "dns"),
    DraftField("dns.zone", "dns", own=True, only_while=("dns.external", (False,)), special=NameForm()),
    DraftField("dns.replace", "dns", own=True, only_while=("dns.external", (False,))),
)  # fmt: skip

KEPT: Mapping[type[Part], Mapping[str, str]] = {
    Site: {
        "subnets": "listener",
        "idle_timeout": "listener",
        "draining": "listener",
        "verify": "sites",
        "adopt": "sites",
        "maintenance": "sites",
    },
    Setup: {
        "expect": "account",
        "instances": "instances",
        "tags": "tags",
        "waits": "sites",
    },
}
"""Keys without a field: answers to them are kept as they are. Each with the page on which a person settles what is
wrong with it."""

ASKS_TOO = {"target": "listener"}
"""Pages that ask, in one topology, most of what another page asks in the other one."""
FRAME = frozenset({"schema", "sites"})
"""Keys of a setup that every draft makes by itself; what is wrong with them is settled on the page Sites."""
_BY_NAME = {one.name: one for one in FIELDS}
SITE_FIELDS = tuple(one for one in FIELDS if one.part is Site)
SETUP_FIELDS = tuple(one for one in FIELDS if one.part is Setup)
SHARED = tuple(one.name for one in SITE_FIELDS if not one.own)
"""What a site that is added takes from the first."""


def field_named(name: str) -> DraftField:
    """Return a field.

    Raises:
        LookupError: there is none of this name.
    """
    if name not in _BY_NAME:
        raise LookupError(f"{name} is not a field of the wizard; the fields are in {__name__}.FIELDS")
    return _BY_NAME[name]


OF_DRAFT = ("name", "profile", "region")
"""Fields of the setup that a draft holds as members of its own."""


@cache
def setup_keys() -> Mapping[Path, tuple[DraftField, ...]]:
    """Return the other fields of the setup by the key that they stand for."""
    return {one.path: (one,) for one in SETUP_FIELDS if one.name not in OF_DRAFT}


@cache
def site_keys() -> Mapping[Path, tuple[DraftField, ...]]:
    """Return the fields of a site by the key that they stand for."""
    return {path: tuple(one for one in SITE_FIELDS if one.path == path) for path in (one.path for one in SITE_FIELDS)}


def field_of_key(path: Path, part: type[Part] = Site) -> DraftField | None:
    """Return the field in which a person settles what is wrong with a key; None where no field stands for it.

    The key may be longer than the field's, such as `("tags", "team")`, or shorter, such as `("security_group",)`.
    """
    near = [
        one for one in FIELDS if path and one.part is part and all(a == b for a, b in zip(one.path, path, strict=False))
    ]
    texts = [one for one in near if not isinstance(one.form, TickForm)]
    return next(iter([*texts, *near]), None)


def page_of_key(path: Path, part: type[Part] = Site) -> str:
    """Return the page on which a person settles what is wrong with a key; without a key, with the site as a whole.

    Raises:
        LookupError: the model has no such key.
    """
    found = field_of_key(path, part)
    if found is not None:
        return found.page
    if not path or (part is Setup and path[0] in FRAME):
        return "sites"
    if path[0] in KEPT[part]:
        return KEPT[part][path[0]]
    raise LookupError(f"no page asks for {'.'.join(path)}")


def keys_on(page: str) -> tuple[str, ...]:
    """Return the keys of a site with which a person settles on this page what is wrong."""
    pages = (page, ASKS_TOO.get(page))
    return tuple(key for key in Site.model_fields if page_of_key((key,)) in pages)


def question(name: str, label: str, text: str, *, short: bool = False) -> Ask:
    """Return the question of a page for a field: label and help are the page's, all else the field's.

    Raises:
        LookupError: there is no field of this name.
    """
    found = field_named(name)
    match found.form:
        case TickForm():
            return AskTick(name, label, text)
        case ChoiceForm(options=options):
            return AskOne(name, label, text, options)
        case IdsForm():
            return AskText(name, label, text)
        case form:
            return AskText(name, label, text, found.judge, isinstance(form, NumberForm), short, _tidy_of(found))


def _tidy_of(asked: DraftField) -> Tidy | None:
    """Return what becomes of the text of a field when it is left; None: it stays as it was typed."""
    if asked.name in ("domain", "dns.zone"):
        return _tidied_domain
    if asked.name == "aliases":
        return tidied_names
    return tidied_list if isinstance(asked.form, WordsForm | MoreListeners | TagRow | MoreTags) else None


def _tidied_domain(text: str) -> str:
    """Return an address as a domain; the id of a hosted zone has capitals, and stays as it is."""
    return text.strip() if is_zone_id(text.strip()) else tidied_list(typed_domain(text).domain)


def _check_keys(part: type[Part]) -> None:
    """Compare the fields and `KEPT` with the keys of the model.

    Raises:
        LookupError: a key of the model is in neither, or one of theirs is not a key of the model.
    """
    known = {one.path for one in FIELDS if one.part is part} | {(key,) for key in KEPT[part]}
    for path in known:
        ModelKey(part, path).info  # noqa: B018
    for path in keys_of(part):
        if not any(path[: len(one)] == one for one in known) and path[0] not in FRAME:
            raise LookupError(f"{'.'.join(path)} of {part.__name__} has no field and is not in {__name__}.KEPT")


for _part in KEPT:
    _check_keys(_part)
