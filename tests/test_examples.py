"""Both examples as a user builds them: the command, its output, its exit code, and every byte that it writes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from golden import assert_golden, tree
from program import opsgen

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("datasets-only", "flight-delays")


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of an example's own files, without anything built."""
    folder = tmp_path / request.param
    folder.mkdir()
    for file in ("opsgen.yaml", "transforms"):
        source = EXAMPLES / request.param / file
        if source.is_dir():
            shutil.copytree(source, folder / file)
        elif source.exists():
            shutil.copy(source, folder / file)
    return folder


@pytest.mark.parametrize("project", NAMES, indirect=True)
def test_lint_finds_nothing(project: Path) -> None:
    result = opsgen("lint", folder=project)
    assert (result.returncode, result.stdout, result.stderr) == (0, "opsgen.yaml: no problems\n", "")


@pytest.mark.parametrize("project", NAMES, indirect=True)
def test_a_build_writes_the_golden_files_and_a_second_one_nothing(project: Path) -> None:
    out = project.parent / "out"
    first = opsgen("build", "--output", out, folder=project)
    assert (first.returncode, first.stderr) == (0, "")
    written = re.findall(r"^written +(.+)$", first.stdout, re.MULTILINE)
    assert f"{len(written)} written, 0 changed, 0 removed, 0 unchanged" in first.stdout
    assert_golden(out, project.name)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    second = opsgen("build", "--output", out, folder=project)
    assert second.stdout == f"0 written, 0 changed, 0 removed, {len(written)} unchanged\n"
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert opsgen("build", "--output", out, "--check", folder=project).returncode == 0


@pytest.mark.parametrize("project", NAMES, indirect=True)
def test_the_bytes_depend_on_nothing_but_the_spec(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "a folder with spaces" / "é"
    shutil.copytree(project, elsewhere)
    assert opsgen("build", folder=project, PYTHONHASHSEED="0", TZ="UTC").returncode == 0
    odd = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "COLUMNS": "20"}
    assert opsgen("build", folder=elsewhere, **odd).returncode == 0
    assert tree(project) == tree(elsewhere)


@pytest.mark.parametrize("project", ["flight-delays"], indirect=True)
def test_a_changed_spec_gives_a_short_diff(project: Path) -> None:
    opsgen("build", folder=project)
    spec = project / "opsgen.yaml"
    spec.write_text(spec.read_text().replace("memory: 1Gi", "memory: 6Gi"))
    check = opsgen("build", "--check", folder=project)
    assert check.returncode == 1
    changed = [line for line in check.stdout.splitlines() if re.match(r"[-+](?![-+]{2} |[0-9a-f]{64} )", line)]
    assert changed
    assert all("Gi" in line for line in changed)


@pytest.mark.parametrize("project", ["flight-delays"], indirect=True)
def test_one_environment_leaves_the_others_as_they_are(project: Path) -> None:
    opsgen("build", folder=project)
    before = tree(project)
    spec = project / "opsgen.yaml"
    spec.write_text(spec.read_text().replace("port: 8080", "port: 8090"))
    assert opsgen("build", "--env", "dev", folder=project).returncode == 0
    after = tree(project)
    changed = {path for path in after if after[path] != before.get(path)}
    assert any("/dev/" in path for path in changed)
    assert not any("/prod/" in path for path in changed)
    assert before.keys() == after.keys()


@pytest.mark.parametrize("project", ["flight-delays"], indirect=True)
def test_a_pinned_image_is_in_pin_files_only(project: Path) -> None:
    digest = f"sha256:{'ab' * 32}"
    assert opsgen("build", folder=project).returncode == 0
    before = tree(project)
    assert opsgen("pin", "--env", "dev", f"ghcr.io/example/flight-delays@{digest}", folder=project).returncode == 0
    after = tree(project)
    changed = {path for path, content in after.items() if before.get(path) != content}
    assert changed == {"opsgen.lock", ".opsgen/manifest", "deploy/dev/pins/kustomization.yaml"}
    assert f"digest: {digest}\n" in after["deploy/dev/pins/kustomization.yaml"].decode()
    assert opsgen("build", "--check", folder=project).returncode == 0


@pytest.mark.parametrize("project", ["flight-delays"], indirect=True)
def test_a_mistake_writes_nothing(project: Path) -> None:
    spec = project / "opsgen.yaml"
    spec.write_text(spec.read_text().replace("inputs: [flights, planes]", "inputs: [fligths, planes]"))
    result = opsgen("build", folder=project)
    assert result.returncode == 1
    assert "opsgen.yaml:" in result.stdout
    assert "did you mean `flights`?" in result.stdout
    assert {path.name for path in project.iterdir()} == {"opsgen.yaml", "transforms"}
