"""Paths: what a health check asks for."""

from __future__ import annotations

import re

from multisite_tui.model.rules.texts import shown

PATH = r"^/[!-~]*$"
LONGEST_PATH = 1024 - len("HTTPS:65535")


def health_path(value: str) -> str | None:
    """ASCII without spaces from `/`; the whole target has at most 1024 characters (elb, `HealthCheck.Target`)."""
    if not value.startswith("/"):
        return f"{shown(value)} is not a path; it begins with /, such as /health"
    if len(value) > LONGEST_PATH:
        return f"the path is {len(value)} characters long; {LONGEST_PATH} is the most"
    if not re.fullmatch(PATH, value):
        return f"{shown(value)} is not a path; write ASCII without spaces, other characters as %EA%B0%80"
    return None
