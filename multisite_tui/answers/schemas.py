"""The JSON Schema of the answers file, made from the model that the loader uses."""

from __future__ import annotations

from typing import Any

from multisite_tui.model.rules.numbers import spelled
from multisite_tui.model.setup import Setup
from multisite_tui.model.waits import Waits

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILLED_IN = ("name", "load_balancer")
"""Keys that the model requires and the loader fills in, so that a file may leave them out."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of answers files; rules that it cannot express are left to the loader."""
    made = Setup.model_json_schema(by_alias=True)
    parts = [made, *made["$defs"].values()]
    for part in parts:
        if "required" in part:
            part["required"] = [key for key in part["required"] if key not in _FILLED_IN]
    for key, field in made["$defs"]["Waits"]["properties"].items():
        field["default"] = spelled(Waits.model_fields[key].default)
    made["properties"]["waits"]["default"] = {}
    return {"$schema": DIALECT, **made, "title": "Answers of multisite-tui"}
