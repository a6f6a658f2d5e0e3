"""The shape of a saved draft: every member by its type, before anybody uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from multisite_tui.model.shapes import Members, either, keys, list_of, mapping_of, number, text, tick
from multisite_tui.wizard.asking.drafts import FORMER_PAGES
from multisite_tui.wizard.asking.fields import FIELDS
from multisite_tui.wizard.flow import TITLES

VALUES = mapping_of(either(text, tick, list_of(text)))
SITE = Members({"key": number}, {"follows": tick, "values": VALUES, "rest": keys, "replaces": list_of(text)})
DRAFT = Members(
    {"sites": list_of(SITE)},
    {
        **dict.fromkeys(("id", "kind", "name", "profile", "region", "page", "approved"), text),
        "site": number,
        "walked": list_of(text),
        "asked": VALUES,
        "rest": keys,
        "format": number,
    },
)


def fits(form: Mapping[str, Any]) -> bool:
    """Whether a saved form has the shape of a draft, a page that there is, and in each field a value of its type."""
    if not DRAFT(form):
        return False
    kinds = {one.name: type(one.form.empty) for one in FIELDS}
    answered = [form.get("asked", {}), *(site.get("values", {}) for site in form["sites"])]
    values = [item for values in answered for item in values.items()]
    return (
        form.get("page", "account") in {*TITLES, *FORMER_PAGES}
        and 0 <= form.get("site", 0) < max(1, len(form["sites"]))
        and all(isinstance(value, kinds.get(name, object)) for name, value in values)
    )
