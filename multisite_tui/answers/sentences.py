"""Sentences for values that the model's types refuse. The model's own rules bring their sentences with them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, get_args

from multisite_tui.answers.nodes import Node, Scalar
from multisite_tui.answers.scalars import meaning
from multisite_tui.model.base import Part
from multisite_tui.model.findings import Loc
from multisite_tui.model.health_checks import HealthCheck
from multisite_tui.model.instances import TaggedInstances
from multisite_tui.model.listeners import Listener
from multisite_tui.model.maintenance import Maintenance
from multisite_tui.model.records import Dns, Verify
from multisite_tui.model.rules.texts import shown
from multisite_tui.model.rules.wishes import Wish, wish_for
from multisite_tui.model.security_groups import ExistingSecurityGroup, NewSecurityGroup
from multisite_tui.model.setup import SCHEMA, Expect, Setup, TopologyName
from multisite_tui.model.shared import SharedBalancer
from multisite_tui.model.sites import Site
from multisite_tui.model.waits import Waits

_PARTS: dict[str, type[Part]] = {
    "sites": Site,
    "listeners": Listener,
    "health_check": HealthCheck,
    "dns": Dns,
    "verify": Verify,
    "waits": Waits,
    "expect": Expect,
    "instances": TaggedInstances,
    "security_group": NewSecurityGroup,
    "shared": SharedBalancer,
    "maintenance": Maintenance,
}

CODES = {
    "missing": "key_missing",
    "extra_forbidden": "key_unknown",
    "int_type": "no_whole_number",
    "bool_type": "neither_true_nor_false",
    "string_type": "no_text",
    "enum": "protocol",
    "literal_error": "no_such_choice",
    "tuple_type": "no_list",
    "dict_type": "no_keys",
    "model_type": "no_keys",
    "model_attributes_type": "no_keys",
}
"""Our stable code for each of pydantic's error types, which may change with its version."""
MISFIT = "misfit"
"""The code for every other error type."""

_FOR_ONE = {
    "int_type": "{value} is not a whole number",
    "bool_type": "{value} is neither true nor false",
    "enum": "{value} is not a protocol; write http, https, tcp or ssl",
    "tuple_type": "{value} is not a list; write [{value}]",
    "dict_type": "{value} stands where keys and values are wanted, such as {{team: web}}",
    "model_type": "{value} stands where keys and values are wanted",
    "model_attributes_type": "{value} stands where keys and values are wanted",
}
_FOR_SEVERAL = {
    "int_type": "one whole number is wanted here",
    "bool_type": "true or false is wanted here",
    "enum": "one protocol is wanted here: http, https, tcp or ssl",
    "string_type": "one piece of text is wanted here",
    "literal_error": "one word is wanted here",
    "tuple_type": "a list is wanted here, each entry after a hyphen",
    "dict_type": "keys and values are wanted here, such as {team: web}",
    "model_type": "keys and values are wanted here, without hyphens",
}
_NOTHING = "nothing stands here; write a value, or leave the key out"


def sentence(kind: str, path: Loc, node: Node, context: Mapping[str, Any]) -> str:
    """Return the sentence for pydantic's error type `kind` at this path.

    Args:
        kind: pydantic's error type, such as `int_parsing`.
        path: The path of the key.
        node: The node at the path.
        context: pydantic's context of the error; `has_id` is whether the mapping has a key `id`.
    """
    if "sentence" in context:
        return str(context["sentence"])
    if path == ("schema",):
        return _schema(kind, node)
    if kind == "missing":
        return f"the key {shown(path[-1])} is missing"
    if kind == "extra_forbidden":
        return _unknown(path, context["has_id"])
    if not isinstance(node, Scalar):
        return _FOR_SEVERAL.get(kind, "this does not fit here")
    return _one(kind, path, node)


def wish_at(kind: str, path: Loc, node: Node) -> Wish | None:
    """Return what a person may have wished for with an unknown key, or with an unknown protocol; None if nothing.

    Keys of a health check are no wishes: `path` is one of them.
    """
    if kind == "extra_forbidden" and _holder(path) in ("", "sites", "listeners"):
        return wish_for(str(path[-1]))
    return wish_for(node.text) if kind == "enum" and isinstance(node, Scalar) else None


def _one(kind: str, path: Loc, node: Scalar) -> str:
    value = shown(node.text)
    read = meaning(node.text, node.plain)
    if read is None:
        return _NOTHING
    if kind == "literal_error":
        return _topology(value)
    if kind == "string_type":
        return _quotes(value, path)
    if kind == "int_type" and isinstance(read, str) and read.isdecimal() and read.isascii():
        return f"{value} is text because of its quotes; take them away" if not node.plain else f"{value} is too long"
    if isinstance(read, str) and kind == "bool_type" and read.lower() in ("yes", "no", "on", "off", "true", "false"):
        return f"{value} is text in YAML 1.2; write true or false, without quotes"
    return _FOR_ONE.get(kind, "{value} does not fit here").format(value=value)


def _schema(kind: str, node: Node) -> str:
    if kind == "missing":
        return f"the key schema is missing; write schema: {SCHEMA} at the top"
    value = meaning(node.text, node.plain) if isinstance(node, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and value > SCHEMA:
        return f"schema {value} needs a newer multisite-tui; this one reads schema {SCHEMA}"
    return f"this is not a schema that multisite-tui knows; write schema: {SCHEMA}"


def _topology(value: str) -> str:
    known = " or ".join(get_args(TopologyName))
    return f"{value} is not a topology; write {known}, or leave the key out"


def _quotes(value: str, path: Loc) -> str:
    if path[-1] == "account":
        return f'an account number needs quotes, as a number loses its leading zeros; write "{value}"'
    return f'{value} is not text without quotes; write "{value}"'


def _unknown(path: Loc, has_id: bool) -> str:
    known = _known(path, has_id)
    near = difflib.get_close_matches(str(path[-1]), known, 1)
    if near:
        return f"the key {shown(path[-1])} is not known; did you mean {near[0]}?"
    return f"the key {shown(path[-1])} is not known; the keys here are {', '.join(known)}"


def _known(path: Loc, has_id: bool) -> list[str]:
    """Return the keys that are allowed beside the last key of the path."""
    part = _PARTS.get(_holder(path), Setup)
    if part is NewSecurityGroup and has_id:
        part = ExistingSecurityGroup
    return [field.alias or name for name, field in part.model_fields.items()]


def _holder(path: Loc) -> str:
    """Return the key that holds the last key of the path; empty for a key of the setup."""
    return next((step for step in reversed(path[:-1]) if isinstance(step, str)), "")
