"""The reference case as answers, and ways to edit it."""

from __future__ import annotations

REFERENCE = """\
schema: 1
name: main-io
tags: {team: web}
sites:
  - domain: main.io
    port: 6402
    load_balancer: to-main
    dns: {replace: true}
  - domain: sub.main.io
    port: 6403
    load_balancer: to-sub
"""


def with_site(line: str, text: str = REFERENCE) -> str:
    """Return the answers with one more line for the second site."""
    return f"{text}    {line}\n"


def without(line: str, text: str = REFERENCE) -> str:
    """Return the answers without a line."""
    if line not in text:
        raise AssertionError(line)
    return text.replace(line, "")


def edited(old: str, new: str, text: str = REFERENCE) -> str:
    """Return the answers with a piece exchanged."""
    if old not in text:
        raise AssertionError(old)
    return text.replace(old, new)
