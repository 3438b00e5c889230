"""A cached lint says what lint says."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel

from opsgen.cache import lint_results
from opsgen.cli.commands.lint import lint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SPEC = """\
version: 1
project: {name: flights, owner: ml, image: {repository: ghcr.io/example/flights}}
include: [connections.yaml, datasets/*.yaml]
environments: {dev: {}, prod: {}}
"""
CONNECTIONS = "connections: {lake: {type: files, root: data}}\n"
DATASET = """\
datasets:
  NAME: {description: X., source: {connection: lake, path: x.csv}, columns: {id: {type: integer, required: true}}}
"""
LOCK = f"prod: ghcr.io/example/flights@sha256:{'0' * 64}\n"


@pytest.fixture
def project(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001
    """A clean project in several files, which the test works in."""
    folder = tmp_path / "project"
    (folder / "datasets").mkdir(parents=True)
    (folder / "opsgen.yaml").write_text(SPEC)
    (folder / "connections.yaml").write_text(CONNECTIONS)
    (folder / "datasets" / "a.yaml").write_text(DATASET.replace("NAME", "one"))
    (folder / "opsgen.lock").write_text(LOCK)
    os.utime(folder / "datasets", (1, 1))
    monkeypatch.chdir(folder)
    return folder


def said(capsys: pytest.CaptureFixture[str], *files: str, cached: bool = True) -> tuple[int, str]:
    code = lint(files, cached=cached)
    return code, capsys.readouterr().out


def test_a_clean_spec_is_known_until_something_changes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_results.known("opsgen.yaml") is None
    first = said(capsys)
    assert first == (0, "opsgen.yaml: no problems\n")
    assert lint_results.known("opsgen.yaml")
    assert said(capsys) == first
    (project / "opsgen.yaml").write_text(f"{SPEC}# a comment\n")
    assert lint_results.known("opsgen.yaml") is None
    assert said(capsys) == first
    assert lint_results.known("opsgen.yaml")


def test_warnings_are_repeated_in_colours_and_without(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "datasets" / "a.yaml").write_text(DATASET.replace("NAME", "one").replace("description: X., ", ""))
    first = said(capsys)
    assert "warning[DAT101]" in first[1]
    assert lint_results.known("opsgen.yaml")
    assert said(capsys) == first
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert said(capsys) == said(capsys, cached=False)
    assert "\x1b[" in said(capsys)[1]


def test_warnings_name_files_from_where_they_are_seen(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "datasets" / "a.yaml").write_text(DATASET.replace("NAME", "one").replace("description: X., ", ""))
    said(capsys)
    monkeypatch.chdir(project.parent)
    assert lint_results.known("project/opsgen.yaml") is None
    assert said(capsys, "project") == said(capsys, "project", cached=False)
    assert said(capsys, "project/opsgen.yaml") == said(capsys, "project", cached=False)


CHANGES: dict[str, Callable[[Path], object]] = {
    "an error in the spec": lambda folder: (folder / "opsgen.yaml").write_text(f"{SPEC}outputs: 1\n"),
    "an error in an include": lambda folder: (folder / "connections.yaml").write_text("connections: {}"),
    "an include that is gone": lambda folder: (folder / "connections.yaml").unlink(),
    "a further file with an error": lambda folder: (folder / "datasets" / "b.yaml").write_text("datasets: {x: {}}"),
    "a further file": lambda folder: (folder / "datasets" / "b.yaml").write_text(DATASET.replace("NAME", "two")),
    "no file that matches": lambda folder: (folder / "datasets" / "a.yaml").unlink(),
    "another name for a file": lambda folder: (folder / "datasets" / "a.yaml").rename(folder / "datasets" / "c.yaml"),
    "an error in the lock": lambda folder: (folder / "opsgen.lock").write_text("prod: latest\n"),
    "no lock": lambda folder: (folder / "opsgen.lock").unlink(),
    "a folder in place of the lock": lambda folder: (
        (folder / "opsgen.lock").unlink(),
        (folder / "opsgen.lock").mkdir(),
    ),
    "nothing": lambda _folder: None,
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_says_the_same_with_and_without_the_cache_after(
    change: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys) == (0, "opsgen.yaml: no problems\n")
    CHANGES[change](project)
    assert said(capsys) == said(capsys, cached=False)
    assert said(capsys) == said(capsys, cached=False)


@pytest.mark.parametrize("spec", ["opsgen.yaml", "./opsgen.yaml", ".", "../project", "../project/opsgen.yaml"])
@pytest.mark.usefixtures("project")
def test_a_spec_is_known_however_it_is_named(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys)
    assert lint_results.known("../project/opsgen.yaml")
    assert said(capsys, spec) == said(capsys, spec, cached=False)


def test_a_spec_behind_a_link_is_another_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys)
    (project.parent / "other").mkdir()
    (project.parent / "other" / "opsgen.yaml").symlink_to(project / "opsgen.yaml")
    assert said(capsys, "../other") == said(capsys, "../other", cached=False)


@pytest.mark.parametrize(
    "text", ["version: 2\n", SPEC.replace("environments: {dev: {}, prod: {}}", "outputs: {plugins: {nobody: {}}}")]
)
def test_only_clean_specs_are_kept(text: str, project: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text(text)
    said(capsys)
    assert not cache.exists()


def test_what_backends_of_other_packages_say_is_not_kept(
    project: Path, cache: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoOptions(BaseModel):
        pass

    class Silent:
        name, options, codes, templates, package = "silent", NoOptions, (), "silent", "silent 1.0"

        def check(self, _project: object) -> tuple[()]:
            return ()

    silent = Silent()
    monkeypatch.setattr("opsgen.backends.plugins.installed", lambda: {"silent": silent})
    for module in ("plugins", "outside"):
        monkeypatch.setattr(f"opsgen.backends.{module}.load", lambda _name: silent)
    (project / "opsgen.yaml").write_text(f"{SPEC}outputs: {{plugins: {{silent: {{}}}}}}\n")
    assert said(capsys) == (0, "opsgen.yaml: no problems\n")
    assert not cache.exists()


def test_without_the_cache_nothing_is_kept(project: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, cached=False)
    assert not cache.exists()
    assert sorted(path.name for path in project.rglob("*")) == [
        *("a.yaml", "connections.yaml", "datasets", "opsgen.lock", "opsgen.yaml")
    ]


HOSTILE = (
    b"",
    b"\0" * 1000,
    b"x",
    b"\xff\xfe",
    b"0" * 64,
    b"0" * 64 + b"\0opsgen.yaml",
    b"0" * 64 + b"\0opsgen.yaml\0\0**",
    b"0" * 64 + b"\0/dev/zero\0/etc\0..\0\0/*/*/*",
)


@pytest.mark.parametrize("content", HOSTILE)
def test_whatever_stands_in_the_record_the_answer_is_right(
    content: bytes, project: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys)
    [record] = cache.iterdir()
    (project / "connections.yaml").write_text("connections: {}")
    record.write_bytes(content)
    code, text = said(capsys)
    assert code == 1
    assert "REF102" in text


def test_a_record_that_was_cut_anywhere_is_none(project: Path, cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys)
    [record] = cache.iterdir()
    whole = record.read_bytes()
    (project / "connections.yaml").write_text("connections: {}")
    for length in range(len(whole)):
        record.write_bytes(whole[:length])
        assert lint_results.known("opsgen.yaml") is None


def test_a_known_verdict_is_told_before_anything_large_is_imported(project: Path) -> None:
    program = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from opsgen.cli.run import run_safely\n"
        "assert run_safely(['lint']) == 0\n"
        "print(*set(sys.modules) - before)\n"
    )

    def loaded() -> list[str]:
        command = [sys.executable, "-c", program]
        result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
        return result.stdout.splitlines()[-1].split()

    assert "opsgen.compile.pipeline" in loaded()
    assert [name for name in loaded() if not name.startswith(("opsgen", "__future__", "_blake2"))] == []
    assert "opsgen.compile.pipeline" not in loaded()


@pytest.mark.skipif(os.name == "nt", reason="Windows has UTF-8 always")
@pytest.mark.parametrize("include", ["connections.yaml", "é☃.yaml"])
def test_a_system_without_unicode_lints_and_remembers(include: str, project: Path, cache: Path) -> None:
    undescribed = DATASET.replace("NAME", "one").replace("description: X., ", "")
    (project / "datasets" / "a.yaml").write_text(undescribed)
    (project / "connections.yaml").rename(project / include)
    (project / "opsgen.yaml").write_text(SPEC.replace("connections.yaml", include), encoding="utf-8")
    plain = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "XDG_CACHE_HOME": str(cache.parent)}
    outer = {name: value for name, value in os.environ.items() if name not in ("OPSGEN_NO_CACHE", "PYTHONIOENCODING")}
    command = [sys.executable, "-m", "opsgen", "lint"]
    for environment in (outer | plain, outer | plain, outer):
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert result.stderr == ""
        assert "warning[DAT101]" in result.stdout
    known = "from opsgen.cache import lint_results as verdict; assert verdict.known('opsgen.yaml')"
    subprocess.run([sys.executable, "-c", known], env=outer, check=True)


def test_a_change_of_requirements_is_noticed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "opsgen.yaml").write_text(f"{SPEC}outputs: {{github: {{}}}}\n")
    assert said(capsys) == (0, "opsgen.yaml: no problems\n")
    assert lint_results.known("opsgen.yaml")
    (project / "requirements.txt").write_text("-r base.txt\n")
    assert lint_results.known("opsgen.yaml") is None
    assert said(capsys) == (0, "opsgen.yaml: no problems\n")
    assert lint_results.known("opsgen.yaml")
    (project / "base.txt").write_text("opsgen\n")
    assert "warning[GHA120]" in said(capsys)[1]
    assert "warning[GHA120]" in said(capsys)[1]
