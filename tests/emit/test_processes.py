"""Builds in processes of their own: killed at random moments, and several at once."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import opsgen
from emit.builder import artifacts
from emit.faults import at_call, die
from emit.trees import Snapshot, check, codes, snapshot, text, write
from proof.runs import KILLS

FEW = 25
"""How many kills a run of all tests makes; `nox -s proof` makes a hundred."""
BUILDER = Path(__file__).with_name("builder.py")


def start(root: Path, *generations: int, call: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, str(BUILDER), str(root), str(call), *map(str, generations)]
    packages = [str(Path(opsgen.__file__).parents[1]), str(BUILDER.parents[1])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(packages)}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def go(builder: subprocess.Popen[str]) -> None:
    assert builder.stdin
    assert builder.stdout
    builder.stdout.readline()
    builder.stdin.write("\n")
    builder.stdin.flush()


def finish(builder: subprocess.Popen[str]) -> None:
    builder.communicate()


def wholly(generation: int, tree: Snapshot) -> bool:
    files = {path: state[0] for path, state in tree.items() if isinstance(state, tuple) and ".opsgen" not in path}
    expected = {file.path: file.content for file in artifacts(generation)}
    return files == {**expected, ".github/workflows/theirs.yml": b"theirs\n"}


def calls_of_a_build(root: Path) -> int:
    with at_call(0, die) as calls:
        assert write(artifacts(0), root).diagnostics == []
    return calls.count


def test_kills_at_random_moments_leave_no_mixture_after_the_next_run(memory: Path) -> None:
    chance = random.Random(1)  # noqa: S311
    foreign = memory / ".github/workflows/theirs.yml"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("theirs\n")
    most = int(1.5 * calls_of_a_build(memory))
    current, mixtures, outcomes = 0, 0, set()
    for generation in range(1, (KILLS or FEW) + 1):
        builder = start(memory, generation, call=chance.randint(1, most))
        go(builder)
        assert builder.stdout
        assert builder.stdout.readline() in ("waiting\n", "")
        builder.kill()
        finish(builder)
        mixtures += not (wholly(current, snapshot(memory)) or wholly(generation, snapshot(memory)))

        repaired = write([*artifacts(generation), text(".github/workflows/theirs.yml", "ours\n")], memory)

        assert codes(repaired.diagnostics) == [("OUT107", ".github/workflows/theirs.yml")]
        left = snapshot(memory)
        outcome = "new" if wholly(generation, left) else "old" if wholly(current, left) else "mixture"
        assert outcome != "mixture", generation
        assert {path for path in left if path.startswith(".opsgen/")} == {".opsgen/manifest"}
        current = generation if outcome == "new" else current
        outcomes.add(outcome)
    assert outcomes == {"old", "new"}
    assert mixtures, "no kill struck between the first and the last file"


def test_builds_at_once_take_turns(memory: Path) -> None:
    builders = [start(memory / "out", *range(first, first + 3)) for first in (10, 20, 30)]
    for builder in builders:
        go(builder)
    checks = 0
    while not checks or any(builder.poll() is None for builder in builders):
        found = check(artifacts(10), memory / "out")
        assert found.diagnostics == [], "a check sees the tree only between two builds"
        checks += 1
    for builder in builders:
        finish(builder)
        assert builder.returncode == 0
    assert sum(check(artifacts(last), memory / "out").clean for last in (12, 22, 32)) == 1


def test_a_killed_build_holds_nobody_up(memory: Path) -> None:
    builder = start(memory, *range(1, 200))
    go(builder)
    while not (memory / "dags").exists():
        assert builder.poll() is None
        time.sleep(0.01)
    builder.kill()
    finish(builder)
    assert write(artifacts(0), memory).diagnostics == []
    assert check(artifacts(0), memory).clean


def test_threads_take_turns_too(memory: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda generation: write(artifacts(generation), memory / "new/root"), range(8)))
    assert [result.diagnostics for result in results] == [[]] * 8
    assert sum(check(artifacts(generation), memory / "new/root").clean for generation in range(8)) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows always locks a file elsewhere")
def test_where_folders_cannot_be_locked_a_file_elsewhere_is(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    flock = fcntl.flock

    def files_only(descriptor: int, operation: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError("as network file systems do")
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", files_only)
    monkeypatch.setattr(tempfile, "tempdir", str(memory / "tmp"))
    (memory / "tmp").mkdir()
    test_threads_take_turns_too(memory)
    assert len(list((memory / "tmp").iterdir())) == 1
    assert {path.name for path in (memory / "new/root").iterdir()} == {".opsgen", ".github", "dags", "deploy"}
