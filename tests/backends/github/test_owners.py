"""CODEOWNERS: who approves a deployment owns what is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backends.github.specs import deployed, example, merged, project, rendered
from opsgen.backends import GITHUB
from opsgen.backends.api import Rendered
from opsgen.backends.github import codes
from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

PATH = ".github/CODEOWNERS"
ON: dict[str, Any] = {"outputs": {"github": {"codeowners": True}}}


def _lines(tree: dict[str, Any], folder: str = "") -> dict[str, list[str]]:
    """The owners of each pattern, in the order of the file."""
    texts = [each.text for each in rendered(project(tree, folder=folder)) if each.artifact.path == PATH]
    lines = [line.split(" @") for text in texts for line in text.splitlines() if not line.startswith("#")]
    return {pattern: owners for pattern, *owners in lines}


def _teams(**approval: list[str]) -> dict[str, Any]:
    teams = {name: {"github": f"example/{name}"} for name in ("research", "ops", "ml")}
    environments = {name: {"approval": {"reviewers": names}} for name, names in approval.items()}
    return merged(deployed(), {**ON, "teams": teams, "environments": environments})


def test_there_is_none_unless_the_spec_asks_for_it() -> None:
    assert not _lines(example("flight-delays"))
    assert not _lines(merged(deployed(), ON))


def test_approvers_own_what_is_deployed() -> None:
    found = _lines(_teams(staging=["ml"], prod=["ops", "ml"]))
    assert found["/deploy/dev/"] == ["example/research"]
    assert found["/deploy/staging/"] == ["example/ml"]
    assert found["/deploy/prod/"] == ["example/ops", "example/ml"]
    for path in ("/opsgen.yaml", "/opsgen.lock", "/.opsgen/", "/.github/"):
        assert found[path] == ["example/ops", "example/ml"]


def test_owners_own_the_files_that_the_spec_names() -> None:
    tree = _teams()
    tree["datasets"]["seen"] = merged(tree["datasets"]["sightings"], {"owner": "ops"})
    tree["datasets"]["seen"]["transform"] = {"inputs": ["sightings"], "sql": "sql/seen.sql"}
    tree["datasets"]["sightings"]["ingest"] = {"command": ["python", "jobs/fetch.py", "../x.py", "--to=y.py", "/z.py"]}
    tree["models"]["rare"] |= {"owner": "ml", "train": {"command": ["python", "jobs/fetch.py"]}}
    found = _lines(tree)
    assert found["/sql/seen.sql"] == ["example/ops"]
    assert found["/jobs/fetch.py"] == ["example/research", "example/ml"]
    assert [path for path in found if path.endswith(".py")] == ["/jobs/fetch.py"]
    # A file decides by its last line.
    assert list(found).index("/sql/seen.sql") < list(found).index("/.github/")


def test_a_project_in_a_folder_owns_its_own_files() -> None:
    found = _lines(_teams(prod=["ops"]), folder="teams/a b")
    assert "/.github/" not in found
    assert found["/.github/workflows/birds-*"] == found["/teams/a\\ b/opsgen.lock"] == ["example/ops"]


def test_a_path_that_no_pattern_can_name_is_owned_by_its_folder() -> None:
    tree = _teams()
    tree["datasets"]["seen"] = merged(tree["datasets"]["sightings"], {"owner": "ops"})
    tree["datasets"]["seen"]["transform"] = {"inputs": ["sightings"], "sql": "sql/[a]/seen#1.sql"}
    assert _lines(tree)["/sql/"] == ["example/ops"]


def test_teams_without_a_handle_are_reported() -> None:
    tree = _teams(prod=["ops"])
    assert not list(GITHUB.check(project(tree)))
    for name in ("research", "ops"):
        tree["teams"][name] = {"email": "a@example.com"}
    found = {finding.place.path: finding.message for code, finding in GITHUB.check(project(tree))}
    assert found == {
        ("teams", "ops"): "`ops` approves deployments to `prod`, and has no `github`",
        ("teams", "research"): "`research` owns files in CODEOWNERS, and has no `github`",
    }
    tree["outputs"]["github"]["codeowners"] = False
    assert [code for code, _ in GITHUB.check(project(tree))] == [codes.NO_HANDLE]


def test_verification_finds_each_change() -> None:
    made = project(_teams(prod=["ops"]))
    (file,) = (each for each in rendered(made) if each.artifact.path == PATH)
    assert not GITHUB.verify(made, [file]).problems
    for old, new in (("@example/ops", "@example/ml"), ("/.github/ ", "/.githob/ "), ("from", "by")):
        changed = Rendered(file.artifact, file.text.replace(old, new, 1))
        assert [each.path for each in GITHUB.verify(made, [changed]).problems] == [PATH]


SPEC = """\
version: 1
project: {name: NAME, owner: research}
teams: {research: {github: example/research}}
connections: {lake: {type: files, root: data}}
datasets:
  sightings:
    owner: research
    source: {connection: lake, path: sightings.csv}
    columns: {species: {type: string}}
outputs: {github: {codeowners: true}}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name in ("birds", "fish"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "opsgen.yaml").write_text(SPEC.replace("NAME", name))
    return tmp_path


def test_one_project_of_a_repository_can_have_it(repository: Path) -> None:
    """It is in the root, a file of another spec is not replaced, and it goes when the spec no longer asks for it."""
    file = repository / PATH
    assert opsgen("build", folder=repository / "birds").returncode == 0
    assert "/birds/opsgen.yaml @example/research" in file.read_text().splitlines()
    refused = opsgen("build", folder=repository / "fish")
    assert refused.returncode == 1
    assert "OUT114" in refused.stdout + refused.stderr
    spec = repository / "birds" / "opsgen.yaml"
    spec.write_text(spec.read_text().replace("codeowners: true", "codeowners: false"))
    assert opsgen("build", folder=repository / "birds").returncode == 0
    assert not file.exists()
    assert opsgen("build", folder=repository / "fish").returncode == 0


def test_a_file_that_opsgen_did_not_write_stays(repository: Path) -> None:
    file = repository / PATH
    file.parent.mkdir()
    file.write_text("* @example/research\n")
    assert opsgen("build", folder=repository / "birds").returncode == 1
    assert file.read_text() == "* @example/research\n"
