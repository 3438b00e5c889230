"""The diagnostics that forbid a build to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.emit import codes
from opsgen.emit.journal import JOURNAL
from opsgen.emit.manifest import MANIFEST
from opsgen.emit.output_tree import EntryKind

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.diagnostics.model import Code, Diagnostic
    from opsgen.emit.output_tree import Entry


def edited(path: str, how: str = "was edited since opsgen wrote it") -> Diagnostic:
    return _diagnostic(
        codes.EDITED,
        f"`{path}` {how}",
        path,
        "make the change in the spec instead, or undo the edit",
        "see the difference with `opsgen build --check`, overwrite it with `--force`",
    )


def edited_orphan(path: str) -> Diagnostic:
    return _diagnostic(
        codes.EDITED_ORPHAN,
        f"`{path}` is no longer in the spec, but was edited since opsgen wrote it",
        path,
        "move the file to keep it, or delete it",
        "or remove it with `--force`",
    )


def not_an_artifact(path: str) -> Diagnostic:
    return _diagnostic(
        codes.NOT_AN_ARTIFACT,
        f"`.opsgen/manifest` lists `{path}`, but that file is not one that opsgen wrote",
        path,
        "remove its line from `.opsgen/manifest`, and find out who added it",
        "or build with `--force`, which drops the line and removes the file only if it is in an output's folder",
    )


def of_another_project(project: str | None, own: str, root: Path) -> Diagnostic:
    start = f"the output folder `{root.as_posix()}` has the manifest of"
    if project is None:
        message = f"{start} a project without a name, and no file in it is one of project `{own}`"
        remedy = f"or, if the files are of this project, add the line `# project: {own}` to the manifest"
    else:
        message = f"{start} project `{project}`, but this is a build of project `{own}`"
        remedy = f"or, if the project was renamed, change `# project: {project}` to `# project: {own}`"
    folder = "build each project into its own folder with `--output`"
    return _diagnostic(codes.OTHER_PROJECT, message, MANIFEST, folder, remedy)


def of_another_spec(path: str, other: str, own: str) -> Diagnostic:
    return _diagnostic(
        codes.OTHER_PROJECT,
        f"`{path}` was built from {other}, and spec `{own}` builds a file with the same path",
        path,
        "rename one of the projects, or give one of the outputs another `path`",
        "or, if the other spec no longer builds it, delete the file",
    )


def foreign_journal() -> Diagnostic:
    return _diagnostic(
        codes.FOREIGN_JOURNAL,
        "this journal of an interrupted build was not written by your build in this folder, so opsgen does not use it",
        JOURNAL,
        "if it is committed, remove it with `git rm -r .opsgen/transaction`",
        "or build with `--force`, which deletes `.opsgen/transaction` unused",
    )


def foreign(path: str) -> Diagnostic:
    return _diagnostic(
        codes.FOREIGN,
        f"`{path}` was not written by opsgen",
        path,
        "give the output another `path`, or move the file",
        "or overwrite it with `--force`",
    )


def obstacle(path: str, entry: Entry) -> Diagnostic:
    start = f"`{path}`" if entry.path == path else f"`{path}` cannot be written: `{entry.path}`"
    code = codes.LINK if entry.kind is EntryKind.LINK else codes.OCCUPIED
    remedy = "give the output another `path`, or move the existing file or folder"
    return _diagnostic(code, f"{start} is {entry.kind}", entry.path, remedy)


def not_written(reason: str) -> Diagnostic:
    return codes.diagnostic(codes.NOT_WRITTEN, f"nothing was written: {reason}", None)


def interrupted(message: str = "a build was interrupted and must be completed") -> Diagnostic:
    return _diagnostic(codes.INTERRUPTED, message, JOURNAL, "run `opsgen build`, which completes it first")


def stopped_halfway(reason: str) -> Diagnostic:
    return interrupted(f"the build stopped halfway and must be completed: {reason}")


def cannot_complete(reason: str) -> Diagnostic:
    message = f"a build was interrupted, and its journal cannot be used: {reason}"
    return _diagnostic(codes.INTERRUPTED, message, JOURNAL, "discard the journal with `--force`")


def _diagnostic(code: Code, message: str, path: str, *remedies: str) -> Diagnostic:
    return codes.diagnostic(code, message, path, help=remedies)
