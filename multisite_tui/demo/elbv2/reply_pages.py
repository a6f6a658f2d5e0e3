"""Pages of the replies that list things (ELB API 2015-12-01, PageSize and Marker)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multisite_tui.demo.calls import Refusal

if TYPE_CHECKING:
    from multisite_tui.demo.calls import PracticeCall
    from multisite_tui.demo.world import Shape

_PAGE = 400
"""The most things on a page, and how many there are without PageSize."""


def reply_page(call: PracticeCall, member: str, found: list[Any]) -> Shape:
    """Return the page of a list that a call asks for.

    Args:
        call: the call, with `Marker` and `PageSize`.
        member: the member of the reply that holds the list.
        found: the whole list.

    Raises:
        Refusal: `ValidationError`: the marker is not one of a reply.
    """
    marker = call.params.get("Marker") or "0"
    if not (marker.isascii() and marker.isdigit()):
        raise Refusal("ValidationError", f"Invalid marker '{marker}'")
    start = int(marker)
    end = start + int(call.params.get("PageSize") or _PAGE)
    result: Shape = {member: found[start:end]}
    if end < len(found):
        result["NextMarker"] = str(end)
    return result
