"""Reads the files of a version at their URI, without the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from opsgen.runtime.engines.objects import is_object
from opsgen.runtime.registry.registry import RegistryError

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.language.connection import Connection


class _Ambient(NamedTuple):
    """Stands for a connection whose credentials are those of the environment, as a role of a pod."""

    type: str = "files"


def download(place: str, folder: Path, connection: Connection | None = None) -> None:
    """Copy all files at a URI into an empty folder. The connection has the credentials, if the spec names them."""
    from opsgen.runtime.registry.blobs import LocalBlobs, ObjectBlobs

    if is_object(place):
        ObjectBlobs(connection or _Ambient(), place).download("", folder)  # type: ignore[arg-type]
        return
    if not place.startswith("file://"):
        raise RegistryError(f"{place} is not the address of a folder or of an object store")
    LocalBlobs(folder.__class__(url2pathname(urlsplit(place).path))).download("", folder)
