"""The list of files that opsgen owns: `.opsgen/manifest`. `sha256sum --check` can read it, except for files with pins.

It has a section for each project that was built into the folder. Users commit it with the artifacts, so it is sorted,
has one line per file, and nothing in it varies by machine. It may therefore come from a pull request: an entry is only
a claim, which the content of the file must confirm.
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
Sections: TypeAlias = dict[str | None, Owned]
"""The files of each project. None has the lines before any project's name, as earlier versions of opsgen wrote them."""

_HEADER = "# What `opsgen build` wrote. Do not edit: it tells edited files from its own by these digests.\n"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>.+)")
_PROJECT = re.compile(r"# project: ?(?P<name>.*)")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,99}")


@dataclass(slots=True)
class OwnershipManifest:
    """The valid lines of a manifest, and diagnostics for the others."""

    sections: Sections = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def of(self, project: str) -> Owned:
        """Return the files of a project; those without a project, if it has no section."""
        return self.sections.get(project, self.sections.get(None, {}))

    def replaced(self, before: str | None, project: str | None, owned: Owned) -> Sections:
        """Return the sections with one for a project in place of the one that it had before."""
        others = {name: files for name, files in self.sections.items() if name not in (before, project)}
        return {**others, project: owned}


def encode(sections: Sections) -> bytes:
    """Return the text of the manifest; empty if opsgen owns nothing, so that no file is needed."""
    named = sorted((name or "", owned) for name, owned in sections.items() if owned)
    lines = [line for name, owned in named for line in _section(name, owned)]
    return "".join((_HEADER, *lines)).encode() if lines else b""


def _section(name: str, owned: Owned) -> Iterator[str]:
    if name:
        yield f"# project: {name}\n"
    for path in sorted(owned):
        yield f"{owned[path]}  {path}\n"


def store(tree: Tree, sections: Sections, draft: Path) -> None:
    """Write the manifest if it changed. `draft` is a path for a temporary file."""
    path, text = tree / MANIFEST, encode(sections)
    if text == load(path):
        return
    if text:
        fsync.replace(path, text, draft)
    else:
        path.unlink()


def read(tree: Tree) -> OwnershipManifest:
    return decode(load(tree / MANIFEST), tree.outside)


def load(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def decode(text: bytes, outside: str | None = None) -> OwnershipManifest:
    """Parse a manifest. `outside` is the folder outside of the output folder that it may list files of."""
    reading = _Reading(outside)
    for number, line in _lines(text):
        if problem := reading.take(line):
            reading.found.diagnostics.append(_malformed(number, problem))
    return reading.found


def project_name(value: object) -> str | None:
    """Validate a project's name; None means that there is none. Raises ValueError for anything else."""
    if value is None or (isinstance(value, str) and _NAME.fullmatch(value)):
        return value
    raise ValueError


def _lines(text: bytes) -> Iterator[tuple[int, str]]:
    lines = text.decode(errors="replace").replace("\r\n", "\n").split("\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line)


class _Reading:
    """Collects the lines of a manifest."""

    def __init__(self, outside: str | None) -> None:
        self.found = OwnershipManifest()
        self._outside = outside
        self._project: str | None = None
        self._listed: set[str] = set()

    def take(self, line: str) -> str:
        """Add the entry of a line. Returns the problem if the line is invalid."""
        if named := _PROJECT.fullmatch(line):
            return self._enter(named["name"])
        if line.startswith("#"):
            return ""
        entry = _LINE.fullmatch(line)
        if entry is None:
            return "is not a digest, two spaces and a path"
        path = entry["path"]
        if path in self._listed:
            return f"lists `{path}` a second time"
        if problem := path_problem(path, self._outside):
            return f"lists `{path}`, which {problem}"
        self._listed.add(path)
        self.found.sections.setdefault(self._project, {})[path] = entry["digest"]
        return ""

    def _enter(self, name: str) -> str:
        """Start the section of a project, or go on with it, as a merge may leave it."""
        if not _NAME.fullmatch(name):
            return "does not name a project"
        self._project = name
        self.found.sections.setdefault(name, {})
        return ""


def _malformed(line: int, problem: str) -> Diagnostic:
    return codes.diagnostic(
        codes.MANIFEST,
        f"this line of the manifest {problem}",
        MANIFEST,
        line=line,
        help=("undo the change to `.opsgen/manifest`, or keep one side of the merge", "or build with `--force`"),
    )
