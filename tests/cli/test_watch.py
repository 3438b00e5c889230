"""When what is watched runs again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from opsgen.cli.watch import watch
from opsgen.compile.pipeline import analyse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from opsgen.source.includes import Inputs

SPEC = """\
version: 1
include: [missing.yaml, parts/*.yaml, deep/**/*.yaml, no**glob.yaml, pipe.yaml]
project: {name: flights, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  flights:
    source: {connection: lake, path: flights.csv}
    columns: {origin: {type: string}}
  features:
    source: {connection: lake, path: features.parquet, format: parquet}
    transform: {inputs: [flights], sql: missing.sql}
    columns: {origin: {type: string}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path / "opsgen.yaml"


def runs(spec: Path, change: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch) -> int:
    """How often it runs if something changes at the second look at the files, and a user ends it at the fourth."""
    ran, looks = 0, 0

    def run() -> Mapping[str, Sequence[Inputs]]:
        nonlocal ran
        ran += 1
        assert ran < 5, "it does not wait"
        return {str(spec): analyse(spec).inputs}

    def sleep(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            change(spec.parent)
        elif looks == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        watch(run)
    return ran


def new(name: str, text: str = "teams: {ml: {}}\n") -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return write


CHANGES: dict[str, Callable[[Path], object]] = {
    "the spec": new("opsgen.yaml", SPEC.replace("origin", "dest")),
    "the spec that is gone": lambda folder: (folder / "opsgen.yaml").unlink(),
    "a missing include that came": new("missing.yaml"),
    "a missing include that came empty": new("missing.yaml", ""),
    "a file in a folder that a glob looks for": new("parts/a.yaml"),
    "a file far below": new("deep/a/b/c.yaml"),
    "a lock that came": new("opsgen.lock"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_it_run_again(change: str, spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runs(spec, CHANGES[change], monkeypatch) == 2


def test_sql_that_came_makes_it_run_again(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec.write_text("\n".join(line for line in SPEC.splitlines() if "include" not in line), encoding="utf-8")
    assert runs(spec, new("missing.sql", "select 1 as origin\n"), monkeypatch) == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes among files")
def test_it_waits_although_something_cannot_be_read(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(spec.parent / "pipe.yaml")
    assert runs(spec, lambda _folder: None, monkeypatch) == 1


def test_it_waits_although_a_link_leads_out_of_the_project(
    spec: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.yaml"
    elsewhere.write_text("teams: {}\n", encoding="utf-8")
    (spec.parent / "missing.yaml").symlink_to(elsewhere)
    assert runs(spec, lambda _folder: None, monkeypatch) == 1
