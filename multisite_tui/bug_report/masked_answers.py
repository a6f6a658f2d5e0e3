"""The answers of a setup as a report shows them: numbers and choices as they are, and a word for all other text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from multisite_tui import answers
from multisite_tui.aws.resources.certificates import KINDS
from multisite_tui.bug_report.masks import Masks
from multisite_tui.model.rules.domains import is_zone_id
from multisite_tui.model.setup import Setup

CHOICES = ("topology", "protocol", "instance_protocol", "region", "matcher")
"""Keys whose values the model takes from a list, or by a pattern that no name fits."""
WORDS: Mapping[str, str] = {
    "name": "name",
    "load_balancer": "name",
    "target_group": "name",
    "account": "account",
    "profile": "profile",
    "id": "group",
    "instances": "instance",
    "subnets": "subnet",
    "path": "path",
    "certificate": "certificate",
    "zone": "zone",
}
"""By key, the kind of word that stands for its text; `text` for all others."""
DOMAINS = ("domain", "aliases", "zone")
"""Keys whose values are domains; a zone may be an id instead."""
BY_NAME = ("tag", "tags")
"""Keys whose own keys are a person's text too."""


def names_in(setup: Setup) -> list[str]:
    """Return the domains that a setup names, the zones too."""
    zones = [site.dns.zone for site in setup.sites if site.dns.zone and not is_zone_id(site.dns.zone)]
    return [*zones, *setup.names]


def masked_answers(setup: Setup, masks: Masks) -> dict[str, Any]:
    """Return the answers that were given, masked."""
    given = setup.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {key: _masked(key, value, masks) for key, value in given.items()}


def unreadable_answers(error: answers.AnswersError) -> list[dict[str, Any]]:
    """Return what is wrong with answers that cannot be read: codes and lines, and nothing of their text."""
    return [{"code": one.code, "line": one.line or None} for one in error.positioned]


def _masked(key: str, value: Any, masks: Masks) -> Any:
    match value:
        case str():
            return _text(key, value, masks)
        case dict() if key in BY_NAME:
            return {masks.word("key", one): masks.word("value", str(of)) for one, of in value.items()}
        case dict() if key == "status":
            return {masks.domain(name): status for name, status in value.items()}
        case dict():
            return {one: _masked(one, of, masks) for one, of in value.items()}
        case list():
            return [_masked(key, one, masks) for one in value]
        case _:
            return value


def _text(key: str, value: str, masks: Masks) -> str:
    if key in CHOICES or (key == "certificate" and value in KINDS):
        return value
    if key in DOMAINS and not is_zone_id(value):
        return masks.domain(value)
    return masks.word(WORDS.get(key, "text"), value)
