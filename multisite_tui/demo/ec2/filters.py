"""How many filters a request of EC2 may have."""

from __future__ import annotations

from multisite_tui.demo.calls import PracticeCall, Refusal

_FILTERS = 50
_VALUES = 200


def refuse_many_filters(call: PracticeCall) -> None:
    """Refuse more than 50 filters, or more than 200 values of one (EC2 user guide, "Filter your resources").

    Raises:
        Refusal: `FilterLimitExceeded` (EC2 API reference, "Error codes").
    """
    filters = call.params.get("Filters") or []
    if len(filters) > _FILTERS or any(len(one.get("Values") or []) > _VALUES for one in filters):
        message = f"The maximum number of filters is {_FILTERS}, and that of values of a filter {_VALUES}"
        raise Refusal("FilterLimitExceeded", message)
