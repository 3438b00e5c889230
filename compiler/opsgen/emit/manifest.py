"""The list of files that opsgen owns: `.opsgen/manifest`. `sha256sum --check` can read it, except for files with pins.

Users commit it with the artifacts, so it is sorted, has one line per file, and nothing in it varies by machine. It may
therefore come from a pull request: an entry is only a claim, which the content of the file must confirm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from opsgen.emit import codes, fsync
from opsgen.emit.paths import OWN_FOLDER, path_problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.emit.output_tree import Tree

MANIFEST = f"{OWN_FOLDER}/manifest"

Owned: TypeAlias = dict[str, str]
"""The digest of the content that opsgen wrote, by path: see `recorded.py`."""

_HEADER = "# What `opsgen build` wrote. Do not edit: it tells edited files from its own by these digests.\n"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>.+)")
_PROJECT = re.compile(r"# project: ?(?P<name>.*)")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,99}")


@dataclass(slots=True)
class OwnershipManifest:
    """The valid lines of a manifest, and diagnostics for the others."""

    owned: Owned = field(default_factory=dict)
    project: str | None = None
    """The project whose builds wrote the files; None if no line names it, as in earlier versions of opsgen."""
    diagnostics: list[Diagnostic] = field(default_factory=list)


def encode(owned: Owned, project: str | None) -> bytes:
    """Return the text of the manifest; empty if opsgen owns nothing, so that no file is needed."""
    if not owned:
        return b""
    named = () if project is None else (f"# project: {project}\n",)
    return "".join((_HEADER, *named, *(f"{owned[path]}  {path}\n" for path in sorted(owned)))).encode()


def store(tree: Tree, owned: Owned, project: str | None, draft: Path) -> None:
    """Write the manifest if it changed. `draft` is a path for a temporary file."""
    path, text = tree / MANIFEST, encode(owned, project)
    if text == load(path):
        return
    if text:
        fsync.replace(path, text, draft)
    else:
        path.unlink()


def read(tree: Tree) -> OwnershipManifest:
    return decode(load(tree / MANIFEST))


def load(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def decode(text: bytes) -> OwnershipManifest:
    found = OwnershipManifest()
    for number, line in _lines(text):
        if problem := _take(line, found):
            found.diagnostics.append(_malformed(number, problem))
    return found


def project_name(value: object) -> str | None:
    """Validate a project's name; None means that there is none. Raises ValueError for anything else."""
    if value is None or (isinstance(value, str) and _NAME.fullmatch(value)):
        return value
    raise ValueError


def _lines(text: bytes) -> Iterator[tuple[int, str]]:
    lines = text.decode(errors="replace").replace("\r\n", "\n").split("\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line)


def _take(line: str, found: OwnershipManifest) -> str:
    """Add the entry of a line. Returns the problem if the line is invalid."""
    if named := _PROJECT.fullmatch(line):
        return _name(named["name"], found)
    if line.startswith("#"):
        return ""
    entry = _LINE.fullmatch(line)
    if entry is None:
        return "is not a digest, two spaces and a path"
    path = entry["path"]
    if path in found.owned:
        return f"lists `{path}` a second time"
    if flaw_ := path_problem(path):
        return f"lists `{path}`, which {flaw_}"
    found.owned[path] = entry["digest"]
    return ""


def _name(name: str, found: OwnershipManifest) -> str:
    if not _NAME.fullmatch(name):
        return "does not name a project"
    if found.project not in (None, name):
        return f"names a second project, `{name}` beside `{found.project}`"
    found.project = name
    return ""


def _malformed(line: int, problem: str) -> Diagnostic:
    return codes.diagnostic(
        codes.MANIFEST,
        f"this line of the manifest {problem}",
        MANIFEST,
        line=line,
        help=("undo the change to `.opsgen/manifest`, or keep one side of the merge", "or build with `--force`"),
    )
