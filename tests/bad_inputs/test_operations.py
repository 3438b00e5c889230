"""What happens around a command: disks, signals, other builds, terminals and settings. Each is a process of its own."""

from __future__ import annotations

import os
import pty
import resource
import shutil
import signal
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bad_inputs.case import SOUND, SPEC
from emit.trees import in_memory, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from emit.trees import Snapshot

OLD = SOUND.replace("prod: {runner", "prod: {promote: always, runner")
"""All environments follow it, so that a build writes all files."""
NEW = OLD.replace("All flights.", "Each flight.").replace("ingest.py", "fetch.py")
HANGS = 600
"""Seconds after which a process is taken to hang."""
BUILD = "import os; from opsgen.cli.run import run_safely; print('begun', flush=True); os._exit(run_safely(['build']))"
"""A build that tells when it begins, since a signal before that is Python's matter, and so is one after it."""
LIKE_ANYBODY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Root may write everywhere, unless it gives that up."""


@pytest.fixture
def project() -> Iterator[Path]:
    """A project whose files are built already, and whose spec has changed since."""
    with in_memory() as folder:
        (folder / SPEC).write_text(OLD, encoding="utf-8")
        assert opsgen("build", folder=folder).returncode == 0
        (folder / SPEC).write_text(NEW, encoding="utf-8")
        yield folder


@pytest.fixture
def unbuilt(tmp_path: Path) -> Path:
    """The same project without any files."""
    (tmp_path / SPEC).write_text(NEW, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def states() -> tuple[Snapshot, Snapshot]:
    """What a whole build of the former spec and one of the present one leave, the spec aside."""
    found = []
    for spec in (OLD, NEW):
        with in_memory() as folder:
            (folder / SPEC).write_text(spec, encoding="utf-8")
            assert opsgen("build", folder=folder).returncode == 0
            found.append(files(folder))
    return found[0], found[1]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "opsgen", *arguments]


def opsgen(
    *arguments: str, folder: Path, before: Sequence[str] = (), **options: Any
) -> subprocess.CompletedProcess[str]:
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    settings = {"cwd": folder, "text": True, "encoding": "utf-8", "timeout": HANGS}
    return subprocess.run([*before, *command(*arguments)], check=False, **(streams | settings | options))


def files(folder: Path) -> Snapshot:
    """What is built, without opsgen's own records."""
    return {path: state for path, state in snapshot(folder).items() if not path.startswith((".opsgen", SPEC))}


def without(*names: str, **others: str) -> dict[str, str]:
    """The environment without some variables, and with others."""
    return {name: value for name, value in os.environ.items() if name not in names} | others


@pytest.mark.skipif(bool(LIKE_ANYBODY) and not shutil.which("setpriv"), reason="root cannot give up its rights here")
@pytest.mark.parametrize(
    "folders", [["dags/dev"], [".opsgen"], [".", "dags", "dags/dev", "deploy", ".opsgen"]], ids=" ".join
)
def test_a_folder_that_is_read_only_keeps_its_files(folders: list[str], project: Path) -> None:
    for folder in folders:
        (project / folder).chmod(0o555)
    before = snapshot(project)
    result = opsgen("build", folder=project, before=LIKE_ANYBODY)
    for folder in folders:
        (project / folder).chmod(0o755)
    assert result.returncode == 1
    assert "error[OUT" in result.stdout
    assert "Traceback" not in result.stderr
    assert snapshot(project) == before


@pytest.mark.skipif(bool(LIKE_ANYBODY) and not shutil.which("setpriv"), reason="root cannot give up its rights here")
def test_a_first_build_into_a_folder_that_is_read_only_leaves_nothing(unbuilt: Path) -> None:
    unbuilt.chmod(0o555)
    result = opsgen("build", folder=unbuilt, before=LIKE_ANYBODY)
    unbuilt.chmod(0o755)
    assert result.returncode == 1
    assert "error[OUT110]: " in result.stdout
    assert list(snapshot(unbuilt)) == [SPEC]


def test_a_file_that_cannot_grow_leaves_the_old_files(project: Path) -> None:
    """As on a disk that is full; see `emit/test_refusing_systems.py` for one that really is."""
    before = files(project)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))

    result = opsgen("build", folder=project, preexec_fn=limited)
    assert result.returncode == 1
    assert "error[OUT110]: " in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert files(project) == before


def test_a_first_build_that_cannot_be_written_leaves_nothing() -> None:
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    with in_memory() as folder:
        (folder / SPEC).write_text(OLD, encoding="utf-8")
        result = opsgen("build", folder=folder, preexec_fn=limited)
        assert result.returncode == 1
        assert files(folder) == {}


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda each: each.name)
def test_an_end_at_any_moment_leaves_what_the_next_build_makes_whole(
    signal_: signal.Signals, project: Path, states: tuple[Snapshot, Snapshot]
) -> None:
    """At moments spread over a build; `emit/test_interruption.py` takes every call of the writer in turn."""
    for moment in range(1, 5):
        old, new = states if moment % 2 else states[::-1]
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        try:
            process.wait(timeout=0.15 * (moment - 1))
        except subprocess.TimeoutExpired:
            process.send_signal(signal_)
        _, err = process.communicate(timeout=HANGS)
        assert process.returncode in (0, -signal_, 130)
        if process.returncode == 130:
            assert err == "interrupted\n"
            assert files(project) in (old, new)
        result = opsgen("build", folder=project)
        assert result.returncode == 0, result.stdout
        assert files(project) == new
        (project / SPEC).write_text(OLD if moment % 2 else NEW, encoding="utf-8")


def test_builds_at_once_leave_one_of_them(project: Path, states: tuple[Snapshot, Snapshot]) -> None:
    (project / "other").mkdir()
    (project / "other" / SPEC).write_text(OLD, encoding="utf-8")
    specs = [SPEC, f"other/{SPEC}"] * 3
    start = partial(subprocess.Popen, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    builds = [start(command("build", spec, "--output", ".")) for spec in specs]
    for build in builds:
        out, err = build.communicate(timeout=HANGS)
        assert build.returncode == 0, out + err
        assert "Traceback" not in err
    left = {path: state for path, state in files(project).items() if not path.startswith("other")}
    assert left in states


@pytest.mark.parametrize(
    "arguments", [["lint"], ["lint", "--format", "json"], ["build"], ["schema"], ["--help"]], ids=" ".join
)
def test_output_that_is_closed_early_changes_nothing(arguments: list[str], project: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = opsgen(*arguments, folder=project, stdout=writer)
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (0, "")
    assert opsgen("build", "--check", folder=project).returncode == (0 if arguments == ["build"] else 1)


SETTINGS = {
    "no HOME": without("HOME", "XDG_CACHE_HOME", "OPSGEN_NO_CACHE"),
    "a HOME that is not there": without("XDG_CACHE_HOME", "OPSGEN_NO_CACHE", HOME="/nonexistent"),
    "a HOME that is no folder": without("XDG_CACHE_HOME", "OPSGEN_NO_CACHE", HOME=os.devnull),
    "a C locale": without("LANG", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"),
    "a locale that there is not": without(LC_ALL="xx_XX.UTF-8", LANG="xx"),
    "no PATH": without(PATH=""),
    "no terminal type": without("TERM", "COLUMNS"),
    "another time zone": without(TZ="Pacific/Kiritimati"),
    "another order of sets": without(PYTHONHASHSEED="12345"),
}


@pytest.mark.parametrize("environment", SETTINGS.values(), ids=SETTINGS)
def test_settings_make_no_difference(
    environment: dict[str, str], unbuilt: Path, states: tuple[Snapshot, Snapshot]
) -> None:
    result = opsgen("lint", folder=unbuilt, env=environment)
    assert (result.returncode, result.stdout, result.stderr) == (0, f"{SPEC}: no problems\n", "")
    assert opsgen("build", folder=unbuilt, env=environment).returncode == 0
    assert files(unbuilt) == states[1]


def test_no_standard_streams_make_no_difference(unbuilt: Path, states: tuple[Snapshot, Snapshot]) -> None:
    line = f"'{sys.executable}' -m opsgen build <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], cwd=unbuilt, check=False, timeout=HANGS).returncode == 0
    assert files(unbuilt) == states[1]


def test_a_terminal_makes_no_difference_but_colours(unbuilt: Path, states: tuple[Snapshot, Snapshot]) -> None:
    terminal, end = pty.openpty()
    try:
        result = opsgen("build", folder=unbuilt, stdout=end, stderr=end)
    finally:
        os.close(end)
        os.close(terminal)
    assert result.returncode == 0
    assert files(unbuilt) == states[1]


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs a way to leave the network")
def test_no_network_makes_no_difference(unbuilt: Path, states: tuple[Snapshot, Snapshot]) -> None:
    alone = ["unshare", "--net", "--"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("a process may not leave the network here")
    result = opsgen("build", folder=unbuilt, before=alone)
    assert (result.returncode, result.stderr) == (0, "")
    assert files(unbuilt) == states[1]
