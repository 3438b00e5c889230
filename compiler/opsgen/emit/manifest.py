"""The record of what opsgen owns: `.opsgen/manifest`, which `sha256sum --check` reads too.

Users commit it beside the artifacts, so it is sorted, one line a file, and holds nothing that varies by machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from opsgen.emit import codes, durable
from opsgen.emit.paths import OWN_FOLDER, flaw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.diagnostics import Diagnostic
    from opsgen.emit.tree import Tree

MANIFEST = f"{OWN_FOLDER}/manifest"

Owned: TypeAlias = dict[str, str]
"""Path to the SHA-256 digest of what opsgen wrote there."""

_HEADER = "# What `opsgen build` wrote. Do not edit: it tells edited files from its own by these digests.\n"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>.+)")


def encode(owned: Owned) -> bytes:
    """The manifest's text; nothing where nothing is owned, so that no file is needed."""
    if not owned:
        return b""
    return "".join((_HEADER, *(f"{owned[path]}  {path}\n" for path in sorted(owned)))).encode()


def store(tree: Tree, owned: Owned, draft: Path) -> None:
    """Writes only what differs. `draft` is a path for a temporary file."""
    path, text = tree / MANIFEST, encode(owned)
    if text == load(path):
        return
    if text:
        durable.replace(path, text, draft)
    else:
        path.unlink()


def read(tree: Tree) -> tuple[Owned, list[Diagnostic]]:
    """What is owned, as far as the lines can be read, and the lines that cannot."""
    return decode(load(tree / MANIFEST))


def load(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def decode(text: bytes) -> tuple[Owned, list[Diagnostic]]:
    owned: Owned = {}
    diagnostics = []
    for number, line in _lines(text):
        entry = _LINE.fullmatch(line)
        problem = "is not a digest, two spaces and a path" if entry is None else _problem(entry["path"], owned)
        if entry is None or problem:
            diagnostics.append(_malformed(number, problem))
        else:
            owned[entry["path"]] = entry["digest"]
    return owned, diagnostics


def _lines(text: bytes) -> Iterator[tuple[int, str]]:
    lines = text.decode(errors="replace").replace("\r\n", "\n").split("\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#"))


def _problem(path: str, owned: Owned) -> str:
    if path in owned:
        return f"lists `{path}` a second time"
    found = flaw(path)
    return f"lists `{path}`, which {found}" if found else ""


def _malformed(line: int, problem: str) -> Diagnostic:
    return codes.diagnostic(
        codes.MANIFEST,
        f"this line of the manifest {problem}",
        MANIFEST,
        line=line,
        help=("undo the change to `.opsgen/manifest`, or keep one side of the merge", "or build with `--force`"),
    )
