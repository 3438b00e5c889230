"""The files of a spec while fixes are applied: a fix is applied in all the files that it changes, or in none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.emit.rewrite import Rewrite
from opsgen.source.access import may_write, may_write_at
from opsgen.source.edit.edited_file import EditedFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.diagnostics.model import Diagnostic, Fix
    from opsgen.source.edit.edited_file import PathStep
    from opsgen.source.includes import Inputs


class EditableProject:
    """The contents of the files of one spec, by their names in spans."""

    def __init__(self, folder: Path, inputs: Inputs) -> None:
        place = may_write_at(folder)
        named = {} if place is None else inputs.named
        real = {name: may_write(path, str(place)) for name, path in named.items()}
        self._paths = {name: Path(path) for name, path in real.items() if path is not None}
        read = {name: inputs.files[path] for name, path in inputs.named.items()}
        self._old = {name: content for name, content in read.items() if content is not None}
        self._new: dict[str, bytes] = {}

    def apply(self, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Apply the fixes that do not overlap. Returns their diagnostics."""
        for one_by_one in (False, True):  # Parsing a long file after each fix takes long, and is hardly ever needed.
            drafts: dict[str, EditedFile | None] = {}
            applied = [each for each in diagnostics if each.fix and self._admit(each.fix, drafts, check=one_by_one)]
            if all(draft.is_meant() for draft in drafts.values() if draft):
                break
        for name, draft in drafts.items():
            if draft and draft.steps:
                self._new[name] = draft.content()
        return applied

    def contents(self) -> dict[Path, bytes]:
        """Return the contents of the changed files."""
        return {self._paths[name]: content for name, content in self._new.items()}

    def changed(self) -> dict[str, Rewrite]:
        """Return the files to write."""
        return {
            name: Rewrite(self._paths[name], self._old[name], content)
            for name, content in self._new.items()
            if content != self._old[name]
        }

    def _content(self, name: str) -> bytes:
        return self._new.get(name, self._old[name])

    def _admit(self, fix: Fix, drafts: dict[str, EditedFile | None], *, check: bool) -> bool:
        """Apply a fix to the drafts of its files, if all its edits are possible."""
        planned: list[tuple[EditedFile, list[PathStep]]] = []
        for name in dict.fromkeys(edit.span.file for edit in fix.edits):
            if name not in drafts:
                drafts[name] = self._draft(name)
            draft = drafts[name]
            edits = [edit for edit in fix.edits if edit.span.file == name]
            # A safe fix has only one possible meaning, wherever an alias repeats it.
            steps = draft.plan(edits, shared=fix.safe) if draft else None
            if draft is None or steps is None or (check and not draft.is_meant(steps)):
                return False
            planned.append((draft, steps))
        for draft, steps in planned:
            draft.steps += steps
        return bool(planned)

    def _draft(self, name: str) -> EditedFile | None:
        """Return the current draft of a file; None if it is not of the spec, cannot be read or must not be written."""
        from ruamel.yaml.error import YAMLError

        try:
            return EditedFile(self._content(name)) if name in self._paths else None
        except (YAMLError, UnicodeDecodeError):
            return None
