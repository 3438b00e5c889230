"""Any sequence of builds, edits, deletions and kills, against a model of who owns what."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from emit.faults import killed_at
from emit.trees import check, in_memory, snapshot, write
from opsgen.emit import FileChange, OutputFile
from opsgen.emit.manifest import read
from opsgen.emit.output_tree import Tree
from opsgen.emit.paths import ancestors
from opsgen.emit.transaction import recover

if TYPE_CHECKING:
    from opsgen.emit import Result

PATHS = ["a", "a/b", "a/b/c", "dags/x.py", "dags/y.py", "é"]
CONTENTS = st.sampled_from(["1", "2", "3"])


def inside(path: str, other: str) -> bool:
    return path.startswith(f"{other}/")


@st.composite
def builds(draw: st.DrawFn) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for path, content in draw(st.dictionaries(st.sampled_from(PATHS), CONTENTS)).items():
        if not any(inside(path, other) or inside(other, path) for other in chosen):
            chosen[path] = content
    return chosen


def files(build: dict[str, str]) -> list[OutputFile]:
    return [OutputFile(path, content.encode()) for path, content in build.items()]


@dataclass(frozen=True)
class Model:
    disk: dict[str, str]
    owned: dict[str, str]

    def orphans(self, build: dict[str, str]) -> set[str]:
        return {path for path in self.owned if path not in build and path in self.disk}

    def refusals(self, build: dict[str, str], *, force: bool) -> set[str]:
        """The code for each file that stands against a build."""
        remaining = self.disk.keys() - self.orphans(build)
        found = {
            f"OUT105 {other if inside(path, other) else path}"
            for path in build
            for other in remaining
            if inside(path, other) or inside(other, path)
        }
        if not force:
            found |= {f"OUT108 {path}" for path in self.orphans(build) if self.disk[path] != self.owned[path]}
            for path in build.keys() & remaining:
                if self.disk[path] not in {build[path], self.owned.get(path)}:
                    found.add(f"OUT106 {path}" if path in self.owned else f"OUT107 {path}")
        return found

    def changes(self, build: dict[str, str]) -> list[tuple[str, FileChange]]:
        changes = dict.fromkeys(self.orphans(build), FileChange.REMOVED)
        for path, content in build.items():
            unchanged = FileChange.UNCHANGED if self.disk.get(path) == content else FileChange.CHANGED
            changes[path] = unchanged if path in self.disk else FileChange.WRITTEN
        return sorted(changes.items())

    def built(self, build: dict[str, str], *, force: bool) -> Model:
        if self.refusals(build, force=force):
            return self
        kept = {path: content for path, content in self.disk.items() if path not in self.orphans(build)}
        return Model({**kept, **build}, build)

    def edited(self, path: str, content: str | None) -> Model:
        others = {other: text for other, text in self.disk.items() if other != path}
        return replace(self, disk=others if content is None else {**others, path: content})


class Builds(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = in_memory()
        self.root = self.folder.__enter__()
        self.model = Model({}, {})

    def teardown(self) -> None:
        self.folder.__exit__(None, None, None)

    @rule(build=builds(), force=st.booleans())
    def build(self, build: dict[str, str], force: bool) -> None:
        result = write(files(build), self.root, force=force)
        refusals = self.model.refusals(build, force=force)
        assert refused(result) == refusals
        assert result.changes == ([] if refusals else self.model.changes(build))
        self.model = self.model.built(build, force=force)

    @rule(build=builds())
    def check(self, build: dict[str, str]) -> None:
        found = check(files(build), self.root)
        assert {f"{each.code} {each.span.file}" for each in found.diagnostics if each.span} == self.model.refusals(
            build, force=False
        )
        assert found.clean == (self.model.owned == build and build.items() <= self.model.disk.items())

    @rule(path=st.sampled_from(PATHS), content=CONTENTS)
    def edit(self, path: str, content: str) -> None:
        if not any(inside(path, other) or inside(other, path) for other in self.model.disk):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(content)
            self.model = self.model.edited(path, content)

    @rule(path=st.sampled_from(PATHS))
    def delete(self, path: str) -> None:
        if path in self.model.disk:
            (self.root / path).unlink()
            for folder in reversed(list(ancestors(path))):
                if not any((self.root / folder).iterdir()):
                    (self.root / folder).rmdir()
            self.model = self.model.edited(path, None)

    @rule(build=builds(), force=st.booleans(), number=st.integers(1, 60))
    def kill(self, build: dict[str, str], force: bool, number: int) -> None:
        before, after = self.model, self.model.built(build, force=force)
        killed_at(number, lambda: write(files(build), self.root, force=force))
        recover(Tree(self.root))
        self.model = after if self.owned() == digests(after.owned) and self.disk() == after.disk else before

    def owned(self) -> dict[str, str]:
        found = read(Tree(self.root))
        assert found.diagnostics == []
        return found.sections.get("shop", {})

    def disk(self) -> dict[str, str]:
        states = snapshot(self.root).items()
        return {path: state[0].decode() for path, state in states if isinstance(state, tuple) and path[0] != "."}

    @invariant()
    def the_disk_is_as_the_model_says(self) -> None:
        assert self.disk() == self.model.disk
        assert self.owned() == digests(self.model.owned)
        folders = {path for path, state in snapshot(self.root).items() if state is None}
        needed = {folder for path in self.model.disk for folder in ancestors(path)}
        assert folders == needed | ({".opsgen"} if self.model.owned else set())


def refused(result: Result) -> set[str]:
    return {f"{found.code} {found.span.file}" for found in result.diagnostics if found.span}


def digests(owned: dict[str, str]) -> dict[str, str]:
    return {path: OutputFile(path, content.encode()).digest for path, content in owned.items()}


TestBuilds = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")(Builds.TestCase)
TestBuilds.settings = settings(max_examples=60, stateful_step_count=25)
