"""Replies that never came: what stands for them among AWS's replies to a step's calls."""

from __future__ import annotations

LOST = "Lost"
"""The one member of what stands for a lost reply; its value is the call's name. AWS has no member of that name."""
