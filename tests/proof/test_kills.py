"""`kill -9` at the calls of every command that writes, and with `nox -s proof` at a hundred moments of each."""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from emit.trees import snapshot
from proof.runs import KILLS
from proof.scenes import SCENES, Scene, steady, without_staging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from emit.trees import Snapshot
    from program import Run, Zygote

FEW = 3
"""How many kills each command meets in a run of all tests."""
DRAFT = re.compile(r"(.*/)?\.[^/]+\.(new|draft)")
AIMED = ("os.rename", "os.link")
"""The moment of replacement."""


class Killed:
    """A command in a folder that can be put back to how it was before."""

    def __init__(self, scene: Scene, memory: Path, zygote: Zygote) -> None:
        self.scene, self.root = scene, memory / "project"
        self._zygote, self._pristine = zygote, memory / "pristine"
        self._pristine.mkdir()
        scene.lay_out(self._pristine)
        self.reset()
        self.old = self.tree()
        self.whole = self.run()
        assert self.whole.code == scene.code, self.whole.out + self.whole.err
        self.new = self.tree()
        assert all(self.new[path] not in (None, self.old.get(path)) for path in scene.writes)

    def reset(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._pristine, self.root)

    def run(self, **fault: Any) -> Run:
        return self._zygote.run(self.scene.arguments, self.root, **fault)

    def tree(self) -> Snapshot:
        return {
            path: (steady(state[0]), state[1]) if isinstance(state, tuple) else state
            for path, state in without_staging(snapshot(self.root)).items()
        }

    def faults(self) -> Iterator[dict[str, Any]]:
        """Kills at calls, the replacements first; then, where many are wanted, after times."""
        chance = random.Random(self.scene.name)  # noqa: S311
        numbers = range(1, len(self.whole.calls) + 1)
        aimed = [number for number in numbers if self._replaces(number)]
        # Before and after each replacement, the last one first: it publishes.
        around = [each for number in reversed(aimed) for each in (number, number + 1) if each in numbers]
        others = [number for number in numbers if number not in around]
        chosen = list(dict.fromkeys([*around, *chance.sample(others, len(others))]))
        yield from ({"kill_at": number} for number in chosen[: KILLS or FEW])
        for _ in range(KILLS - len(chosen)):
            yield {"kill_after": chance.uniform(0, self.whole.seconds)}

    def _replaces(self, number: int) -> bool:
        """Whether a call puts a file in its place, other than a ledger, which is replaced in every step."""
        call, path = self.whole.calls[number - 1]
        return call in AIMED and ".ledger" not in path


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_kill_leaves_whole_files_and_the_next_run_nothing_else(scene: Scene, memory: Path, zygote: Zygote) -> None:
    killed = Killed(scene, memory, zygote)
    check_never_open(killed)
    states = set()
    for fault in killed.faults():
        killed.reset()
        ran = killed.run(**fault)
        assert ran.code == -9 or "kill_after" in fault, fault
        assert "Traceback" not in ran.err
        left = killed.tree()
        for path in scene.writes:
            assert left.get(path) in (killed.old.get(path), killed.new[path]), (fault, path)
            states.add("old" if left.get(path) == killed.old.get(path) else "new")
        others = {path: state for path, state in left.items() if path not in scene.writes and not DRAFT.fullmatch(path)}
        assert others.items() <= {**killed.old, **killed.new}.items(), fault
        check_next_run(killed, fault, made=left.get(scene.writes[0]) == killed.new[scene.writes[0]])
    assert states == {"old", "new"}


def check_never_open(killed: Killed) -> None:
    """Whatever may happen between two calls: what is written takes its place whole, or not at all."""
    opened = {path for event, path in killed.whole.calls if event == "open"}
    assert opened
    assert not opened & {str(killed.root.resolve() / path) for path in killed.scene.writes}


def check_next_run(killed: Killed, fault: dict[str, Any], *, made: bool) -> None:
    again = killed.run()
    assert "Traceback" not in again.err
    if made and not killed.scene.replaces:
        assert "exists already and was left as it is" in again.err
    else:
        assert again.code == killed.scene.code, (fault, again.out + again.err)
    tree, new = killed.tree(), dict(killed.new)
    if made and not killed.scene.replaces and "requirements.in" not in tree:
        # `init` was killed after the spec and before the requirements, which lint then reports as missing.
        new.pop("requirements.in", None)
    assert tree == new, fault
