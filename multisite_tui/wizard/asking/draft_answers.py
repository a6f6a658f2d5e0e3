"""Answers of a draft, a draft of a setup, and where in a draft something is wrong."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from multisite_tui.model.drafts import MOST_TAGS, Draft, SiteDraft, Value
from multisite_tui.model.findings import Finding, Loc
from multisite_tui.model.listeners import Listener
from multisite_tui.model.setup import SCHEMA, Setup
from multisite_tui.model.sites import DEFAULT_LISTENERS, Site

CHECK_NUMBERS = ("port", "interval", "timeout", "unhealthy_threshold", "healthy_threshold")


def setup_of(draft: Draft) -> Setup:
    """Return the valid setup that the draft asks for.

    Raises:
        ValidationError: something is wrong; `findings` tells it.
    """
    return Setup.model_validate(answers_of(draft))


def findings(draft: Draft) -> list[Finding]:
    """Return all that is wrong with the draft, each with its place in the answers."""
    try:
        setup_of(draft)
    except ValidationError as error:
        return [_finding(detail) for detail in error.errors(include_url=False, include_input=False)]
    return []


def _finding(detail: Any) -> Finding:
    loc = tuple(step for step in detail["loc"] if not (isinstance(step, str) and " " in step))
    sentence = detail.get("ctx", {}).get("sentence")
    if sentence is None:
        sentence = "something is missing here" if detail["type"] == "missing" else "a whole number is wanted here"
    return Finding(loc, detail["type"], str(sentence))


def answers_of(draft: Draft) -> dict[str, Any]:
    """Return the draft in the shape of an answers file, right or wrong."""
    top: dict[str, Any] = {"schema": SCHEMA}
    for name in ("name", "profile", "region"):
        text = str(getattr(draft, name)).strip()
        if text:
            top[name] = text
    rest = {key: value for key, value in draft.rest.items() if key not in top}
    return {**top, **rest, "sites": [_site(draft, place) for place in range(len(draft.sites))]}


def fingerprint(draft: Draft, *, accept_leftovers: bool) -> str:
    """Return what is the same only for the same answers, so that a yes to some is none to others."""
    asked = json.dumps([answers_of(draft), accept_leftovers], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def _site(draft: Draft, place: int) -> dict[str, Any]:
    site = {**draft.sites[place].rest}
    site["domain"] = draft.text(place, "domain")
    site["port"] = number(draft.text(place, "port"))
    site["load_balancer"] = draft.text(place, "load_balancer")
    protocol = draft.text(place, "instance_protocol")
    optional: dict[str, Any] = {
        "aliases": split(draft.text(place, "aliases")),
        "listeners": _listeners(draft, place),
        "instance_protocol": protocol if protocol != "http" else "",
        "security_group": _group(draft, place),
        "certificate": _unless(draft.text(place, "certificate"), "auto"),
        "health_check": _health_check(draft, place),
        "instances": draft.value(place, "instances"),
        "tags": _tags(draft, place),
        "dns": _dns(draft, place),
    }
    return {**site, **{key: value for key, value in optional.items() if value}}


def _listeners(draft: Draft, place: int) -> list[Any]:
    found: list[Any] = []
    if draft.value(place, "listeners.http"):
        found.append("http:80")
    if draft.value(place, "listeners.https"):
        found.append("https:443")
    found += [listener(text) for text in split(draft.text(place, "listeners.more"))]
    plain = ["http:80"] if draft.value(place, "certificate") == "none" else ["http:80", "https:443"]
    return [] if found == plain else found or ["(none)"]


def listener(text: str) -> Any:
    """Return one listener as the answers have it: `https:443`, or a mapping for `https:443>https:8443`."""
    front, arrow, back = text.partition(">")
    ends = [re.fullmatch(r"([a-z]+):(\d{1,5})", end) for end in (front, back)]
    if not arrow or ends[0] is None or ends[1] is None:
        return text
    return {
        "protocol": ends[0][1],
        "port": int(ends[0][2]),
        "instance_protocol": ends[1][1],
        "instance_port": int(ends[1][2]),
    }


def _group(draft: Draft, place: int) -> dict[str, str]:
    chosen = draft.text(place, "security_group")
    if chosen != "new":
        return {"id": chosen}
    own = draft.sites[place].values
    return {
        key: draft.text(place, f"security_group.{key}")
        for key in ("name", "description")
        if f"security_group.{key}" in own and draft.text(place, f"security_group.{key}")
    }


def _health_check(draft: Draft, place: int) -> dict[str, Any]:
    """Return only what differs from the model's own defaults."""
    found: dict[str, Any] = {}
    for key in ("protocol", "path", *CHECK_NUMBERS):
        text = draft.text(place, f"health_check.{key}")
        if text and text != _check_default(draft, place, key):
            found[key] = number(text) if key in CHECK_NUMBERS else text
    if found.get("protocol", draft.text(place, "instance_protocol")) in ("tcp", "ssl"):
        found.pop("path", None)
    return found


def _check_default(draft: Draft, place: int, key: str) -> str:
    match key:
        case "protocol":
            return draft.text(place, "instance_protocol")
        case "port":
            return draft.text(place, "port")
        case "unhealthy_threshold":
            # The account knows how many instances there are only later, so that what is shown is kept with several.
            return "10" if len(draft.value(place, "instances")) <= 1 else "3"  # type: ignore[arg-type]
    return {"path": "/", "interval": "5", "timeout": "3", "healthy_threshold": "2"}[key]


def _tags(draft: Draft, place: int) -> dict[str, str]:
    pairs = [draft.text(place, f"tag.{row}").partition("=") for row in range(1, MOST_TAGS + 1)]
    return {key.strip(): value.strip() for key, equals, value in pairs if key or equals}


def _dns(draft: Draft, place: int) -> dict[str, Any]:
    zone = draft.text(place, "dns.zone")
    found: dict[str, Any] = {"zone": zone} if zone else {}
    return {**found, "replace": True} if draft.value(place, "dns.replace") else found


def number(text: str) -> int | str:
    """Return the number that the text is; the text where it is none, for the model to refuse."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def split(text: str) -> list[str]:
    """Return the words of a list, with commas or spaces between them."""
    return [word for word in re.split(r"[,\s]+", text) if word]


def _unless(value: str, default: str) -> str:
    return "" if value == default else value


def draft_of(setup: Setup, draft_id: str, kind: str) -> Draft:
    """Return the draft that asks for this setup."""
    rest = setup.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for key in ("schema", "name", "profile", "region", "sites"):
        rest.pop(key, None)
    draft = Draft(draft_id, kind, setup.name, setup.profile or "", setup.region or "", rest=rest)
    draft.sites = [SiteDraft(key) for key in range(len(setup.sites))]
    for place, site in enumerate(setup.sites):
        draft.put(place, "domain", site.domain)
        draft.put(place, "port", str(site.port))
    for place, site in enumerate(setup.sites):
        for name, value in _fields(site):
            draft.put(place, name, value)
        draft.sites[place].rest = _unasked(site)
    return draft


ASKED = frozenset({
    "domain", "port", "load_balancer", "aliases", "listeners", "instance_protocol", "security_group", "certificate",
    "health_check", "tags", "dns",
})  # fmt: skip


def _unasked(site: Site) -> dict[str, Any]:
    raw = site.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    listed = isinstance(site.instances, tuple)
    return {key: value for key, value in raw.items() if key not in ASKED and not (key == "instances" and listed)}


def _fields(site: Site) -> Iterator[tuple[str, Value]]:
    """Yield every field of a site, those first that others follow."""
    yield "load_balancer", site.load_balancer
    yield "aliases", ", ".join(site.aliases)
    yield "certificate", site.certificate
    yield from _listener_fields(site)
    yield "instance_protocol", str(site.instance_protocol)
    group = site.security_group.model_dump(exclude_none=True)
    yield "security_group", group.pop("id", "new")
    yield from ((f"security_group.{key}", value) for key, value in group.items())
    if isinstance(site.instances, tuple):
        yield "instances", list(site.instances)
    check = site.health_check.model_dump(mode="json", exclude_none=True)
    yield from ((f"health_check.{key}", str(value)) for key, value in check.items())
    yield from ((f"tag.{row}", f"{key}={value}") for row, (key, value) in enumerate(site.tags.items(), 1))
    yield "dns.zone", site.dns.zone or ""
    yield "dns.replace", site.dns.replace


def _listener_fields(site: Site) -> Iterator[tuple[str, Value]]:
    http, https = DEFAULT_LISTENERS
    yield "listeners.http", http in site.listeners
    yield "listeners.https", https in site.listeners
    yield "listeners.more", ", ".join(_spelled(one, site) for one in site.listeners if one not in DEFAULT_LISTENERS)


def _spelled(one: Listener, site: Site) -> str:
    front = f"{one.protocol}:{one.port}"
    if one.instance_protocol is None and one.instance_port is None:
        return front
    return f"{front}>{one.instance_protocol or site.instance_protocol}:{one.instance_port or site.port}"


def field_of(loc: Loc) -> tuple[int | None, str]:
    """Return the site and the field of the wizard that a place in the answers belongs to."""
    if len(loc) < 2 or loc[0] != "sites" or not isinstance(loc[1], int):
        return None, ".".join(str(step) for step in loc)
    words = [str(step) for step in loc[2:] if isinstance(step, str)]
    name = ".".join(words)
    if name.startswith("listeners"):
        name = "listeners.more"
    if name.startswith("tags"):
        name = "tag.1"
    if name == "security_group.id":
        name = "security_group"
    return loc[1], name
