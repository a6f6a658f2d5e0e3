"""Replies of AWS, and the placeholder for a reply that was not recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Reply = Mapping[str, Any]
"""The reply to a call, without transport data such as HTTP headers."""
LOST = "Lost"
"""The one member of what stands for a lost reply; its value is the call's name. AWS has no member of that name."""
