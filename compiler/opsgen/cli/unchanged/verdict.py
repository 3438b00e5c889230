"""Whether a spec was clean when it was last linted, and nothing has changed since that it depends on."""

from __future__ import annotations

import os

from opsgen.cli.unchanged import records
from opsgen.cli.unchanged.fingerprint import Read, UnknownError, digest, fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsgen.pipeline import Analysis

LOCK = "opsgen.lock"


def known_clean(spec: str) -> str | None:
    """The fingerprint of a spec that is clean as it stands; None where it has to be linted to tell."""
    folder, name = _place(spec)
    known, *paths = records.read(_record(folder, name)) or [""]
    end = paths.index("") if "" in paths else 0
    try:
        return known if end and known == fingerprint(folder, paths[:end], paths[end + 1 :]) else None
    except UnknownError:
        return None


def keep(spec: str, analysis: Analysis, since: float) -> str | None:
    """Record that a spec was found clean by a run that began then, if that is so; its fingerprint."""
    project = analysis.project
    if analysis.diagnostics or project is None or any(each.spec.outputs.plugins for each in project.environments):
        return None  # What backends of other packages depend on is unknown.
    contents: dict[str, bytes | None] = {LOCK: None}
    globs: set[str] = set()
    for loaded in analysis.sources:
        contents |= loaded.inputs.files
        globs |= loaded.inputs.globs
    folder, name = _place(spec)
    try:
        known = fingerprint(folder, contents, globs, Read(contents, since))
    except UnknownError:
        return None
    records.keep(_record(folder, name), [known, *sorted(contents), "", *sorted(globs)])
    return known


def _place(spec: str) -> tuple[str, str]:
    folder, name = os.path.split(spec)
    return os.path.realpath(folder or "."), name


def _record(folder: str, name: str) -> str:
    return f"lint-{digest([folder, name])[:32]}"
