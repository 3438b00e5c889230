"""Write rendered files to the disk: all or nothing, and never over files that somebody else wrote."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.emit import codes, manifest, signature, transaction
from opsgen.emit.diff import DiffSide, unified
from opsgen.emit.files import Check, Result
from opsgen.emit.folder_lock import folder_lock
from opsgen.emit.journal import JOURNAL, UNDO_JOURNAL, Journal, JournalEntry, MalformedJournalError
from opsgen.emit.messages import (
    cannot_complete,
    edited,
    foreign_journal,
    interrupted,
    not_written,
    obstacle,
    of_another_project,
    stopped_halfway,
)
from opsgen.emit.output_tree import EntryKind, Tree
from opsgen.emit.path_safety import refusals, sources_below
from opsgen.emit.paths import ancestors
from opsgen.emit.plan import Ownership, Plan, plan
from opsgen.repository import GITHUB
from opsgen.source.access import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.emit.files import OutputFile, Owner
    from opsgen.emit.manifest import Owned, OwnershipManifest
    from opsgen.emit.path_safety import Sources


@dataclass(frozen=True, slots=True)
class _Build:
    files: Sequence[OutputFile]
    owner: Owner
    sources: Sources
    keep: Collection[str]
    force: bool = False


def write(
    files: Sequence[OutputFile],
    root: Path,
    owner: Owner,
    *,
    outside: str | None = None,
    force: bool = False,
    protected: Collection[Path] = (),
    keep: Collection[str] = (),
) -> Result:
    """Write these files below `root`, and remove the other files of opsgen. With a diagnostic, write nothing.

    `owner` is the project, and how to recognize its artifacts. `outside` is the one folder outside of `root` that files
    may be in, such as `../../.github`. `force` overwrites and removes files that were edited or that opsgen
    did not write. `protected` are the files that the build reads. `keep` are paths of earlier builds, which this one
    does not change. The spans of the diagnostics are relative to `root`.
    """
    build = _Build(sorted(files, key=_path), owner, sources_below(root, protected), keep, force)
    tree = Tree(root, outside)
    if refused := refusals(build.files, tree, build.sources):
        return Result(diagnostics=refused)
    try:
        with _locked(tree):
            return _write(build, tree)
    except transaction.EditedMeanwhileError as error:
        return Result(diagnostics=[edited(path, "was changed while the build ran") for path in error.paths])
    except MalformedJournalError as error:
        return Result(diagnostics=[cannot_complete(str(error))])
    except signature.ForeignError:
        return Result(diagnostics=[foreign_journal()])
    except OSError as error:
        return Result(diagnostics=[_failed(tree, error)])


def _write(build: _Build, tree: Tree) -> Result:
    if refused := _records_in_the_way(tree):
        return Result(diagnostics=refused)
    try:
        transaction.recover(tree)
    except (MalformedJournalError, signature.ForeignError):
        if not build.force:
            raise
        transaction.discard(tree)
    found = manifest.read(tree)
    made = _compare(build, tree, found)
    if made.diagnostics:
        return Result(diagnostics=made.diagnostics)
    if made.steps or _manifest(build, found, made) != manifest.load(tree / manifest.MANIFEST):
        transaction.run(tree, _journal(build, tree, found, made), {file.path: file for file in build.files})
    return Result(made.changes)


def check(
    files: Sequence[OutputFile],
    root: Path,
    owner: Owner,
    *,
    outside: str | None = None,
    protected: Collection[Path] = (),
    keep: Collection[str] = (),
) -> Check:
    """Return what `write` would do, or why it would refuse. Writes nothing."""
    build = _Build(sorted(files, key=_path), owner, sources_below(root, protected), keep)
    tree = Tree(root, outside)
    if refused := refusals(build.files, tree, build.sources):
        return Check(diagnostics=refused)
    try:
        # The lock would create a missing folder, and `check` must not write.
        with _locked(tree) if root.is_dir() else contextlib.nullcontext():
            return _check(build, tree)
    except signature.ForeignError:
        return Check(diagnostics=[foreign_journal()])
    except OSError as error:
        return Check(diagnostics=[_failed(tree, error)])


@contextlib.contextmanager
def _locked(tree: Tree) -> Iterator[None]:
    """Lock the output folder, then the root of the repository if files go there, too: projects share that folder."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(folder_lock(tree.root))
        if tree.outside:
            stack.enter_context(folder_lock(tree / tree.outside.removesuffix(f"/{GITHUB}")))
        yield


def _check(build: _Build, tree: Tree) -> Check:
    if refused := _records_in_the_way(tree):
        return Check(diagnostics=refused)
    if transaction.is_pending(tree):
        transaction.verify(tree)
        return Check(diagnostics=[interrupted()])
    found = manifest.read(tree)
    made = _compare(build, tree, found)
    return Check(made.changes, "".join(_differences(build, tree, found, made)), made.diagnostics)


def _compare(build: _Build, tree: Tree, found: OwnershipManifest) -> Plan:
    if refused := _refuse_other_project(build, tree, found):
        return Plan({}, diagnostics=[refused])
    former = _former(build, found)
    # A manifest in a pull request could list the spec as an artifact. Never remove what the build reads.
    owned = {p: digest for p, digest in found.sections.get(former, {}).items() if folded(p) not in build.sources}
    others = {path: name or "" for name, files in found.sections.items() if name != former for path in files}
    made = plan(build.files, tree, Ownership(owned, others), build.owner, build.keep)
    made.diagnostics[:0] = found.diagnostics
    if build.force:
        made.diagnostics = [found for found in made.diagnostics if found.code not in codes.FORCEABLE]
    return made


def _former(build: _Build, found: OwnershipManifest) -> str | None:
    """Return the name of the project's section: None for the one of earlier versions, which has no name."""
    return build.owner.project if build.owner.project in found.sections else None


def _refuse_other_project(build: _Build, tree: Tree, found: OwnershipManifest) -> Diagnostic | None:
    """Refuse a folder that another project was built into, unless that project has another spec."""
    own = build.owner.project
    if own in found.sections:
        return None
    for name, owned in found.sections.items():
        if name is None:
            is_other = bool(owned) and owned.keys().isdisjoint([*build.keep, *map(_path, build.files)])
        else:
            # The project may have been renamed, and its former files must not stay.
            is_other = not _is_of_other_spec(owned, tree, build.owner)
        if is_other:
            return of_another_project(name, own, tree.root)
    return None


def _is_of_other_spec(owned: Owned, tree: Tree, owner: Owner) -> bool:
    """Whether another spec built these files, as the first of them says."""
    present = next((path for path in sorted(owned) if tree.file(path)), None)
    origin = owner.origin(tree.head(present)) if present else None
    return origin is not None and not origin.is_own


def _path(file: OutputFile) -> str:
    return file.path


def _records_in_the_way(tree: Tree) -> list[Diagnostic]:
    """Return diagnostics for folders, links and the like at the paths of opsgen's own files."""
    found = []
    for path in (manifest.MANIFEST, JOURNAL, UNDO_JOURNAL):
        entry = tree.entry(path)
        if entry.kind not in {EntryKind.ABSENT, EntryKind.FILE} or entry.path != path:
            found.append(obstacle(path, entry))
    return found


def _manifest(build: _Build, found: OwnershipManifest, made: Plan) -> bytes:
    return manifest.encode(found.replaced(_former(build, found), build.owner.project, made.owned))


def _journal(build: _Build, tree: Tree, found: OwnershipManifest, made: Plan) -> Journal:
    former = _former(build, found)
    owned = found.sections.get(former, {})
    lines = [
        JournalEntry(path, owned.get(path), made.owned.get(path)) for path in sorted(owned.keys() | made.owned.keys())
    ]
    folders = sorted({folder for step in made.steps if step.new is not None for folder in ancestors(step.path)})
    return Journal(
        steps=tuple(made.steps),
        made_folders=tuple(folder for folder in folders if tree.entry(folder).kind is not EntryKind.FOLDER),
        records=tuple(line for line in lines if line.old != line.new),
        projects=(former, build.owner.project),
    )


def _differences(build: _Build, tree: Tree, found: OwnershipManifest, made: Plan) -> Iterator[str]:
    after = {file.path: DiffSide(file.content, file.executable) for file in build.files}
    text = _manifest(build, found, made)
    if text != manifest.load(tree / manifest.MANIFEST):
        yield unified(manifest.MANIFEST, _on_disk(tree, manifest.MANIFEST), DiffSide(text) if text else None)
    for step in sorted(made.steps):
        yield unified(step.path, _on_disk(tree, step.path), after.get(step.path))


def _on_disk(tree: Tree, path: str) -> DiffSide | None:
    file = tree.file(path)
    return DiffSide((tree / path).read_bytes(), file.executable) if file else None


def _failed(tree: Tree, error: OSError) -> Diagnostic:
    """Return the diagnostic of an error. Its file is relative to the output folder if it is there."""
    path = Path(error.filename) if isinstance(error.filename, str | Path) else None
    shown = path.relative_to(tree.root) if path and path.is_relative_to(tree.root) and path != tree.root else path
    reason = f"{error.strerror or error}: `{shown.as_posix()}`" if shown else error.strerror or str(error)
    return stopped_halfway(reason) if transaction.is_pending(tree) else not_written(reason)
