"""botocore sessions that ignore the person's environment variables and AWS files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from multisite_tui.demo.constants import REGION

if TYPE_CHECKING:
    import boto3

_SETTINGS: dict[str, Any] = {
    "ignore_configured_endpoint_urls": True,
    "profile": None,
    "config_file": os.devnull,
    "credentials_file": os.devnull,
    "data_path": None,
    "ca_bundle": None,
    "max_attempts": None,
    "defaults_mode": "legacy",
    "use_fips_endpoint": False,
    "use_dualstack_endpoint": False,
    "sts_regional_endpoints": "regional",
}
"""Fixed settings, so that nothing in the person's environment makes calls leave the practice account or fail."""


def isolated_session() -> boto3.Session:
    """Return a session with the practice account's fixed credentials and region, isolated from the environment."""
    import boto3
    import botocore.session

    core = botocore.session.Session()
    # Set in the config store, not in the session: a session takes None for "not set", and would use AWS_PROFILE.
    settings = core.get_component("config_store")
    for name, value in _SETTINGS.items():
        settings.set_config_variable(name, value)
    core.set_credentials("AKIAPRACTICEACCOUNT0", "practice")
    return boto3.Session(botocore_session=core, region_name=REGION)


@contextmanager
def isolated_environment() -> Iterator[None]:
    """Hide the person's AWS files and profile from libraries that make sessions of their own when imported.

    While it is imported, moto also asks boto3 for every region of every service, which takes half of its import time;
    here it gets one region.
    """
    import boto3

    all_regions = boto3.Session.get_available_regions
    hidden = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    names = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", *hidden)
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ.update(hidden)
    boto3.Session.get_available_regions = lambda *_, **__: [REGION]  # type: ignore[method-assign]
    try:
        yield
    finally:
        boto3.Session.get_available_regions = all_regions  # type: ignore[method-assign]
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)
