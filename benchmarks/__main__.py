"""Prints each figure beside what it should reach."""

from __future__ import annotations

import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

from benchmarks.big_spec import big_spec, transforms
from benchmarks.measure import Cost, baseline, cost, least, once

OPSGEN = shutil.which("opsgen", path=sysconfig.get_path("scripts")) or "opsgen"
YAMLLINT = [sys.executable, "-m", "yamllint", "-d", "relaxed", "opsgen.yaml"]
EXAMPLE = Path(__file__).parents[1] / "examples" / "flight-delays"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        unit = baseline(root)
        print(f"P = {unit.cpu * 1000:.1f} ms, the CPU time of a Python that does nothing\n")
        print(f"{'what':44} {'measured':>10} {'goal':>8} {'memory':>10} {'goal':>10}")
        small(root, unit)
        large(root)


def small(root: Path, unit: Cost) -> None:
    """Cold starts, in P."""
    project = root / "small"
    project.mkdir()
    shutil.copy(EXAMPLE / "opsgen.yaml", project)
    shutil.copytree(EXAMPLE / "transforms", project / "transforms")
    for what, arguments, goal, cached in (
        ("--version", ["--version"], 1.5, False),
        ("--help", ["--help"], 9, False),
        ("lint flight-delays, cold", ["lint"], 9, False),
        ("the same, unchanged since the last clean run", ["lint"], 1.5, True),
        ("build flight-delays, first", ["build", "--output", "out", "--force"], None, False),
        ("the same, nothing changed", ["build"], None, True),
    ):
        measured = cost([OPSGEN, *arguments], project, cached=cached)
        show(what, measured.cpu / unit.cpu, "P", goal, measured)
    peer = cost(YAMLLINT, project, codes=(0, 1))
    show("yamllint flight-delays", peer.cpu / unit.cpu, "P", None, peer)


def large(root: Path) -> None:
    """A large spec, in shares of yamllint's time and of its own lint."""
    project = _project(root / "large", big_spec())
    peer = cost(YAMLLINT, project, runs=1, codes=(0, 1))
    lint = cost([OPSGEN, "lint"], project, runs=3)
    show("lint of 105,000 lines / yamllint", lint.cpu / peer.cpu, "x", 0.08, lint)
    broken = cost([OPSGEN, "lint"], _project(root / "broken", big_spec(errors=100)), runs=3, codes=(1,))
    show("the same with 100 errors / clean", broken.cpu / lint.cpu, "x", 1.5, broken)
    first = _first_build(project)
    show("first build / its lint", first.cpu / lint.cpu, "x", 4, first, most=150)
    again = cost([OPSGEN, "build"], project, runs=3, cached=True)
    show("build with nothing changed / first build", again.cpu / first.cpu, "x", 0.3, again)
    tenth = _first_build(_project(root / "tenth", big_spec(datasets=100)))
    show("build of ten times the datasets / one time", first.cpu / tenth.cpu, "x", 11, first)


def _project(folder: Path, spec: str) -> Path:
    folder.mkdir()
    (folder / "opsgen.yaml").write_text(spec)
    (folder / "transforms").mkdir()
    for name, sql in transforms():
        (folder / "transforms" / name).write_text(sql)
    return folder


def _first_build(project: Path) -> Cost:
    """Builds into folders that are not there yet; the last one is into the project's own.

    None is removed in between: ext4 then looks for long for inodes that were not in use a moment ago, which costs more
    than all else that a build asks of the system.
    """
    results = [once([OPSGEN, "build", "--output", f"new-{number}"], project) for number in range(3)]
    return least([*results[1:], once([OPSGEN, "build"], project)])


def show(what: str, ratio: float, unit: str, goal: float | None, measured: Cost, most: int | None = None) -> None:
    """One line of the table; `most` is how many MiB the command may take."""
    wanted = f"≤ {goal:g}" if goal is not None else ""
    room = f"≤ {most} MiB" if most is not None else ""
    print(f"{what:44} {ratio:8.3f} {unit} {wanted:>8} {measured.memory:6.0f} MiB {room:>10}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
