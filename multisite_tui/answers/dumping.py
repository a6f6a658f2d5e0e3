"""Dumping: writes a setup as an answers file that loads to an equal setup."""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from multisite_tui.answers.scalars import meaning
from multisite_tui.model.base import Part
from multisite_tui.model.listeners import Listener
from multisite_tui.model.records import EXTERNAL, Dns
from multisite_tui.model.rules.domains import readable
from multisite_tui.model.rules.numbers import spelled, spelled_or_off
from multisite_tui.model.setup import Setup
from multisite_tui.model.sites import Site
from multisite_tui.model.waits import Waits

_ALWAYS: dict[type[Part], tuple[str, ...]] = {Setup: ("version", "name"), Site: ("load_balancer", "target_group")}
"""Values that are written even if they equal their default, because the default is derived and may change."""
_AS_GIVEN: dict[type[Part], tuple[str, ...]] = {Site: ("listeners",)}
"""Values that are written if and only if they were given, even if they equal their default: the default depends on
another key, `certificate`."""
_UNQUOTED = re.compile(r"(?:[^\W\d_]|/)[\w./@:+=-]*(?: [\w./@+=-]+)*")
_WIDE = 1 << 20


def dump(setup: Setup) -> str:
    """Return the setup as an answers file; a value equal to its default is left out, unless the default may change."""
    writer = YAML()
    writer.width = _WIDE
    writer.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    entries = {key: _flow(value) for key, value in _entries(setup).items()}
    entries["sites"] = CommentedSeq(_block(site) for site in entries["sites"])
    writer.dump(CommentedMap(entries), stream)
    return stream.getvalue()


def _entries(part: Part) -> dict[str, Any]:
    """Return the part's keys and values as the file spells them."""
    entries = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if _is_written(part, name, value):
            entries[field.alias or name] = _written(part, name, value)
    return entries


def _is_written(part: Part, name: str, value: Any) -> bool:
    if isinstance(part, Site) and name == _unnamed(part):
        return False
    if name in _AS_GIVEN.get(type(part), ()):
        return name in part.model_fields_set
    default = type(part).model_fields[name].get_default(call_default_factory=True)
    return name in _ALWAYS.get(type(part), ()) or value != default


def _unnamed(site: Site) -> str:
    """Return the name that the site's topology does not take: only one of the two things exists."""
    return "target_group" if site.target_group is None else "load_balancer"


def _written(part: Part, name: str, value: Any) -> Any:
    if isinstance(part, Waits):
        return spelled(value)
    if name in ("domain", "zone"):
        return readable(value)
    if name == "stickiness":
        return spelled_or_off(value)
    if name == "status" and isinstance(value, dict):
        return {readable(key): status for key, status in value.items()}
    if name == "aliases":
        return [readable(alias) for alias in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Listener) and value.instance_protocol is None and value.instance_port is None:
        return f"{value.protocol}:{value.port}"
    if isinstance(value, Dns) and value.external:
        return EXTERNAL
    if isinstance(value, Part):
        return _entries(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _block(site: CommentedMap) -> CommentedMap:
    """Write a site in block style, one key a line; below it, only lists of mappings are in block style."""
    site.fa.set_block_style()
    listeners = site.get("listeners", ())
    if any(isinstance(listener, dict) for listener in listeners):
        listeners.fa.set_block_style()
    return site


def _flow(value: Any) -> Any:
    """Write in flow style, on one line."""
    drawn: CommentedMap | CommentedSeq
    if isinstance(value, dict):
        drawn = CommentedMap((_scalar(key), _flow(item)) for key, item in value.items())
    elif isinstance(value, list):
        drawn = CommentedSeq(_flow(item) for item in value)
    else:
        return _scalar(value)
    drawn.fa.set_flow_style()
    return drawn


def _scalar(value: Any) -> Any:
    """Quote text that YAML could read as another type."""
    if not isinstance(value, str):
        return value
    text = str(value)
    if _UNQUOTED.fullmatch(text) and not text.endswith(":") and isinstance(meaning(text, plain=True), str):
        return text
    return DoubleQuotedScalarString(text)
