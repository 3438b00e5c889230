"""What can be read at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from opsgen.source import load
from opsgen.source.limits import MAX_FILE_BYTES


def refusal(path):
    """The one diagnostic for an entry that cannot be read: it has no place."""
    result = load(path)
    assert result.tree is None
    [diagnostic] = result.diagnostics
    assert diagnostic.span is None
    return diagnostic


def test_a_missing_file_is_named(tmp_path):
    diagnostic = refusal(tmp_path / "opsgn.yaml")
    assert diagnostic.code == "SRC101"
    assert "opsgn.yaml" in diagnostic.message


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path).code == "SRC102"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_link_out_of_the_folder_is_refused_and_nothing_read(tmp_path):
    (tmp_path / "secret").write_text("password: hunter2\n", encoding="utf-8")
    (tmp_path / "project").mkdir()
    (tmp_path / "project/opsgen.yaml").symlink_to(tmp_path / "secret")
    diagnostic = refusal(tmp_path / "project/opsgen.yaml")
    assert diagnostic.code == "SRC142"
    assert load(tmp_path / "project/opsgen.yaml").sources == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    diagnostic = refusal(tmp_path / "pipe")
    assert diagnostic.code == "SRC102"
    assert "a pipe" in diagnostic.message


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs devices")
def test_a_device_is_refused():
    assert refusal(Path("/dev/zero")).code == "SRC102"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable to root")
def test_an_unreadable_file_is_refused_with_the_reason(tmp_path):
    spec = tmp_path / "opsgen.yaml"
    spec.write_text("a: 1\n")
    spec.chmod(stat.S_IWUSR)
    diagnostic = refusal(spec)
    assert diagnostic.code == "SRC103"
    assert "Permission denied" in diagnostic.message


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "opsgen.yaml/a"])
def test_a_path_that_no_system_takes_is_refused(tmp_path, name):
    (tmp_path / "opsgen.yaml").write_text("a: 1\n")
    diagnostic = refusal(tmp_path / name)
    assert diagnostic.code == "SRC103"
    assert diagnostic.message.isprintable()


def test_the_size_limit_holds_for_files(tmp_path):
    spec = tmp_path / "opsgen.yaml"
    with spec.open("wb") as file:
        file.write(b"a: 1\n")
        file.truncate(MAX_FILE_BYTES + 1)
    [diagnostic] = load(spec).diagnostics
    assert (diagnostic.code, diagnostic.span.line) == ("SRC104", 1)


def test_a_link_to_a_spec_is_read(tmp_path):
    (tmp_path / "real.yaml").write_text("a: 1\n")
    (tmp_path / "opsgen.yaml").symlink_to("real.yaml")
    assert load(tmp_path / "opsgen.yaml").tree.value == {"a": 1}


def test_a_folder_that_is_gone_is_no_crash(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert refusal(Path("opsgen.yaml")).code == "SRC101"
    assert load(Path("opsgen.yaml"), text=b"a: 1\ninclude: b.yaml\n").tree.value == {"a": 1}


def test_invalid_utf_8_is_told_by_its_byte(tmp_path):
    spec = tmp_path / "opsgen.yaml"
    spec.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: caf\xe9\r\n")
    [diagnostic] = load(spec).diagnostics
    assert diagnostic.message == "byte 0xE9 at offset 15 is not UTF-8"
    assert (diagnostic.span.line, diagnostic.span.column) == (2, 7)
    assert "`é`" in diagnostic.help[0]
