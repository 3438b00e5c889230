"""The requirements that `opsgen init` writes. Resolvers are stand-ins or read a local folder; no network is used."""

from __future__ import annotations

import base64
import json
import os
import shutil
import stat
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import opsgen as package
from opsgen.cli import starter_requirements
from opsgen.cli.starter_requirements import COMPILE, FILE, SOURCE, Named, named, write_requirements
from opsgen.language.output import GithubOutput
from program import opsgen, started

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = package.__version__
WHEEL = f"opsgen-{VERSION}-py3-none-any.whl"
URL = f"https://packages.example.com/{WHEEL}"
LINE = " ".join(COMPILE)
RECORD = f"opsgen/__init__.py,sha256={base64.urlsafe_b64encode(sha256(b'mine').digest()).rstrip(b'=').decode()},4\n"
# Finds packages, and installs what the variable RECORD describes.
UV = f"""
printf '%s\\n' "$*" >> "$CALLS"
if [ "$2" = compile ]; then printf 'opsgen=={VERSION} %s\\n' --hash=sha256:00; exit; fi
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/opsgen-{VERSION}.dist-info"
printf '%s' "$RECORD" > "$2/opsgen-{VERSION}.dist-info/RECORD"
printf 'Name: opsgen\\n' > "$2/opsgen-{VERSION}.dist-info/METADATA"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of packages in which opsgen was installed from an index."""
    about = tmp_path / "site" / f"opsgen-{VERSION}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: opsgen\nVersion: {VERSION}\n")
    (about / "RECORD").write_text(RECORD)
    return about.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def _program(folder: Path, text: str) -> str:
    """Write a program `uv`, and return the PATH with it and the system's programs."""
    folder.mkdir(exist_ok=True)
    (folder / "uv").write_text(f"#!/bin/sh\n{text}")
    (folder / "uv").chmod(stat.S_IRWXU)
    return f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin"


@pytest.mark.parametrize("arguments", [(), ("--from", "data.csv")])
def test_init_writes_what_the_resolver_finds(
    arguments: tuple[str, ...], tmp_path: Path, site: Path, project: Path
) -> None:
    (project / "data.csv").write_text("id,amount\n1,2\n2,3\n")
    calls = tmp_path / "calls"
    path = _program(tmp_path / "bin", UV)
    ran = started("init", *arguments, folder=project, PATH=path, PYTHONPATH=str(site), CALLS=str(calls), RECORD=RECORD)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (project / SOURCE).read_text().splitlines()[3:] == [f"opsgen[duckdb]=={VERSION}", "pytest"]
    first, second = (project / FILE).read_text().splitlines()
    assert (first, second) == (f"# Written from {SOURCE} by: {LINE}", f"opsgen=={VERSION} --hash=sha256:00")
    resolve, install = calls.read_text().splitlines()
    given = resolve.split()
    assert given[:2] == ["pip", "compile"]
    assert {"--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--only-binary"} <= set(given)
    assert "--output-file" not in given
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(install.split())


@pytest.mark.parametrize("record", ["", RECORD.replace("=", "=x", 1), RECORD + RECORD.replace("__init__", "more")])
def test_another_package_of_the_same_name_is_not_written(
    record: str, tmp_path: Path, site: Path, project: Path
) -> None:
    path = _program(tmp_path / "bin", UV)
    calls = str(tmp_path / "calls")
    ran = started("init", folder=project, PATH=path, PYTHONPATH=str(site), CALLS=calls, RECORD=record)
    assert ran.returncode == 0
    assert (
        f"the resolver finds another opsgen than the installed one, so first name its file in {SOURCE}; run: "
        in ran.stderr
    )
    assert not (project / FILE).exists()


def test_init_succeeds_where_no_resolver_does(tmp_path: Path, site: Path, project: Path) -> None:
    path = _program(tmp_path / "bin", "echo https://user:secret@example.com >&2\nexit 1\n")
    ran = started("init", folder=project, PATH=path, PYTHONPATH=str(site))
    assert ran.returncode == 0
    assert ran.stderr == f"opsgen: {FILE} is not written: its packages could not be resolved; run: {LINE}\n"
    assert sorted(path.name for path in project.iterdir()) == [".gitignore", "opsgen.yaml", SOURCE]


def test_a_folder_that_opsgen_was_installed_from_starts_no_resolver(tmp_path: Path, site: Path, project: Path) -> None:
    (next(site.iterdir()) / "direct_url.json").write_text('{"url": "file:///src/opsgen", "dir_info": {}}')
    path = _program(tmp_path / "bin", "touch started\n")
    ran = started("init", "new", folder=project, PATH=path, PYTHONPATH=str(site))
    assert ran.returncode == 0
    assert ran.stderr.endswith(f": cd new && pip wheel --no-deps --wheel-dir wheels /src/opsgen && {LINE}\n")
    assert f"./wheels/{WHEEL}[duckdb]\n" in (project / "new" / SOURCE).read_text()
    assert not (project / "new" / "started").exists()


def test_a_record_that_cannot_be_read_does_not_stop_init(tmp_path: Path, site: Path, project: Path) -> None:
    (next(site.iterdir()) / "direct_url.json").write_text("{")
    assert started("init", folder=project, PATH=str(tmp_path), PYTHONPATH=str(site)).returncode == 0
    assert (project / SOURCE).exists()


def test_a_resolver_that_hangs_is_ended(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", _program(tmp_path / "bin", "exec sleep 600\n"))
    monkeypatch.setattr(starter_requirements, "LIMIT", 0.1)
    monkeypatch.setattr(starter_requirements, "installed", lambda _: Named("opsgen"))
    write_requirements(project)
    assert [path.name for path in project.iterdir()] == [SOURCE]


def test_requirements_that_exist_are_kept(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / SOURCE).write_text("mine\n")
    write_requirements(project)
    assert (project / SOURCE).read_text() == "mine\n"
    assert f"{SOURCE} exists already; add `./wheels/{WHEEL}[duckdb]` to it and run: " in capsys.readouterr().err
    (project / FILE).symlink_to("elsewhere.txt")
    write_requirements(project)
    assert capsys.readouterr().err == ""
    assert not (project / "elsewhere.txt").exists()


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        ({"url": URL, "archive_info": {"hashes": {"sha256": "ab"}}}, f"opsgen[duckdb] @ {URL}#sha256=ab"),
        ({"url": URL, "archive_info": {}}, f"opsgen[duckdb] @ {URL}"),
        ({"url": "file:///project/wheels/a.whl", "archive_info": {}}, "./wheels/a.whl[duckdb]"),
    ],
)
def test_opsgen_is_named_by_its_place(origin: Mapping[str, object], line: str) -> None:
    assert named(origin, Path("/project")) == Named(line)


@pytest.mark.parametrize(
    ("origin", "program", "argument"),
    [
        ({"url": "file:///home/me/a%20b.whl", "archive_info": {}}, "cp", "/home/me/a b.whl"),
        ({"url": "file:///project/a%20b.whl", "archive_info": {}}, "cp", "/project/a b.whl"),
        ({"url": "https://me:pw@example.com/a.whl", "archive_info": {}}, "pip", "PATH/TO/OPSGEN"),
        ({"url": "https://example.com/a.whl?token=pw", "archive_info": {}}, "pip", "PATH/TO/OPSGEN"),
        ({"url": "https://example.com/a.git", "vcs_info": {"vcs": "git"}}, "pip", "PATH/TO/OPSGEN"),
    ],
)
def test_a_place_that_jobs_cannot_reach_needs_a_command(
    origin: Mapping[str, object], program: str, argument: str
) -> None:
    found = named(origin, Path("/project"))
    assert found.line.startswith("./wheels/")
    assert found.why
    assert found.first[-1][0] == program
    assert argument in found.first[-1]
    assert "pw" not in repr(found)


def _report(**more: object) -> dict[str, object]:
    digest = {"archive_info": {"hashes": {"sha256": "ab"}}}
    package = {"metadata": {"name": "Pytest", "version": "9"}, "is_direct": False, "download_info": digest, **more}
    return {"install": [package]}


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (_report(), "pytest==9 \\\n    --hash=sha256:ab\n"),
        (_report(is_direct=True), "./wheels/a.whl \\\n    --hash=sha256:ab\n"),
        (_report(download_info={"url": "https://example.com", "vcs_info": {}}), None),
        ({}, None),
    ],
)
def test_pip_resolves_where_there_is_no_uv(
    report: object, expected: str | None, tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "__main__.py").write_text(f"print({json.dumps(report)!r})")
    (project / "pip.py").write_text("raise SystemExit('code of the folder')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(starter_requirements, "_has_fitting_pip", lambda: True)
    monkeypatch.setattr(starter_requirements, "installed", lambda _: Named("./wheels/a.whl"))
    write_requirements(project)
    written = (project / FILE).read_text().split("\n", 1)[1] if (project / FILE).exists() else None
    assert written == expected


@pytest.mark.skipif(not shutil.which("uv"), reason="needs uv")
def test_uv_writes_hashes_and_no_address(tmp_path: Path, site: Path, project: Path) -> None:
    for name, version in (("opsgen", VERSION), ("pytest", "9.0")):
        _wheel(tmp_path / "index", name, version)
    (tmp_path / "uv.toml").write_text(f"no-index = true\nfind-links = [{json.dumps(str(tmp_path / 'index'))}]\n")
    environment = {"UV_CONFIG_FILE": str(tmp_path / "uv.toml"), "UV_CACHE_DIR": str(tmp_path / "cache")}
    ran = started("init", folder=project, PYTHONPATH=str(site), **environment)
    assert (ran.returncode, ran.stderr) == (0, "")
    text = (project / FILE).read_text()
    assert text.count("--hash=sha256:") == 2
    assert str(tmp_path) not in text
    (project / ".git").mkdir()
    assert "no problems" in opsgen("lint", folder=project).stdout


@pytest.mark.skipif(not shutil.which("uv"), reason="needs uv")
def test_uv_runs_no_program_of_a_checkout(
    tmp_path: Path, site: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the Python of a committed `.venv`, nor the build of a package that committed settings allow."""
    for name, version in (("opsgen", VERSION), ("pytest", "9.0")):
        _wheel(tmp_path / "index", name, version)
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    python = project / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\ntouch {tmp_path}/started\nexec {sys.executable} "$@"\n')
    python.chmod(stat.S_IRWXU)
    source = project / "source"
    source.mkdir()
    (source / "backend.py").write_text(f"open({str(tmp_path / 'built')!r}, 'w')\n")
    backend = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    (source / "pyproject.toml").write_text(backend)
    (project / "pyproject.toml").write_text(
        f'[tool.uv]\noverride-dependencies = ["pytest @ {source.as_uri()}"]\nno-binary-package = ["pytest"]\n'
    )
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    environment = {
        "UV_FIND_LINKS": str(tmp_path / "index"),
        "UV_NO_INDEX": "1",
        "UV_CACHE_DIR": str(tmp_path / "cache"),
    }
    ran = started("init", folder=project, PYTHONPATH=str(site), **environment)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not {"started", "built"} & {each.name for each in tmp_path.iterdir()}


def _wheel(folder: Path, name: str, version: str) -> None:
    folder.mkdir(exist_ok=True)
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: duckdb\n"
        )
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        if name == "opsgen":
            wheel.writestr("opsgen/__init__.py", "mine")
        wheel.writestr(f"{about}/RECORD", RECORD if name == "opsgen" else "")


def test_requirements_are_those_of_the_outputs_defaults() -> None:
    assert GithubOutput().requirements == FILE
    assert GithubOutput().python == starter_requirements.PYTHON
