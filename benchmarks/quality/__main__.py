"""Measures `opsgen check` beside other tools, in one run on one machine: `nox -s bench-quality`.

The first argument is a folder for the data and the tools' environments, which are kept there for the next run.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Cost, once
from benchmarks.quality import data
from benchmarks.quality.tools import BY_HAND, OPSGEN, OTHERS

if TYPE_CHECKING:
    from benchmarks.quality.tools import Figures, Tool

HERE = Path(__file__).parent
REQUIREMENTS = HERE.parents[1] / "requirements"
PROGRAMS = Path(sysconfig.get_path("scripts"))
ROWS = 10_000_000
SIZES = (1_000_000, ROWS, 30_000_000)
MILLION = 1_000_000


def main(folder: Path) -> None:
    print(f"{'':24} {'rows':>6} {'CPU':>8} {'/ by hand':>10} {'/ opsgen':>10} {'memory':>10}")
    _rows(folder)
    _beside_others(folder)


def _rows(folder: Path) -> None:
    """opsgen and the query by hand, with more and more rows."""
    for rows in SIZES:
        project = _project(folder, rows)
        hand, _ = _measured(BY_HAND, project, PROGRAMS)
        mine, _ = _measured(OPSGEN, project, PROGRAMS)
        _show(BY_HAND, rows, hand, hand, mine)
        _show(OPSGEN, rows, mine, hand, mine)


def _beside_others(folder: Path) -> None:
    project = _project(folder, ROWS)
    hand, expected = _measured(BY_HAND, project, PROGRAMS)
    mine, found = _measured(OPSGEN, project, PROGRAMS)
    _agree(OPSGEN, found, expected)
    for tool in OTHERS:
        cost, told = _measured(tool, project, _environment(tool, folder))
        _agree(tool, told, expected)
        _show(tool, ROWS, cost, hand, mine)


def _project(folder: Path, rows: int) -> Path:
    """A folder with so many rows, made when it is first asked for."""
    project = folder / f"{rows // MILLION}-million-rows"
    if not project.exists():
        made = project.with_suffix(".new")
        shutil.rmtree(made, ignore_errors=True)
        data.write(made / "data", rows)
        made.rename(project)
    return project


def _environment(tool: Tool, folder: Path) -> Path:
    """The programs of a tool's own environment, which is made when it is first asked for."""
    environment = folder / "environments" / str(tool.locked)
    programs = environment / PROGRAMS.name
    uv = str(PROGRAMS / "uv")
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, environment], check=True)
    locked = REQUIREMENTS / f"bench-{tool.locked}.txt"
    install = [uv, "pip", "sync", "--quiet", "--python", programs / "python", "--require-hashes", locked]
    subprocess.run(install, check=True)
    return programs


def _measured(tool: Tool, project: Path, programs: Path) -> tuple[Cost, Figures]:
    """One run, in a folder that has nothing but the data and the tool's files; a broken rule ends it with 1."""
    with tempfile.TemporaryDirectory(dir=project) as name:
        folder = Path(name)
        shutil.copytree(HERE / tool.files, folder, dirs_exist_ok=True)
        (folder / "data").symlink_to(project / "data", target_is_directory=True)
        cost = once(tool.command(programs), folder, codes=(0, 1))
        return cost, tool.figures(folder)


def _agree(tool: Tool, found: Figures, expected: Figures) -> None:
    """Whatever a tool tells of a rule is what the query by hand finds, and it tells something of most."""
    told = {name: value for name, value in found.items() if name in expected}
    wrong = {
        name: (value, expected[name])
        for name, value in told.items()
        if not math.isclose(value, expected[name], rel_tol=1e-9)
    }
    silent = {name for name, value in expected.items() if value and name not in told}
    if wrong or len(silent) > len(expected) / 4:
        raise SystemExit(f"{tool.name} found something else: {wrong}; and nothing of {sorted(silent)}")


def _show(tool: Tool, rows: int, cost: Cost, hand: Cost, mine: Cost) -> None:
    ratios = f"{cost.cpu / hand.cpu:>9.2f}x {cost.cpu / mine.cpu:>9.2f}x"
    print(f"{tool.name:24} {rows // MILLION:>4} M {cost.cpu:>6.1f} s {ratios} {cost.memory:>6.0f} MiB", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
