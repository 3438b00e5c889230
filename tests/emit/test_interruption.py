"""Every call at which a build can be stopped, one after the other."""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest

from emit.faults import at_call, fail, full_from_call, killed_at
from emit.trees import Snapshot, check, codes, in_memory, snapshot, text, touched, write
from opsgen.emit import FileChange, OutputFile
from opsgen.emit.signature import sign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.emit import Result

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")

OLD = [
    text("same", "same"),
    text("dags/changed.py", "old"),
    text("dags/removed.py", "old"),
    text("gone/inner/removed.yaml", "old"),
    OutputFile("script", b"same"),
    text("was-file", "old"),
    text("was-folder/x", "old"),
    text("forced", "ours"),
]
NEW = [
    text("same", "same"),
    text("dags/changed.py", "new"),
    text("made/inner/added.yaml", "new"),
    OutputFile("script", b"same", executable=True),
    text("was-file/x", "new"),
    text("was-folder", "new"),
    text("forced", "ours"),
    text("foreign", "ours"),
]
REFUSED = [*NEW, text("theirs", "ours")]


class Scene:
    """A tree that was built, edited and then built anew with `--force`."""

    def __init__(self, root: Path, *, left_out: str = "") -> None:
        self.root = root
        self.files = [[file for file in files if file.path.partition("/")[0] != left_out] for files in (OLD, NEW)]
        self._pristine = root.with_name("pristine")
        self._set_up(self._pristine)
        self.reset()
        self.old = snapshot(root)
        self.build()
        self.new = snapshot(root)
        self.reset()

    def _set_up(self, root: Path) -> None:
        assert write(self.files[0], root).diagnostics == []
        for path in ("forced", "foreign", "theirs"):
            (root / path).write_text("edited")
        (root / "empty").mkdir()

    def reset(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self._pristine, self.root)

    def build(self) -> Result:
        return write(self.files[1], self.root, force=True)

    def refused_build(self) -> Snapshot:
        """What the next build leaves if it may write nothing of its own."""
        assert ("OUT107", "theirs") in codes(write(REFUSED, self.root).diagnostics)
        return snapshot(self.root)


@pytest.fixture
def scene(memory: Path) -> Scene:
    return Scene(memory / "root")


def kills(scene: Scene) -> Iterator[int]:
    """Kills a build at each of its calls, and leaves the tree as the kill left it."""
    for number in itertools.count(1):
        scene.reset()
        if not killed_at(number, scene.build):
            assert number > 60, "the calls are not seen"
            return
        yield number


def test_a_kill_at_any_call_leaves_the_old_or_the_new_tree_after_the_next_run(scene: Scene) -> None:
    left = [scene.refused_build() for _ in kills(scene)]
    states = ["old" if tree == scene.old else "new" if tree == scene.new else "mixture" for tree in left]
    assert states == sorted(states, reverse=True)
    assert set(states) == {"old", "new"}


def test_after_a_kill_at_any_call_both_the_same_and_the_former_build_succeed(scene: Scene) -> None:
    for number in kills(scene):
        if number % 2:
            assert scene.build().diagnostics == []
            assert snapshot(scene.root) == scene.new
        else:
            assert write(OLD, scene.root, force=True).diagnostics == []
            assert set(snapshot(scene.root)) - {"foreign"} == set(scene.old) - {"foreign"}


def test_kills_of_the_run_that_repairs_do_no_harm_either(scene: Scene) -> None:
    chance = random.Random(7)  # noqa: S311
    for number in kills(scene):
        while killed_at(chance.randint(1, 60), lambda: write(REFUSED, scene.root)):
            pass
        assert scene.refused_build() in (scene.old, scene.new), number


def test_a_failing_call_leaves_the_old_tree_or_says_that_it_could_not(scene: Scene) -> None:
    said = set()
    for number in itertools.count(1):
        scene.reset()
        with at_call(number, fail) as calls:
            result = scene.build()
        if calls.count < number:
            break
        said |= {found.code for found in result.diagnostics}
        left = snapshot(scene.root)
        if not result.diagnostics:
            assert {path for path in left if "transaction" not in path} == set(scene.new), number
            assert scene.refused_build() == scene.new
        elif codes(result.diagnostics)[0][0] == "OUT110":
            assert left == scene.old or scene.refused_build() == scene.old, number
        else:
            assert scene.refused_build() in (scene.old, scene.new), number
    assert said == {"OUT110"}


@pytest.mark.parametrize("left_out", ["", "was-folder"])
def test_a_disk_that_is_full_from_any_call_on_leaves_the_old_tree_at_once(memory: Path, left_out: str) -> None:
    """Only a folder that a file replaces may have to wait for the space that it takes to come back."""
    scene = Scene(memory / "root", left_out=left_out)
    interrupted = []
    for number in itertools.count(1):
        scene.reset()
        with full_from_call(number) as calls:
            result = scene.build()
        if calls.count < number:
            break
        if codes(result.diagnostics) == [("OUT110", "")]:
            assert snapshot(scene.root) == scene.old, number
        else:
            assert codes(result.diagnostics) == [("OUT111", ".opsgen/transaction/journal")]
            assert scene.refused_build() == scene.old, number
            interrupted.append(number)
    assert bool(interrupted) == (left_out == "")


def test_an_interrupt_from_the_keyboard_at_any_call_leaves_the_old_or_the_new_tree(scene: Scene) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    for number in itertools.count(1):
        scene.reset()
        try:
            with at_call(number, interrupt):
                scene.build()
        except KeyboardInterrupt:
            assert scene.refused_build() in (scene.old, scene.new), number
        else:
            break


@pytest.fixture(scope="module")
def mixing() -> Iterator[list[int]]:
    """The calls at which a kill leaves a mixture."""
    with in_memory() as folder:
        scene = Scene(folder / "root")
        yield [number for number in kills(scene) if snapshot_without_records(scene) not in (scene.old, scene.new)]


def snapshot_without_records(scene: Scene) -> Snapshot:
    return {path: state for path, state in snapshot(scene.root).items() if "transaction" not in path}


def mixtures(scene: Scene, mixing: list[int]) -> Iterator[int]:
    assert len(mixing) > 10
    for number in mixing:
        scene.reset()
        assert killed_at(number, scene.build)
        yield number


def test_check_says_that_a_build_waits_and_writes_nothing(scene: Scene, mixing: list[int]) -> None:
    for _ in mixtures(scene, mixing):
        before = touched(scene.root)
        found = check(NEW, scene.root)
        assert codes(found.diagnostics) == [("OUT111", ".opsgen/transaction/journal")]
        assert not found.clean
        assert touched(scene.root) == before


@pytest.mark.parametrize("path", ["dags/changed.py", "dags/removed.py", "made/inner/added.yaml", "script", "forced"])
@pytest.mark.parametrize("in_place", [False, True])
def test_an_edit_after_a_kill_is_kept(scene: Scene, mixing: list[int], path: str, in_place: bool) -> None:
    for number in mixtures(scene, mixing):
        (scene.root / path).parent.mkdir(parents=True, exist_ok=True)
        if not in_place:
            (scene.root / path).unlink(missing_ok=True)
        (scene.root / path).write_text("edited after the kill")

        write(REFUSED, scene.root)

        left = snapshot(scene.root)
        assert left.pop(path) == (b"edited after the kill", in_place and bool(left_mode(scene, path))), number
        rest = {name: state for name, state in scene.new.items() if name not in {path, ".opsgen/manifest"}}
        assert {name: state for name, state in left.items() if name in rest} == rest, number
        assert ".opsgen/transaction" not in left


def left_mode(scene: Scene, path: str) -> int:
    return (scene.root / path).stat().st_mode & 0o100


def test_a_checkout_of_the_old_state_after_a_kill_is_no_mixture(scene: Scene, mixing: list[int]) -> None:
    """As `git reset --hard` does it: every file that is tracked comes back, the others stay."""
    for number in mixtures(scene, mixing):
        for path, state in scene.old.items():
            target = scene.root / path
            if isinstance(state, tuple) and not target.is_dir():
                if target.parent.is_file():
                    target.parent.unlink()
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(state[0])
        assert write(NEW, scene.root, force=True).diagnostics == [], number
        assert snapshot(scene.root) == scene.new, number


def test_a_link_that_takes_the_place_of_a_folder_after_a_kill_is_not_followed(
    scene: Scene, mixing: list[int], memory: Path
) -> None:
    for number in mixtures(scene, mixing):
        elsewhere = memory / f"elsewhere-{number}"
        shutil.rmtree(scene.root / "made", ignore_errors=True)
        (elsewhere / "inner").mkdir(parents=True)
        (scene.root / "made").symlink_to(elsewhere)
        write(REFUSED, scene.root)
        assert list((elsewhere / "inner").iterdir()) == []


EMPTY: dict[str, object] = {"steps": [], "records": [], "made_folders": [], "projects": [None, "shop"]}


@pytest.mark.parametrize(
    "damaged",
    [
        EMPTY | {"steps": [["../outside", None, "0" * 64]]},
        EMPTY | {"steps": [[".git/hooks/x", None, "0" * 64]]},
        EMPTY | {"records": [["/etc/passwd", None, "0" * 64]]},
        EMPTY | {"made_folders": ["../.."]},
        EMPTY | {"steps": [["x", 1, None]]},
        EMPTY | {"steps": [["x"]]},
        EMPTY | {"steps": [["planted", None, "0" * 64]]},
        EMPTY | {"projects": [None, "two\nlines"]},
        EMPTY | {"projects": []},
        [],
        "no journal",
    ],
)
@pytest.mark.parametrize("name", ["journal", "journal.undo"])
def test_a_sealed_journal_that_makes_no_sense_is_refused_until_forced(
    tmp_path: Path, damaged: object, name: str
) -> None:
    root = tmp_path / "root"
    write([text("x", "old")], root)
    (root / ".opsgen/transaction").mkdir()
    (root / ".opsgen/transaction" / name).write_bytes(sign(json.dumps(damaged).encode(), root))
    (root / ".opsgen/transaction/new-0").write_text("planted")
    before = snapshot(tmp_path)

    assert codes(write([text("x", "new")], root).diagnostics) == [("OUT111", ".opsgen/transaction/journal")]
    assert snapshot(tmp_path) == before

    assert write([text("x", "new")], root, force=True).changes == [("x", FileChange.CHANGED)]
    assert set(snapshot(tmp_path)) == {"root", "root/x", "root/.opsgen", "root/.opsgen/manifest"}


def test_an_edit_while_the_build_runs_is_kept(scene: Scene) -> None:
    """Someone saves a file at each call; only between the last look at it and its replacement can that be missed."""
    edited = scene.root / "dags/changed.py"
    outcomes = []
    for number in itertools.count(1):
        scene.reset()
        save = partial(edited.write_text, "saved meanwhile")
        with at_call(number, save) as calls:
            result = scene.build()
        if calls.count < number:
            break
        outcome = "kept" if edited.read_text() == "saved meanwhile" else "missed"
        if result.diagnostics:
            assert codes(result.diagnostics) == [("OUT106", "dags/changed.py")]
            assert result.diagnostics[0].message == "`dags/changed.py` was changed while the build ran"
            assert {**snapshot(scene.root), "dags/changed.py": None} == {**scene.old, "dags/changed.py": None}, number
            outcome = "refused"
        outcomes.append(outcome)
    [forced, (seen, _), (unseen, calls_between), (later, _)] = [
        (outcome, len(list(group))) for outcome, group in itertools.groupby(outcomes)
    ]
    assert forced == ("missed", 1), "before the comparison `--force` is meant to overwrite it"
    assert (seen, unseen, later) == ("refused", "missed", "kept")
    assert calls_between <= 2


def test_a_disk_that_fails_one_of_many_files_fails_the_build(memory: Path) -> None:
    files = [text(f"dags/{number}.py", "x") for number in range(200)]
    for number in (1, 100, 200):
        with at_call(number, fail, ("fsync",)):
            assert codes(write(files, memory / "root").diagnostics) == [("OUT110", "")]
        assert snapshot(memory) == {}
