"""The journal of a build: its plan, which is written to the disk before the first file is replaced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from opsgen.emit import manifest
from opsgen.emit.paths import OWN_FOLDER, ancestors, is_outside, path_problem

FOLDER = f"{OWN_FOLDER}/transaction"
JOURNAL = f"{FOLDER}/journal"
UNDO_JOURNAL = f"{FOLDER}/journal.undo"
"""The name of the journal while its steps are undone."""


class JournalEntry(NamedTuple):
    """One file to replace, with the digests of its old and its new content; None means no file."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    steps: tuple[JournalEntry, ...]
    made_folders: tuple[str, ...]
    """The missing folders that the steps need, outermost first."""
    records: tuple[JournalEntry, ...]
    """The changed lines of the manifest."""
    projects: tuple[str | None, str | None] = (None, None)
    """The project in the manifest, before and after."""


class MalformedJournalError(ValueError):
    pass


def encode(journal: Journal) -> bytes:
    fields = {
        "steps": journal.steps,
        "made_folders": journal.made_folders,
        "records": journal.records,
        "projects": journal.projects,
    }
    return json.dumps(fields, indent=0).encode()


def decode(text: bytes, outside: str | None = None) -> Journal:
    """Parse a journal. Even a signed one is validated, because it decides which files are replaced.

    `outside` is the folder outside of the output folder that steps may change.
    """
    try:
        fields = json.loads(text)
        steps, records = (tuple(_step(*step) for step in fields[name]) for name in ("steps", "records"))
        folders = tuple(map(str, fields["made_folders"]))
        before, after = (manifest.project_name(name) for name in fields["projects"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise MalformedJournalError("it is not the journal of a build") from error
    for path in (step.path for step in (*steps, *records)):
        if found := path_problem(path, outside):
            raise MalformedJournalError(f"its path `{path}` {found}")
    above = {folder for step in steps if is_outside(step.path) for folder in ancestors(step.path)}
    for folder in folders:
        if folder not in above and (found := path_problem(folder)):
            raise MalformedJournalError(f"its folder `{folder}` {found}")
    return Journal(steps, folders, records, (before, after))


def _step(path: object, old: object, new: object) -> JournalEntry:
    if isinstance(path, str) and isinstance(old, str | None) and isinstance(new, str | None):
        return JournalEntry(path, old, new)
    raise TypeError
