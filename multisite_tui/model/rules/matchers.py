"""Matchers: which statuses a health check of a target group takes for healthy."""

from __future__ import annotations

import re

from multisite_tui.model.rules.texts import shown

MATCHER = r"^[2-4][0-9]{2}(?:-[2-4][0-9]{2})?(?:,[2-4][0-9]{2}(?:-[2-4][0-9]{2})?)*$"
LEAST, MOST = 200, 499


def matcher(value: str) -> str | None:
    """Statuses of 200 to 499, single, in ranges, with commas between them (elbv2, `Matcher.HttpCode`)."""
    if not re.fullmatch(MATCHER, value):
        return (
            f"{shown(value)} does not say which statuses are healthy; write statuses of {LEAST} to {MOST}, such as "
            '"200", 200-399 or 200,302'
        )
    for part in value.split(","):
        first, _, last = part.partition("-")
        if last and int(last) < int(first):
            return f"{part} ends before it begins; write {last}-{first}"
    return None


def takes(codes: str, status: int) -> bool:
    """Whether a status is among those of a matcher that `matcher` allows, as AWS writes them."""
    ranges = [part.partition("-") for part in codes.split(",")]
    return any(int(first) <= status <= int(last or first) for first, _, last in ranges)
