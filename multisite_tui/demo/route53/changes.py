"""The status of Route 53 changes: PENDING, then INSYNC."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from multisite_tui.demo.calls import PracticeCall, Refusal, answer
from multisite_tui.demo.constants import PROPAGATION

if TYPE_CHECKING:
    from multisite_tui.demo.world import Shape


def note_change(call: PracticeCall) -> Shape:
    """Record a change of records, and return its ChangeInfo."""
    digest = sha256(f"change {call.world.created} {call.world.next_serial()}".encode()).hexdigest()
    change_id = "C" + digest[:20].upper()
    call.world.changes[change_id] = call.now
    return _info(change_id, call.now, call.now)


@answer("route53", "GetChange")
def get_change(call: PracticeCall) -> Shape:
    """The status of a change (GetChange, NoSuchChange)."""
    change_id = call.params["Id"].rsplit("/", 1)[-1]
    submitted = call.world.changes.get(change_id)
    if submitted is None:
        raise Refusal("NoSuchChange", f"Could not find resource with ID: {change_id}", 404)
    return {"ChangeInfo": _info(change_id, submitted, call.now)}


def _info(change_id: str, submitted: float, now: float) -> Shape:
    return {
        "Id": f"/change/{change_id}",
        "Status": "INSYNC" if now >= submitted + PROPAGATION else "PENDING",
        "SubmittedAt": datetime.fromtimestamp(submitted, UTC),
    }
