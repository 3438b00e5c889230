"""Where files lie: a connection and a path below it become one address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.source.access import is_below, real_path, resolved
from opsgen.source.read import special

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Source


def address(connection: Connection, path: str, folder: Path) -> str:
    """The address of a path, as engines read it; `folder` is the project's."""
    root = _root(connection)
    if root is None:
        raise ValueError(f"a connection of type {connection.type} has no files")
    if is_remote(root):
        return f"{root.rstrip('/')}/{path}"
    return (folder / root / path).as_posix()


def shown(connection: Connection, source: Source) -> str:
    """Where a dataset lies, for people and catalogues; for what lies on this machine, as the spec has it."""
    if source.path is not None:
        root = _root(connection)
        return f"{root.rstrip('/')}/{source.path}" if root else source.path
    match connection.type:
        case "postgres":
            outer = f"{connection.database}.{_within(source, connection.schema_name)}"
            return f"postgres://{connection.host}:{connection.port}/{outer}"
        case "snowflake":
            table = _within(source, connection.schema_name)
            return f"snowflake://{connection.account}/{connection.database}.{table}"
        case "bigquery":
            return f"bigquery://{connection.project}/{_within(source, connection.dataset)}"
        case "trino":
            table = _within(source, connection.schema_name)
            return f"trino://{connection.host}:{connection.port}/{connection.catalog}.{table}"
        case "duckdb":
            return f"{connection.path}/{source.table}"
    return f"{source.connection}/{source.table}"


def _within(source: Source, schema: str) -> str:
    table = source.table or ""
    return table if "." in table else f"{schema}.{table}"


def is_remote(address: str) -> bool:
    """Whether an address is not a path on this machine."""
    return "://" in address


def constant_folder(address: str) -> str:
    """The folder, with its `/`, below which everything lies that an address with `*` in it can mean."""
    before, star, _ = address.partition("*")
    folder, slash, _ = (before if star else address).rpartition("/")
    return folder + slash if slash else "./"  # never `/`, which is everything


def files_at(address: str) -> list[Path]:
    """The files on this machine that an address means, in which only `*` stands for other characters; all of a folder,
    as tables of some formats are."""
    return [path for path in _paths_at(address) if path.is_file()]


def special_at(address: str) -> tuple[Path, str] | None:
    """One of the paths that an address means whose reading may never end, such as a pipe, and what it is."""
    found = ((path, special(path)) for path in _paths_at(address))
    return next(((path, kind) for path, kind in found if kind is not None), None)


def outside(address: str, folder: Path) -> Path | None:
    """One of the files that an address means which is not below a folder, links resolved."""
    root = str(resolved(folder))
    inner: dict[Path, bool] = {}  # many files share few folders, and a look at the disk takes time
    for path in files_at(address):
        if path.parent not in inner:
            inner[path.parent] = is_below(real_path(str(path.parent)), root)
        if not (is_below(real_path(str(path)), root) if path.is_symlink() else inner[path.parent]):
            return path
    return None


def _paths_at(address: str) -> Iterator[Path]:
    folder = constant_folder(address)
    pattern = address.removeprefix(folder).replace("[", "[[]").replace("?", "[?]")
    for each in sorted(Path(folder).glob(pattern)) if pattern else [Path(folder)]:
        yield from each.rglob("*") if each.is_dir() else [each]


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
