"""Bots may raise the pins of actions: a build takes such files for its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from emit.test_ownership import HEADER, SHOP, check, write
from emit.trees import codes
from opsgen.emit import FileChange, OutputFile
from opsgen.emit.unchanged import is_unchanged, record_of

if TYPE_CHECKING:
    from pathlib import Path

PATH = "dags/ci.yml"


def _workflow(commit: str, version: str, run: str = "true") -> OutputFile:
    step = f"      - name: Check out\n        uses: actions/checkout@{commit * 40}  # {version}\n        run: {run}\n"
    return OutputFile(PATH, HEADER + step.encode())


OLD, NEW = _workflow("a", "v7.0.1"), _workflow("b", "v7.1.0")


def test_a_raised_pin_is_no_edit(tmp_path: Path) -> None:
    write([OLD], tmp_path)
    (tmp_path / PATH).write_bytes(NEW.content)
    assert check([NEW], tmp_path).clean
    assert is_unchanged(tmp_path, record_of([NEW], SHOP.project))
    assert write([OLD], tmp_path).changes == [(PATH, FileChange.CHANGED)]


def test_a_file_of_an_upgrade_replaces_one_with_a_raised_pin(tmp_path: Path) -> None:
    write([OLD], tmp_path)
    (tmp_path / PATH).write_bytes(NEW.content)
    assert write([_workflow("b", "v7.1.0", "false")], tmp_path).changes == [(PATH, FileChange.CHANGED)]
    assert write([], tmp_path).changes == [(PATH, FileChange.REMOVED)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"run: true", b"run: id"),
        (b"actions/checkout", b"actions/checkin"),
        (b"@" + b"a" * 40, b"@main"),
        (b"  # v7.0.1", b""),
        (b"  # v7.0.1", b"  # v7.0.1 and more"),
    ],
)
def test_everything_else_is_an_edit(tmp_path: Path, old: bytes, new: bytes) -> None:
    write([OLD], tmp_path)
    (tmp_path / PATH).write_bytes(OLD.content.replace(old, new))
    assert codes(check([NEW], tmp_path).diagnostics) == [("OUT106", PATH)]
    assert [found[0] for found in codes(write([], tmp_path).diagnostics)] == ["OUT108"]


def test_the_digests_of_earlier_versions_had_the_pins(tmp_path: Path) -> None:
    write([OLD], tmp_path)
    manifest = tmp_path / ".opsgen/manifest"
    manifest.write_text(manifest.read_text().replace(OLD.recorded, OLD.digest))
    assert write([NEW], tmp_path).changes == [(PATH, FileChange.CHANGED)]
