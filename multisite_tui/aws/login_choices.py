"""What a person can choose from to sign in: the profiles of the configuration, and the regions that botocore knows.

Nothing is asked of AWS, and no credentials are read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from multisite_tui.aws.awscrt_import import without_awscrt
from multisite_tui.loading import loading

if TYPE_CHECKING:
    from botocore.session import Session

DEFAULT = "default"
COMMERCIAL = "aws"
"""The partition that is meant where no region says otherwise."""
_FILES: Mapping[str, str] = {
    "AWS_CONFIG_FILE": "~/.aws/config",
    "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials",
}
"""By the variable that names it, a file that signing in changes (AWS CLI, "Configuration and credential files")."""
_CACHES = ("~/.aws/sso/cache", "~/.aws/cli/cache", "~/.aws/login/cache")
"""Folders in which the AWS CLI keeps the sessions that it has signed in."""


@dataclass(frozen=True)
class Region:
    """A region, and where it is in words."""

    name: str
    place: str


def profile_names() -> tuple[str, ...]:
    """Return the names of the profiles, the default one first; none where the configuration cannot be read."""
    from botocore.exceptions import BotoCoreError

    try:
        names = _session(None).available_profiles
    except (BotoCoreError, OSError, ValueError):
        return ()
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def configured_region(profile: str) -> str:
    """Return the region that a profile or the environment names; empty where none does.

    Args:
        profile: The profile; empty for the one that boto3 finds.
    """
    from botocore.exceptions import BotoCoreError

    try:
        return str(_session(profile or None).get_config_variable("region") or "")
    except (BotoCoreError, OSError, ValueError):
        return ""


def regions_beside(region: str) -> tuple[Region, ...]:
    """Return the regions of a region's partition, by name.

    Args:
        region: Such as `ap-northeast-2`; of one that is not known, or none, the commercial regions are returned.
    """
    endpoints: Any = _session(None).get_component("data_loader").load_data("endpoints")
    by_partition = {one["partition"]: one["regions"] for one in endpoints["partitions"]}
    known = next((regions for regions in by_partition.values() if region in regions), by_partition[COMMERCIAL])
    return tuple(Region(name, str(known[name]["description"])) for name in sorted(known))


def login_files() -> tuple[tuple[str, float], ...]:
    """Return the files that signing in changes, each with when it was last written (seconds since 1970)."""
    files = [Path(os.environ.get(variable) or path).expanduser() for variable, path in _FILES.items()]
    kept = [path for cache in _CACHES for path in sorted(Path(cache).expanduser().glob("*.json"))]
    return tuple((str(path), _written(path)) for path in (*files, *kept))


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _session(profile: str | None) -> Session:
    with loading(), without_awscrt():
        from botocore.session import Session

    return Session(profile=profile)
