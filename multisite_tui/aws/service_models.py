"""botocore's descriptions of the services: read into plain dictionaries, and found without a search.

botocore reads them into `OrderedDict`, which adds no order since Python 3.7. The five clients then take 31 MiB rather
than 22, and a third more time until they are made. And before it reads one, it looks through the folders of all four
hundred services, for clients and again for paginators.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.loaders import JSONFileLoader, Loader

_UNPACK: Mapping[str, Callable[[bytes], bytes]] = {".json": bytes, ".json.gz": gzip.decompress}
"""How the content becomes JSON, by the endings that botocore's files have; it prefers the first."""


class PlainFileLoader(JSONFileLoader):
    """Reads a file of botocore's data as `JSONFileLoader` does, into `dict`."""

    def load_file(self, file_path: str) -> Any:
        """Return what a file holds, or None if there is none.

        Args:
            file_path: The path without its ending.
        """
        for ending, unpack in _UNPACK.items():
            path = Path(file_path + ending)
            if path.is_file():
                return json.loads(unpack(path.read_bytes()))
        return None


class DirectLoader(Loader):
    """Loads descriptions with `PlainFileLoader`."""

    FILE_LOADER_CLASS = PlainFileLoader

    # botocore's own result is a list, of which it uses nothing but what every collection has.
    def list_available_services(self, type_name: str) -> Collection[str]:  # type: ignore[override]
        """Return the services that have a description of this type, as a collection that looks only when it is asked.

        botocore asks whether one service is among them.
        """
        return _Services(self, type_name)

    def all_services(self, type_name: str) -> list[str]:
        """Return the services that have a description of this type."""
        found: list[str] = super().list_available_services(type_name)
        return found


class _Services(Collection[str]):
    def __init__(self, loader: DirectLoader, type_name: str) -> None:
        self._loader = loader
        self._type_name = type_name

    def __contains__(self, service: object) -> bool:
        return any(Path(folder, str(service)).is_dir() for folder in self._loader.search_paths)

    def __iter__(self) -> Iterator[str]:
        return iter(self._loader.all_services(self._type_name))

    def __len__(self) -> int:
        return len(self._loader.all_services(self._type_name))


def direct_loader(data_path: str | None) -> DirectLoader:
    """Return a loader that also searches these folders, as botocore's `create_loader` does.

    Args:
        data_path: Folders with descriptions of the person's own (`AWS_DATA_PATH`), separated as in `PATH`; or None.
    """
    folders = data_path.split(os.pathsep) if data_path else []
    return DirectLoader(extra_search_paths=[str(Path(os.path.expandvars(folder)).expanduser()) for folder in folders])
