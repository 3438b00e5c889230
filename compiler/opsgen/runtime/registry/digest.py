"""The origin of a version: digests of its files and of the spec, and the commit of the code."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen.graph.partitioned import with_all_partitions
from opsgen.language.validate.core_schema import written
from opsgen.repository import HARMLESS
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.engines.versions import published, root_of, version_path
from opsgen.sql.sources.locations import address, constant_folder, files_at, is_remote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec

_PATIENCE = 10


def of_folder(folder: Path) -> str:
    """The digest of the names and contents of all files below a folder."""
    return _of_files(folder, (path for path in folder.rglob("*") if path.is_file()))


def of_spec(spec: Spec) -> str:
    """The digest of a spec's values in an environment. Comments and the order of keys do not change it."""
    text = json.dumps(_plain(spec), sort_keys=True, ensure_ascii=False, default=str)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def of_dataset(graph: EnvironmentGraph, name: str, folder: Path) -> str | None:
    """The digest of a dataset's files. None if they are not on this machine."""
    source = with_all_partitions(graph.spec.datasets[name]).source
    connection = graph.spec.connections[source.connection]
    if source.layout == "versioned":
        root = root_of(connection, folder)
        is_published = published(root / (source.path or "")) is not None
        return of_folder(root / version_path(source, connection, folder)) if is_published else None
    if source.path is None or is_remote(where := address(connection, source.path, folder)):
        return None
    files = files_at(where)
    return _of_files(Path(constant_folder(where)), files) if files else None


def commit(folder: Path) -> str | None:
    """The git commit of a folder, with `-dirty` if a tracked file has changed since."""
    command = ["git", *HARMLESS, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        found = subprocess.run(  # noqa: S603
            command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None


def _of_files(root: Path, files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in files):
        try:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise UnreadableError(f"{path} cannot be read: {error.strerror}") from None
        whole.update(_line(content, name).encode(errors="surrogateescape"))
    return f"sha256:{whole.hexdigest()}"


def _line(content: str, name: str) -> str:
    """The line of a file, as sha256sum writes it: one name with a line break would look like two files otherwise."""
    if "\n" not in name:
        return f"{content}  {name}\n"
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    return f"\\{content}  {escaped}\n"


def _plain(part: Any) -> Any:
    """A part of a spec as JSON values, without unset fields."""
    if isinstance(part, dict):
        return {str(key): _plain(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(value) for value in part]
    if hasattr(part, "__pydantic_fields_set__"):
        return {name: _plain(getattr(part, name)) for name in written(part)}
    return part
