"""Datasets with `layout: versioned`: a folder for each version, and the file `_current` that names one of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.graph.changed import changed
from opsgen.graph.versions import CURRENT, VERSION, VERSION_OR_STAGED, version_ending, version_format
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.source.read import special
from opsgen.sql.sources.locations import address, is_remote

if TYPE_CHECKING:
    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Source

NAME = re.compile(VERSION)
_VERSION = re.compile(VERSION_OR_STAGED)


def root_of(connection: Connection, folder: Path) -> Path:
    """The folder that paths of a connection are relative to. Raises UnreadableError if it is not on this machine."""
    if connection.type in ("duckdb", "spark"):
        return folder
    found = address(connection, "", folder)
    if is_remote(found):
        raise UnreadableError(f"`layout: versioned` is for folders on this machine, and {found} is not one")
    return Path(found)


def published(folder: Path) -> str | None:
    """The name of the published version in the folder of a dataset. None if nothing is published.

    Raises UnreadableError.
    """
    path = folder / CURRENT
    if kind := special(path):
        raise UnreadableError(f"{path} is {kind}, not the name of a version")
    try:
        with path.open("rb") as file:
            text = file.read(64).strip().decode("ascii", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}") from None
    if not NAME.fullmatch(text):
        raise UnreadableError(f"{path} does not contain the name of a version, such as `v-0123456789ab`")
    return text


def as_read(source: Source, connection: Connection, folder: Path) -> Source:
    """The source of the version that is published now, or of the version that the path names already.

    Raises UnreadableError if nothing is published.
    """
    path = version_path(source, connection, folder)
    if connection.type == "spark":  # Spark reads a whole folder, and leaves out what is not data.
        return changed(source, path=path, format=version_format(source))
    return changed(source, path=f"{path}/*{version_ending(source)}", format=version_format(source), layout=None)


def version_path(source: Source, connection: Connection, folder: Path) -> str:
    """The path of the folder of the published version."""
    path = source.path or ""
    if _VERSION.fullmatch(path.rpartition("/")[2]):
        return path
    place = root_of(connection, folder) / path
    name = published(place)
    if name is None:
        raise UnreadableError(f"nothing is published in {place}: it has no file `{CURRENT}`")
    return f"{path}/{name}"


def one_file(path: str) -> str:
    """The path of the only file of a version, where the path matches all of them."""
    return path.replace("*", "part-0")
