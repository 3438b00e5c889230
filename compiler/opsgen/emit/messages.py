"""The words for what stands against a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.emit import codes
from opsgen.emit.journal import JOURNAL
from opsgen.emit.tree import Kind

if TYPE_CHECKING:
    from opsgen.diagnostics import Code, Diagnostic
    from opsgen.emit.tree import Entry


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
    code = codes.LINK if entry.kind is Kind.LINK else codes.OCCUPIED
    remedy = "give the output another `path`, or move what stands there"
    return _diagnostic(code, f"{start} is {entry.kind}", entry.path, remedy)


def not_written(reason: str) -> Diagnostic:
    return codes.diagnostic(codes.NOT_WRITTEN, f"nothing was written: {reason}", None)


def interrupted(message: str = "a build was interrupted and waits to be completed") -> Diagnostic:
    return _diagnostic(codes.INTERRUPTED, message, JOURNAL, "run `opsgen build`, which completes it first")


def stopped_halfway(reason: str) -> Diagnostic:
    return interrupted(f"the build stopped halfway and waits to be completed: {reason}")


def cannot_complete(reason: str) -> Diagnostic:
    message = f"a build was interrupted, and its record cannot be used: {reason}"
    return _diagnostic(codes.INTERRUPTED, message, JOURNAL, "drop the record with `--force`")


def _diagnostic(code: Code, message: str, path: str, *remedies: str) -> Diagnostic:
    return codes.diagnostic(code, message, path, help=remedies)
