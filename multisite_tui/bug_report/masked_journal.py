"""The journal of a setup as a report shows it: what was done when and how it went, without parameters and replies."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from multisite_tui.aws.permissions import PERMISSIONS
from multisite_tui.bug_report.masks import Masks
from multisite_tui.model.accounts import AccountKind
from multisite_tui.model.events import Outcome
from multisite_tui.model.plans import MoveEnd
from multisite_tui.model.replies import LOST
from multisite_tui.model.roles import Role
from multisite_tui.model.rules.ids import region
from multisite_tui.plan.graph import SHARED
from multisite_tui.plan.topologies import TOPOLOGIES
from multisite_tui.state.record_shapes import RECORDS
from multisite_tui.state.snapshot import Record

OTHER = "(other)"
"""What stands for a word that is none of those that the program writes."""
STEP_WORDS = frozenset(word for role in Role for word in role.value.split("_")) | {
    "groups", "ways", "http", "https", "default", "settings", "shared",
}  # fmt: skip
"""The words of which the ids of steps are made, behind the site."""
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}(?:\.?(?:a|b|rc|dev|post)\d{1,4})?")
_PORT = re.compile(r"\d{1,5}")
_CODE = re.compile(r"(?=.{1,64}$)[A-Z][A-Za-z]*(?:\.[A-Z][A-Za-z]*)*|\d{3}")
"""Error codes of AWS and names of botocore's errors."""


def masked_record(record: Record, masks: Masks) -> dict[str, Any]:
    """Return one record, masked. It has the shape of its kind."""
    kind = record["record"] if record["record"] in RECORDS else OTHER
    details = _DETAILS[kind](record, masks) if kind in _DETAILS else {}
    return {"at": _moment(record["at"]), "record": kind, **details}


def site_of(step: str) -> str | None:
    """Return the domain in the id of a step; None if the step is one of the setup as a whole."""
    site = step.partition("/")[0]
    return site if "." in site else None


def masked_step(step: str, masks: Masks) -> str:
    """Return the id of a step with its site masked, such as `site-1.example/load_balancer`."""
    site, _, noun = step.partition("/")
    known = all(word in STEP_WORDS or _PORT.fullmatch(word) for word in noun.split("_"))
    return f"{site if site == SHARED else masks.domain(site)}/{noun if known else masks.word('step', noun)}"


def _moment(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _among(value: Any, known: Container[Any]) -> str:
    return str(value) if value in known else OTHER


def _opened(record: Record, masks: Masks) -> dict[str, Any]:
    version, place = record["version"], record["region"]
    return {
        "version": version if _VERSION.fullmatch(version) else OTHER,
        "kind": _among(record["kind"], [*AccountKind]),
        "account": masks.word("account", record["account"]),
        "region": place if region(place) is None else OTHER,
        **{
            key: _among(record[key], known)
            for key, known in (("topology", TOPOLOGIES), ("move", [*MoveEnd]), ("former", TOPOLOGIES))
            if key in record
        },
    }


def _planned(record: Record, masks: Masks) -> dict[str, Any]:
    return {"steps": len(record["steps"]), "removal": bool(record.get("removal", False))}


def _intent(record: Record, masks: Masks) -> dict[str, Any]:
    steps = [masked_step(step, masks) for step in record["steps"]]
    return {"call": record["call"], "name": _among(record["name"], PERMISSIONS), "steps": steps}


def _result(record: Record, masks: Masks) -> dict[str, Any]:
    return {"call": record["call"], **({"lost": True} if LOST in record["reply"] else {})}


def _refused(record: Record, masks: Masks) -> dict[str, Any]:
    code = record.get("code")
    known = isinstance(code, str) and _CODE.fullmatch(code) is not None and not masks.knows(code.split("."))
    return {"call": record["call"], "code": code if known else OTHER}


def _step_finished(record: Record, masks: Masks) -> dict[str, Any]:
    return {"step": masked_step(record["step"], masks)}


def _ended(record: Record, masks: Masks) -> dict[str, Any]:
    code = record.get("exit_code")
    return {"outcome": _among(record["outcome"], [*Outcome]), "exit_code": code if type(code) is int else None}


_DETAILS: Mapping[str, Callable[[Record, Masks], dict[str, Any]]] = {
    "opened": _opened,
    "planned": _planned,
    "intent": _intent,
    "result": _result,
    "refused": _refused,
    "step_finished": _step_finished,
    "ended": _ended,
}


def masked_plan(records: Sequence[Record], masks: Masks) -> list[dict[str, Any]]:
    """Return the steps of the last run that had a plan, and which of them finished."""
    places = [place for place, one in enumerate(records) if one["record"] == "planned"]
    if not places:
        return []
    finished = {one["step"] for one in records[places[-1] :] if one["record"] == "step_finished"}
    steps = records[places[-1]]["steps"]
    return [{"step": masked_step(step, masks), "finished": step in finished} for step in steps]
