"""What lint reports of the requirements that jobs of GitHub Actions install."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from backends.github.specs import MINIMAL, merged
from opsgen.compile.pipeline import Analysis, analyse
from opsgen.compile.requirements import found

if TYPE_CHECKING:
    from pathlib import Path

CODE = "GHA120"
WHEEL = "./wheels/opsgen-0.1.0-py3-none-any.whl\n"


def _analysis(folder: Path, files: dict[str, str], output: dict[str, str] | None = None) -> Analysis:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    with (folder / "opsgen.yaml").open("w") as file:
        YAML().dump(merged(MINIMAL, {"outputs": {"github": output or {}}}), file)
    return analyse(folder / "opsgen.yaml")


def _lines(analysis: Analysis, folder: Path) -> list[tuple[str, int]]:
    """The file and the line of each place that has opsgen by its name."""
    spans = [each.span for found in analysis.diagnostics if found.code == CODE for each in found.related]
    return [(span.file.removeprefix(f"{folder.as_posix()}/"), span.line) for span in spans]


def test_opsgen_by_its_name_is_a_warning(tmp_path: Path) -> None:
    analysis = _analysis(tmp_path, {"requirements.txt": "--find-links wheels\n# CI\nopsgen[duckdb]==0.1.0\n"})
    assert _lines(analysis, tmp_path) == [("requirements.txt", 3)]
    assert not analysis.failed


@pytest.mark.parametrize(
    "text",
    [
        WHEEL,
        f"{WHEEL}opsgen\n",
        "opsgen==0.1.0 \\\n    --hash=sha256:00\n",
        "opsgen==0.1.0\npytest==9.2.0 --hash=sha256:00\n",
        "--no-index\n--find-links wheels\nopsgen\n",
        "pytest\n",
    ],
)
def test_what_no_index_can_replace_is_no_warning(tmp_path: Path, text: str) -> None:
    assert _lines(_analysis(tmp_path, {"requirements.txt": text}), tmp_path) == []


def test_the_named_file_is_read_with_the_files_that_it_adds(tmp_path: Path) -> None:
    files = {"requirements.txt": "opsgen\n", "ci/all.txt": "-r base/one.txt\n", "ci/base/one.txt": "\n opsgen\n"}
    assert _lines(_analysis(tmp_path, files, {"requirements": "ci/all.txt"}), tmp_path) == [("ci/base/one.txt", 2)]


def test_constraints_do_not_install_but_give_a_place(tmp_path: Path) -> None:
    files = {"requirements.txt": "-c limits.txt\npytest\n", "limits.txt": "opsgen==0.1.0\n"}
    assert _lines(_analysis(tmp_path, files), tmp_path) == []
    files = {"requirements.txt": "-c limits.txt\nopsgen\n"}
    assert _lines(_analysis(tmp_path, files), tmp_path) == [("requirements.txt", 2)]
    files = {"limits.txt": "opsgen @ https://packages.example.com/opsgen.whl\n"}
    assert _lines(_analysis(tmp_path, files), tmp_path) == []


def test_a_cycle_ends(tmp_path: Path) -> None:
    files = {"requirements.txt": "-r other.txt\n", "other.txt": "-r requirements.txt\n-r ./other.txt\nopsgen\n"}
    assert _lines(_analysis(tmp_path, files), tmp_path) == [("other.txt", 3)]


def test_nothing_outside_of_the_project_is_read(tmp_path: Path) -> None:
    outside, project = tmp_path / "outside.txt", tmp_path / "project"
    outside.write_text("opsgen\n")
    project.mkdir()
    (project / "link.txt").symlink_to(outside)
    text = f"-r ../outside.txt\n-r {outside}\n-r link.txt\n-r https://example.com/a.txt\n-r .\n"
    analysis = _analysis(project, {"requirements.txt": text})
    assert _lines(analysis, project) == []
    assert not any("opsgen\n" in source.text for loaded in analysis.sources[1:] for source in loaded.sources.values())


def test_files_are_limited_in_number_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"requirements.txt": "-r 1.txt\n", "1.txt": "-r 2.txt\n", "2.txt": "opsgen\n"}
    assert _lines(_analysis(tmp_path, files), tmp_path) == [("2.txt", 1)]
    monkeypatch.setattr(found, "LARGEST", 20)
    assert _lines(_analysis(tmp_path, files), tmp_path) == []
    monkeypatch.undo()
    monkeypatch.setattr(found, "MOST_FILES", 2)
    assert _lines(_analysis(tmp_path, files), tmp_path) == []


def test_text_of_an_editor_counts(tmp_path: Path) -> None:
    _analysis(tmp_path, {"requirements.txt": WHEEL})
    edited = analyse(tmp_path / "opsgen.yaml", {(tmp_path / "requirements.txt").resolve(): b"opsgen\n"})
    assert _lines(edited, tmp_path) == [("requirements.txt", 1)]


def test_missing_files_are_inputs(tmp_path: Path) -> None:
    analysis = _analysis(tmp_path, {"requirements.txt": "-r later.txt\n"})
    contents = {path: content for inputs in analysis.inputs for path, content in inputs.files.items()}
    assert (contents["requirements.txt"], contents["later.txt"]) == (b"-r later.txt\n", None)


def _missing(analysis: Analysis) -> list[str]:
    return [" ".join((each.message, *each.help)) for each in analysis.diagnostics if each.code == "GHA121"]


def test_a_missing_file_is_a_warning_in_a_repository(tmp_path: Path) -> None:
    assert _missing(_analysis(tmp_path, {})) == []
    (tmp_path / ".git").mkdir()
    project = tmp_path / "project"
    project.mkdir()
    analysis = _analysis(project, {}, {"requirements": "ci/jobs.txt", "python": "3.13"})
    (found,) = _missing(analysis)
    assert found.startswith("`ci/jobs.txt` does not exist, and the jobs of the workflows install it")
    assert found.endswith("--python-version 3.13 --output-file ci/jobs.txt ci/jobs.in")
    assert not analysis.failed
    assert _missing(_analysis(project, {"ci/jobs.txt": WHEEL}, {"requirements": "ci/jobs.txt"})) == []


def test_without_workflows_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("opsgen\n")
    with (tmp_path / "opsgen.yaml").open("w") as file:
        YAML().dump({**MINIMAL, "outputs": {"airflow": {}}}, file)
    assert all("requirements.txt" not in inputs.files for inputs in analyse(tmp_path / "opsgen.yaml").inputs)
