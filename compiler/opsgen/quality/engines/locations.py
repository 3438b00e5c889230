"""Where files lie: a connection and a path below it become one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.spec.connection import Connection


def address(connection: Connection, path: str, folder: Path) -> str:
    """The address of a path, as engines read it; `folder` is the project's."""
    root = _root(connection)
    if root is None:
        raise ValueError(f"a connection of type {connection.type} has no files")
    if is_remote(root):
        return f"{root.rstrip('/')}/{path}"
    return (folder / root / path).as_posix()


def is_remote(address: str) -> bool:
    """Whether an address is not a path on this machine."""
    return "://" in address


def constant_folder(address: str) -> str:
    """The folder, with its `/`, below which everything lies that an address with `*` in it can mean."""
    before, star, _ = address.partition("*")
    return (before if star else address).rpartition("/")[0] + "/"


def _root(connection: Connection) -> str | None:
    if connection.type == "files":
        return connection.root
    if connection.type == "s3":
        return _joined(f"s3://{connection.bucket}", connection.prefix)
    if connection.type == "gcs":
        return _joined(f"gs://{connection.bucket}", connection.prefix)
    if connection.type == "abfs":
        host = f"{connection.account}.dfs.core.windows.net"
        return _joined(f"abfss://{host}/{connection.container}", connection.prefix)
    return None


def _joined(root: str, prefix: str | None) -> str:
    return f"{root}/{prefix}" if prefix else root
