"""The files of a spec while they are being mended: a fix is made in all of them that it touches, or not at all."""

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
    """What is in the files of one spec, by their names in spans."""

    def __init__(self, folder: Path, inputs: Inputs) -> None:
        place = may_write_at(folder)
        named = {} if place is None else inputs.named
        real = {name: may_write(path, str(place)) for name, path in named.items()}
        self._paths = {name: Path(path) for name, path in real.items() if path is not None}
        self._old = {name: inputs.files[path] for name, path in inputs.named.items()}
        self._new: dict[str, bytes] = {}

    def apply(self, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Make the fixes that can be made side by side; the diagnostics that have them."""
        for one_by_one in (False, True):  # reading a long file again for each fix takes long, and is hardly ever needed
            drafts: dict[str, EditedFile | None] = {}
            applied = [each for each in diagnostics if each.fix and self._admit(each.fix, drafts, check=one_by_one)]
            if all(draft.is_meant() for draft in drafts.values() if draft):
                break
        for name, draft in drafts.items():
            if draft and draft.steps:
                self._new[name] = draft.content()
        return applied

    def contents(self) -> dict[Path, bytes]:
        """What stands for the content of the files that were changed."""
        return {self._paths[name]: content for name, content in self._new.items()}

    def changed(self) -> dict[str, Rewrite]:
        """What is to be written."""
        return {
            name: Rewrite(self._paths[name], self._old[name], content)
            for name, content in self._new.items()
            if content != self._old[name]
        }

    def _content(self, name: str) -> bytes:
        return self._new.get(name, self._old[name])

    def _admit(self, fix: Fix, drafts: dict[str, EditedFile | None], *, check: bool) -> bool:
        """Take a fix into the drafts of its files, if all its edits can be made there."""
        planned: list[tuple[EditedFile, list[PathStep]]] = []
        for name in dict.fromkeys(edit.span.file for edit in fix.edits):
            if name not in drafts:
                drafts[name] = self._draft(name)
            draft = drafts[name]
            edits = [edit for edit in fix.edits if edit.span.file == name]
            # What can mean but one thing means the same wherever it is repeated.
            steps = draft.plan(edits, shared=fix.safe) if draft else None
            if draft is None or steps is None or (check and not draft.is_meant(steps)):
                return False
            planned.append((draft, steps))
        for draft, steps in planned:
            draft.steps += steps
        return bool(planned)

    def _draft(self, name: str) -> EditedFile | None:
        """The file as it is by now, unless it is none of the spec's, may not be written, or cannot be read."""
        from ruamel.yaml.error import YAMLError

        try:
            return EditedFile(self._content(name)) if name in self._paths else None
        except (YAMLError, UnicodeDecodeError):
            return None
