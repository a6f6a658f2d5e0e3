"""Imports moto once, in the release that the practice account is made for."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from importlib.metadata import version

from multisite_tui.demo.wire.sessions import isolated_environment, isolated_session

MOTO = "5.2.5"
"""The release of moto (pyproject.toml, extra `demo`): `RULES.md` and `ec2/kept_kinds.py` are about how it behaves."""

_PARTS = (
    "moto.ec2.models",
    "moto.ec2.urls",
    "moto.core.botocore_stubber",
    "moto.core.parse",
    "moto.core.request",
    "moto.core.serialize",
    "moto.moto_api._internal",
)


class MotoUnusable(ImportError):
    """moto, or what it needs, is not installed, of another release, or broken; the message says which."""


@cache
def import_moto() -> None:
    """Import all of moto that the practice account uses.

    moto makes sessions of its own meanwhile, which would fail if AWS_PROFILE names a missing profile.

    Raises:
        MotoUnusable: it cannot be imported.
    """
    # Otherwise moto loads hundreds of images that are not needed, and saving takes a hundred times as long.
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    try:
        found = version("moto")
        _import()
    except ModuleNotFoundError as error:  # also importlib's own, of a package that is not installed
        raise MotoUnusable(f"Python finds no module {error.name}.") from error
    except Exception as error:  # another release may fail in any way
        raise MotoUnusable(f"Importing moto fails: {type(error).__name__}: {error}.") from error
    if found != MOTO:
        raise MotoUnusable(f"moto {found} is installed, and the practice account needs moto {MOTO}.")


def _import() -> None:
    with isolated_environment():
        from moto.core.base_backend import AccountSpecificBackend

        for part in _PARTS:
            import_module(part)
    # One session for all of moto: each new one would parse the model of EC2 again, which takes a tenth of a second.
    AccountSpecificBackend.get_session = cache(isolated_session)
