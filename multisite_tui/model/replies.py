"""The placeholder for the reply to a call whose result was not recorded."""

from __future__ import annotations

LOST = "Lost"
"""The one member of what stands for a lost reply; its value is the call's name. AWS has no member of that name."""
