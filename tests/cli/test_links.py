"""Links that a repository carries: no option that writes follows one out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emit.trees import snapshot
from opsgen.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project:   {name: shop, owner: data}
connections: {lake: {type: files, root: data}}
datasets:
  orders:
    description: One row per order.
    source: {connection: lake, path: orders.csv}
    columns: {id: {type: integer, max: 1}}
outputs: {sql: {}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "orders.csv").write_text("id,x\n1,a\n2,b\n")
    (folder / "opsgen.yaml").write_text(SPEC)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "r.json").write_text("mine")
    (outside / "opsgen.yaml").write_text(SPEC)
    (folder / "out").symlink_to("../outside")
    (folder / "r.json").symlink_to("../outside/r.json")
    (folder / "broken").symlink_to("../outside/new")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        "check --report r.json",
        "check --report out/new.json",
        "profile orders --report r.json",
        "check --store-failures broken",
        "check --store-failures out/rows",
        "build --output out",
        "build --output broken",
        "build out",
        "fmt out",
        "fmt out/opsgen.yaml",
        "lint --unsafe-fixes out",
        "init broken",
    ],
)
def test_nothing_is_written_through_a_link_of_the_repository(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: str
) -> None:
    if "fix" in arguments:
        misspelt = SPEC.replace("description", "descripton")
        (project.parent / "outside" / "opsgen.yaml").write_text(misspelt)
    before = snapshot(project.parent)
    code = run(arguments.split())
    assert snapshot(project.parent) == before
    if "fix" not in arguments:  # lint reports what it left as it is
        assert code in (1, 2)
        assert "link" in "".join(capsys.readouterr())


def test_the_same_options_write_elsewhere(project: Path) -> None:
    assert run(["check", "--report", "../outside/r.json", "--store-failures", "../outside/rows"]) == 1
    assert (project.parent / "outside" / "r.json").read_text().startswith("{")
    assert (project.parent / "outside" / "rows" / "orders").is_dir()
    assert run(["fmt", "../outside/opsgen.yaml"]) == 0
    assert "project: {" in (project.parent / "outside" / "opsgen.yaml").read_text()
    (project.parent / "outside" / "opsgen.yaml").write_text(SPEC.replace("description", "descripton"))
    run(["lint", "--unsafe-fixes", "../outside"])
    assert "description" in (project.parent / "outside" / "opsgen.yaml").read_text()
