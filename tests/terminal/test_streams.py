"""Output that nobody reads, that is closed, or that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Shell: TypeAlias = Callable[[str], subprocess.CompletedProcess[str]]

SPEC = """\
version: 1
project: {name: shop, owner: data}
connections: {lake: {type: files, root: data}}
datasets:
  orders:
    source: {connection: lake, path: orders.csv}
    columns: {id: {type: integer}}
outputs: {airflow: {}}
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Shell:
    """Runs a line of bash beside a spec; `$OPSGEN` is the program."""
    (tmp_path / "opsgen.yaml").write_text(SPEC, encoding="utf-8")

    def run(line: str) -> subprocess.CompletedProcess[str]:
        variables = {"OPSGEN": f"{sys.executable} -m opsgen", "PYTHONUNBUFFERED": request.param, "OPSGEN_NO_CACHE": "1"}
        line = f"set -o pipefail; {line}"
        return subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=os.environ | variables, capture_output=True, text=True, check=False
        )

    return run


def test_a_build_whose_output_nobody_reads_writes_all_the_same(shell: Shell, tmp_path: Path) -> None:
    result = shell("$OPSGEN build | true")
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "dags/default/dataset_orders.py").exists()


def test_a_version_that_nobody_reads_is_no_error(shell: Shell) -> None:
    result = shell("for _ in 1 2 3; do $OPSGEN --version; done | true")
    assert (result.returncode, result.stderr) == (0, "")


def test_a_closed_output_is_no_error(shell: Shell) -> None:
    for line in ("$OPSGEN lint >&-", "$OPSGEN lint >&- 2>&-"):
        result = shell(line)
        assert (result.returncode, result.stderr) == (0, "")
    assert shell("$OPSGEN lint nowhere.yaml 2>&-").returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
@pytest.mark.parametrize("arguments", ["schema", "--version", "--help", "lint --help", "lint --format json"])
def test_an_output_that_cannot_be_written_is_told_in_one_line(shell: Shell, arguments: str) -> None:
    result = shell(f"$OPSGEN {arguments} >/dev/full")
    assert result.returncode == 1
    assert result.stderr == f"opsgen: the output cannot be written: {os.strerror(28)}\n"


@pytest.mark.parametrize("command", ["lint -", "fmt -"])
def test_an_input_that_cannot_be_read_is_a_usage_error(shell: Shell, command: str) -> None:
    closed, unreadable = shell(f"$OPSGEN {command} <&-"), shell(f"$OPSGEN {command} 0>written")
    assert (closed.returncode, unreadable.returncode) == (2, 2)
    assert closed.stderr == "opsgen: standard input is closed\n"
    assert unreadable.stderr.startswith("opsgen: standard input cannot be read")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an input without an end")
@pytest.mark.parametrize("command", ["lint -", "fmt -"])
def test_an_input_without_an_end_is_too_large(shell: Shell, command: str) -> None:
    result = shell(f"$OPSGEN {command} </dev/zero")
    assert result.returncode == 1
    assert "this file is larger than" in result.stdout


def test_watching_ends_when_nobody_reads(shell: Shell) -> None:
    result = shell("timeout 600 $OPSGEN lint --watch | true")
    assert (result.returncode, result.stderr) == (0, "")
