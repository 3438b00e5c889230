"""The hooks that others use, run by the real pre-commit from a clone; and our own, on this checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit works on git checkouts")


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command apart from the user's git configuration and from the repository that a git hook may run in."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        command, cwd=cwd, env=outer | apart | environment, text=True, capture_output=True, check=False
    )


def commit_all(folder: Path) -> str:
    """Make the folder a repository of one commit, and return its id."""
    author = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    for arguments in (["init", "-q"], ["add", "-A"], [*author, "commit", "-q", "-m", "All"]):
        result = run("git", *arguments, cwd=folder)
        assert result.returncode == 0, result.stderr
    return run("git", "rev-parse", "HEAD", cwd=folder).stdout.strip()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The tracked files of this checkout as they are now, as a repository that hooks are installed from.

    A checkout may hold anything else beside them, such as another virtual environment.
    """
    clone = tmp_path_factory.mktemp("published")
    listed = run("git", "ls-files", "-z", cwd=ROOT)
    assert listed.returncode == 0, listed.stderr
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    return clone, commit_all(clone)


@pytest.fixture(scope="module")
def hooks_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where pre-commit keeps its environments: made once for all tests here."""
    return str(tmp_path_factory.mktemp("pre-commit"))


@pytest.fixture
def project(tmp_path: Path, published: tuple[Path, str]) -> Path:
    """A user's project with a spec that was built, and with all hooks."""
    clone, revision = published
    for arguments in (["init", "."], ["build", "."]):
        result = run("opsgen", *arguments, cwd=tmp_path)
        assert result.returncode == 0, result.stdout + result.stderr
    hooks = "[{id: opsgen-lint}, {id: opsgen-fmt}, {id: opsgen-build-check}]"
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos: [{{repo: '{clone.as_uri()}', rev: {revision}, hooks: {hooks}}}]\n"
    )
    commit_all(tmp_path)
    return tmp_path


def pre_commit(project: Path, home: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("pre-commit", "run", "--all-files", *arguments, cwd=project, PRE_COMMIT_HOME=home)


def test_hooks_pass_on_a_project_that_was_built(project: Path, hooks_home: str) -> None:
    result = pre_commit(project, hooks_home)

    assert result.returncode == 0, result.stdout + result.stderr
    assert re.findall(r"^(opsgen .*?)\.+(\w+)$", result.stdout, re.MULTILINE) == [
        ("opsgen lint", "Passed"),
        ("opsgen fmt", "Passed"),
        ("opsgen build --check", "Passed"),
    ]


def test_lint_hook_names_the_line_of_a_mistake(project: Path, hooks_home: str) -> None:
    spec = project / "opsgen.yaml"
    spec.write_text(spec.read_text() + "modles: {}\n")
    result = pre_commit(project, hooks_home, "opsgen-lint")

    assert result.returncode == 1
    assert f"opsgen.yaml:{len(spec.read_text().splitlines())}:1" in result.stdout


def test_lint_hook_tells_a_mistake_once_however_many_files_change(project: Path, hooks_home: str) -> None:
    spec = project / "opsgen.yaml"
    spec.write_text(spec.read_text() + "modles: {}\n")
    for number in range(40):
        (project / f"{number}.sql").write_text("select 1\n")
    commit_all(project)
    result = pre_commit(project, hooks_home, "opsgen-lint")

    assert result.stdout.count("error[LNG101]") == 1


def test_fmt_hook_lays_a_spec_out(project: Path, hooks_home: str) -> None:
    spec = project / "opsgen.yaml"
    tidy = spec.read_text()
    spec.write_text(tidy.replace("version: 1", "version:   1"))
    result = pre_commit(project, hooks_home, "opsgen-fmt")

    assert result.returncode == 1
    assert "formatted opsgen.yaml" in result.stdout
    assert spec.read_text() == tidy


def test_build_check_hook_finds_an_edited_artifact(project: Path, hooks_home: str) -> None:
    artifact = next(path for path in sorted(project.rglob("*.py")) if "opsgen" in path.read_text())
    artifact.write_text(artifact.read_text() + "# by hand\n")
    result = pre_commit(project, hooks_home, "opsgen-build-check")

    assert result.returncode == 1
    assert artifact.relative_to(project).as_posix() in result.stdout


@pytest.fixture
def folders(project: Path) -> Path:
    """The same repository with one project in a folder, whose spec has a name of its own, and none in the root."""
    churn = project / "projects" / "churn"
    churn.mkdir(parents=True)
    spec = (project / "opsgen.yaml").read_text()
    for path in run("git", "ls-files", cwd=project).stdout.split():
        if path != ".pre-commit-config.yaml":
            (project / path).unlink()
    (churn / "churn.yaml").write_text(spec)
    (project / "compose.yaml").write_text("version: '3'\nservices:\n    web:   {image: web}\n")
    result = run("opsgen", "build", "projects/churn/churn.yaml", cwd=project)
    assert result.returncode == 0, result.stdout + result.stderr
    commit_all(project)
    return project


def test_hooks_find_a_spec_with_another_name_in_a_folder(folders: Path, hooks_home: str) -> None:
    result = pre_commit(folders, hooks_home)
    assert result.returncode == 0, result.stdout + result.stderr

    spec = folders / "projects" / "churn" / "churn.yaml"
    spec.write_text(spec.read_text().replace("version: 1", "version:   1") + "modles: {}\n")
    (folders / "README.md").write_text("Projects\n")
    run("git", "add", "-A", cwd=folders)
    result = run("pre-commit", "run", cwd=folders, PRE_COMMIT_HOME=hooks_home)

    assert result.returncode == 1
    assert result.stdout.count("error[LNG101]: `modles`") == 2  # of lint and of build
    assert "formatted projects/churn/churn.yaml" in result.stdout
    assert "compose" not in result.stdout


def test_hooks_pass_a_commit_that_concerns_no_project(folders: Path, hooks_home: str) -> None:
    spec = folders / "projects" / "churn" / "churn.yaml"
    spec.write_text(spec.read_text() + "modles: {}\n")
    commit_all(folders)
    (folders / "compose.yaml").write_text("services: {}\n")
    run("git", "add", "-A", cwd=folders)
    result = run("pre-commit", "run", "--verbose", cwd=folders, PRE_COMMIT_HOME=hooks_home)

    assert result.returncode == 0, result.stdout
    assert "churn" not in result.stdout


def test_build_check_hook_finds_a_workflow_that_a_commit_removes(folders: Path, hooks_home: str) -> None:
    (workflow,) = (folders / ".github" / "workflows").glob("*-ci.yml")
    run("git", "rm", "-q", str(workflow), cwd=folders)
    result = run("pre-commit", "run", "opsgen-build-check", cwd=folders, PRE_COMMIT_HOME=hooks_home)

    assert result.returncode == 1
    assert "projects/churn/churn.yaml:" in result.stdout


def test_this_checkout_passes_its_own_hooks(published: tuple[Path, str], hooks_home: str) -> None:
    clone, _ = published
    # The hooks left out run nox sessions, which CI runs anyway.
    left_out = "typing,generate-check"
    result = run("pre-commit", "run", "--all-files", cwd=clone, PRE_COMMIT_HOME=hooks_home, SKIP=left_out)

    assert result.returncode == 0, result.stdout + result.stderr


def test_own_hooks_run_the_ruff_that_the_style_session_runs() -> None:
    pinned = re.findall(r"ruff==([\d.]+)", (ROOT / ".pre-commit-config.yaml").read_text())
    locked = re.findall(r"^ruff==([\d.]+)", (ROOT / "requirements" / "style.txt").read_text(), re.MULTILINE)

    assert set(pinned) == set(locked) != set()
