"""Instances: the EC2 machines that the programs run on."""

from __future__ import annotations

from multisite_tui.model.base import Part


class TaggedInstances(Part):
    """The running instances that carry all of these tags."""

    tag: dict[str, str]


Instances = tuple[str, ...] | TaggedInstances
"""Instance ids, or the tags to find them by."""
