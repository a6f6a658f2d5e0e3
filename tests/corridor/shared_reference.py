"""The shared case as answers: the reference case's sites behind one load balancer."""

from __future__ import annotations

from .reference import edited, with_site

SHARED = """\
schema: 1
name: main-io
topology: shared
tags: {team: web}
sites:
  - domain: main.io
    port: 6402
    dns: {replace: true}
  - domain: sub.main.io
    port: 6403
"""


def shared_with(line: str) -> str:
    """Return the answers with one more line for the second site."""
    return with_site(line, SHARED)


def shared_edited(old: str, new: str) -> str:
    """Return the answers with a piece exchanged."""
    return edited(old, new, SHARED)
