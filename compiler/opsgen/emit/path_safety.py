"""Refuse unsafe output paths before the disk is read: they are judged by their names only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from opsgen.emit import codes
from opsgen.emit.paths import ancestors, collisions, path_problem
from opsgen.source.access import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.emit.files import OutputFile
    from opsgen.emit.output_tree import Tree


Sources: TypeAlias = dict[str, str]
"""The paths below the root that a build reads, and the folders above them, by their folded spelling."""


def sources_below(root: Path, protected: Collection[Path]) -> Sources:
    """Return the sources below the root. No build reads a file outside of its project, so there are no others."""
    sources: Sources = {}
    for source in protected:
        for relative in _below(root, source):
            sources.update((folded(path), relative) for path in (*ancestors(relative), relative))
    return sources


def _below(root: Path, source: Path) -> set[str]:
    """Return the paths from the root to a source, as it is written and with links resolved."""
    ends = {
        (source.absolute(), root.absolute()),
        (source.absolute(), root.resolve()),
        (source.resolve(), root.resolve()),
    }
    return {end.relative_to(start).as_posix() for end, start in ends if end.is_relative_to(start)} - {"."}


def refusals(files: Sequence[OutputFile], tree: Tree, sources: Sources) -> list[Diagnostic]:
    """Return all problems of the paths, sorted."""
    paths = sorted(file.path for file in files)
    found = [*_unsafe_root(tree.root), *_unsafe(paths, tree.outside)]
    if not found:
        found = [*_colliding(paths), *_over_sources(paths, sources)]
    return found


def _unsafe_root(root: Path) -> Iterator[Diagnostic]:
    whole = root.resolve()
    if whole == Path(whole.anchor):
        yield _refuse_root(root, "is the root of the file system")
    if ".git" in map(folded, whole.parts):
        yield _refuse_root(root, "is inside `.git`")
    if os.path.exists(whole) and not os.path.isdir(whole):  # noqa: PTH110, PTH112 - these never raise
        yield _refuse_root(root, "is not a folder")


def _refuse_root(root: Path, reason: str) -> Diagnostic:
    message = f"the output folder `{root.as_posix()}` {reason}"
    return codes.diagnostic(codes.UNSAFE_PATH, message, None, help=("give another folder with `--output`",))


def _unsafe(paths: Sequence[str], outside: str | None) -> Iterator[Diagnostic]:
    for path in paths:
        if reason := path_problem(path, outside):
            message = f"the output path `{path}` {reason}"
            help_ = "use a path below the output folder that is valid on every system"
            yield codes.diagnostic(codes.UNSAFE_PATH, message, None, help=(help_,))


def _colliding(paths: Sequence[str]) -> Iterator[Diagnostic]:
    for path, other in collisions(paths):
        message = f"the output paths `{other}` and `{path}` {_relation(path, other)}"
        help_ = "rename the part of the spec that one of them is built from, or give one output another `path`"
        yield codes.diagnostic(codes.COLLISION, message, None, help=(help_,))


def _relation(path: str, other: str) -> str:
    if path == other:
        return "are the same"
    if path.startswith(f"{other}/") or other.startswith(f"{path}/"):
        return "are both a file and a folder"
    return "differ only by case or by Unicode normalization"


def _over_sources(paths: Sequence[str], sources: Sources) -> Iterator[Diagnostic]:
    for path in paths:
        if replaced := sources.get(folded(path)) or _source_above(path, sources):
            message = f"the output path `{path}` would replace `{replaced}`, which the build reads"
            yield codes.diagnostic(codes.PROTECTED, message, None, help=("give the output another `path`",))


def _source_above(path: str, sources: Sources) -> str | None:
    """Return the source that is a folder above the path, if the system ignores case."""
    above = map(folded, ancestors(path))
    return next((sources[folder] for folder in above if folder == folded(sources.get(folder, ""))), None)
