"""Finding projects in a repository: those of changed files, or all of them."""

from __future__ import annotations

import os
import re
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen import SPEC_FILE
from opsgen.repository import repository_of, upwards
from opsgen.source.access import is_below, may_read, resolved
from opsgen.source.read import read
from opsgen.source.text import FileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SPEC_FILES = (SPEC_FILE, "opsgen.yml")
"""The names of a file that is a spec whatever it contains."""
_YAML = (".yaml", ".yml")
_KEYS = tuple(
    re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?(?:" + key + rb")[\"']?[ \t]*:" + value, re.MULTILINE)
    for key, value in (
        (b"version", rb"[ \t]+[\"']?\d"),
        (b"project", rb"[ \t]*(?:\{|[&#]|\r?$)"),
        (b"connections|datasets|deployments|environments|include|models|outputs|teams", b""),
    )
)
"""Keys that are together at the top of a spec only. Their text is searched, because a spec may be broken."""
_MOST_BYTES = 1024 * 1024
_SKIPPED = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages", "venv"})
_MARKS = (".git", "pyvenv.cfg", "CACHEDIR.TAG")
"""What only a folder with another repository, installed packages or a cache contains."""


def of_files(files: Iterable[str]) -> list[str]:
    """Return the specs of the projects that contain these files, as paths from the current folder.

    An artifact belongs to the spec that its header names, and a spec to itself. Any other file belongs to the specs of
    the nearest folder with one, from its own upwards to the root of the repository.
    """
    known: dict[Path, list[Path]] = {}
    return [from_here(spec) for spec in dict.fromkeys(spec for file in files for spec in _of_file(Path(file), known))]


def below(root: Path) -> Iterator[Path]:
    """Yield all specs in a folder and below it, ordered by their folders."""
    for folder, folders, _ in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_skipped(Path(folder, name)))
        yield from _specs_in(Path(folder))


def from_here(path: Path) -> str:
    """Return a path as seen from the current folder."""
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive of Windows
        return str(path)


def is_spec(path: Path) -> bool:
    """Whether a file is a spec, by its name or by its keys."""
    if path.suffix not in _YAML or not path.is_file():
        return False
    if path.name in SPEC_FILES:
        return True
    content = _start_of(path, _MOST_BYTES)
    return all(key.search(content) for key in _KEYS)


def _is_skipped(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in _SKIPPED or any((folder / mark).exists() for mark in _MARKS)


def _of_file(file: Path, known: dict[Path, list[Path]]) -> Sequence[Path]:
    path = resolved(file) if file.is_dir() else resolved(file.parent) / file.name
    if is_spec(path):
        return [path]
    folders = _until_root(path if path.is_dir() else path.parent)
    if source := _source_of(path, folders):
        return [source]
    for folder in folders:
        if folder not in known:
            known[folder] = _specs_in(folder)
    return next((known[folder] for folder in folders if known[folder]), [])


def _until_root(folder: Path) -> list[Path]:
    """A folder and those above it, up to the root of its repository, or else to what it shares with the current one."""
    root = repository_of(str(folder)) or os.path.commonpath([folder, Path.cwd()])
    return [Path(each) for each in takewhile(lambda each: is_below(each, root), upwards(str(folder)))]


def _specs_in(folder: Path) -> list[Path]:
    try:
        return sorted(filter(is_spec, folder.iterdir()))
    except OSError:
        return []


def _source_of(path: Path, folders: Iterable[Path]) -> Path | None:
    """The spec that an artifact was built from; the header has its path from the root of the project's repository."""
    from opsgen.backends.header import spec_of
    from opsgen.emit.paths import path_problem

    source = spec_of(_start_of(path, 4096))
    if not source or path_problem(source) is not None:
        return None
    return next((folder / source for folder in folders if (folder / source).is_file()), None)


def _start_of(path: Path, size: int) -> bytes:
    """The first bytes of a file; none if it cannot be read, or is a link out of its folder."""
    real = may_read(path.name, str(path.parent))
    try:
        return read(real, str(path), most=size) if real else b""
    except FileError:
        return b""
