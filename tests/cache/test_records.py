from __future__ import annotations

import errno
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from opsgen.cache import records

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.mark.parametrize("parts", [["a"], ["a", "", "b"], ["é☃", "two\nlines"], ["\udcff", "\ud800"]])
def test_a_record_is_read_as_it_was_kept(parts: list[str], cache: Path) -> None:
    records.keep("one", parts)
    assert records.read("one") == parts
    assert [path.name for path in cache.iterdir()] == ["one"]


def test_a_record_takes_the_place_of_the_former_one(cache: Path) -> None:
    records.keep("one", ["a", "b"])
    records.keep("one", ["c"])
    assert records.read("one") == ["c"]
    assert len(list(cache.iterdir())) == 1


@pytest.mark.usefixtures("cache")
def test_there_is_no_record_that_was_not_kept() -> None:
    assert records.read("one") == []
    records.keep("one", ["a"])
    assert records.read("another") == []


def test_people_can_do_without(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records.keep("one", ["a"])
    monkeypatch.setenv("OPSGEN_NO_CACHE", "1")
    assert records.read("one") == []
    records.keep("two", ["b"])
    assert [path.name for path in cache.iterdir()] == ["one"]


@pytest.mark.parametrize("base", ["", "relative"])
def test_without_a_folder_of_the_user_there_are_no_records(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPSGEN_NO_CACHE", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    monkeypatch.setenv("LOCALAPPDATA", base)
    monkeypatch.chdir(tmp_path)
    records.keep("one", ["a"])
    assert records.read("one") == []
    assert list(tmp_path.iterdir()) == []


@posix
def test_the_folder_is_that_of_the_home_folder_where_nothing_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPSGEN_NO_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    records.keep("one", ["a"])
    assert records.read("one") == ["a"]
    assert (tmp_path / ".cache" / "opsgen" / "one").is_file()
    assert (tmp_path / ".cache" / "opsgen").stat().st_mode & 0o777 == 0o700


@posix
@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_can_write_to_is_not_trusted(mode: int, cache: Path) -> None:
    records.keep("one", ["a"])
    cache.chmod(mode)
    assert records.read("one") == []
    records.keep("two", ["b"])
    assert not (cache / "two").exists()


@posix
def test_a_link_in_place_of_the_folder_is_not_followed(cache: Path, tmp_path: Path) -> None:
    records.keep("one", ["a"])
    cache.rename(tmp_path / "elsewhere")
    cache.symlink_to(tmp_path / "elsewhere")
    assert records.read("one") == []
    records.keep("two", ["b"])
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["one"]


def test_a_record_that_was_changed_anywhere_is_none(cache: Path) -> None:
    records.keep("one", ["a", "b"])
    whole = (cache / "one").read_bytes()
    for at in range(len(whole)):
        (cache / "one").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert records.read("one") == []


@posix
def test_a_disk_that_is_full_leaves_no_part_of_a_record(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records.keep("one", ["a"])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    records.keep("one", ["b"])
    records.keep("two", ["c"])
    assert records.read("one") == ["a"]
    assert [path.name for path in cache.iterdir()] == ["one"]


def test_a_file_in_place_of_the_folder_is_no_error(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("a file")
    records.keep("one", ["a"])
    assert records.read("one") == []


def test_what_is_too_large_is_neither_kept_nor_read(cache: Path) -> None:
    records.keep("one", ["a" * (records.LARGEST + 1)])
    assert not list(cache.iterdir())
    (cache / "one").write_bytes(b"a" * (records.LARGEST + 1))
    assert records.read("one") == []


def test_what_is_no_file_is_no_record(cache: Path) -> None:
    records.keep("other", ["a"])
    (cache / "folder").mkdir()
    assert records.read("folder") == []
    (cache / "empty").write_bytes(b"")
    assert records.read("empty") == []


@posix
def test_a_pipe_is_not_waited_for(cache: Path) -> None:
    records.keep("other", ["a"])
    subprocess.run(["mkfifo", cache / "pipe"], check=True)
    assert records.read("pipe") == []


def test_the_oldest_records_go_when_there_are_many(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST", 10)
    for number in range(11):
        records.keep(f"record-{number:02}", ["a"])
        os.utime(cache / f"record-{number:02}", (number, number))
    records.keep("last", ["a"])
    assert sorted(path.name for path in cache.iterdir()) == ["last", *(f"record-{n:02}" for n in range(5, 11))]
