from __future__ import annotations

import errno
import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.graph.project import build
from opsgen.language.root import Spec
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.registry import digest

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph


def graph(root: str = "data", **source: Any) -> EnvironmentGraph:
    tree = {
        "version": 1,
        "project": {"name": "lab", "owner": "ml"},
        "environments": {"dev": {}},
        "connections": {
            "lake": {"type": "files", "root": root},
            "db": {"type": "postgres", "host": "db", "database": "x", "user": "u"},
        },
        "datasets": {"data": {"source": {"connection": "lake", **source}, "columns": {"id": {"type": "integer"}}}},
    }
    return build("dev", Spec.model_validate(tree), {}, None)


def test_a_folder_is_its_files_and_their_names(tmp_path: Path) -> None:
    def made(name: str, files: dict[str, str]) -> str:
        for path, content in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(content)
        return digest.of_folder(tmp_path / name)

    first = made("one", {"a": "1", "deep/b": "2"})
    assert first == made("two", {"deep/b": "2", "a": "1"})
    different = [{"a": "1", "b": "2"}, {"a": "2", "deep/b": "1"}, {"a": "1", "deep/b": "2", "c": ""}, {"a": "1"}]
    assert len({first, *(made(f"other-{number}", files) for number, files in enumerate(different))}) == 5


def test_no_name_of_a_file_looks_like_two_files(tmp_path: Path) -> None:
    two, one, other = (tmp_path / name for name in ("two", "one", "other"))
    for folder in (two, one, other):
        folder.mkdir()
    (two / "a").write_text("1")
    (two / "b").write_text("2")
    (one / f"a\n{hashlib.sha256(b'2').hexdigest()}  b").write_text("1")
    (other / f"a\\n{hashlib.sha256(b'2').hexdigest()}  b").write_text("1")
    assert len({digest.of_folder(folder) for folder in (two, one, other)}) == 3


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    (tmp_path / "model.bin").touch()
    monkeypatch.setattr("hashlib.file_digest", fail)
    with pytest.raises(UnreadableError, match=r"model\.bin cannot be read: Input/output error"):
        digest.of_folder(tmp_path)


def test_a_spec_is_what_it_says() -> None:
    assert digest.of_spec(graph(path="x.csv").spec) == digest.of_spec(graph(path="x.csv").spec)
    assert digest.of_spec(graph(path="x.csv").spec) != digest.of_spec(graph(path="y.csv").spec)


def test_a_dataset_is_the_files_that_its_path_means(tmp_path: Path) -> None:
    lake = tmp_path / "data"
    (lake / "2013").mkdir(parents=True)
    (lake / "2013" / "a.csv").write_text("id\n1\n")
    (lake / "other.txt").write_text("")
    found = digest.of_dataset(graph(path="*/*.csv"), "data", tmp_path)
    assert found is not None
    (lake / "other.txt").write_text("changed")
    assert digest.of_dataset(graph(path="*/*.csv"), "data", tmp_path) == found
    (lake / "2013" / "b.csv").write_text("id\n2\n")
    assert digest.of_dataset(graph(path="*/*.csv"), "data", tmp_path) != found
    assert digest.of_dataset(graph(str(lake), path="2013/a.csv"), "data", tmp_path) is not None


def test_a_table_of_files_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data" / "table" / "_delta_log").mkdir(parents=True)
    (tmp_path / "data" / "table" / "_delta_log" / "0.json").write_text("{}")
    assert digest.of_dataset(graph(path="table", format="delta"), "data", tmp_path) is not None


def test_of_a_versioned_folder_only_the_published_version_counts(tmp_path: Path) -> None:
    place = tmp_path / "data" / "table"
    versioned = graph(path="table", layout="versioned")
    assert digest.of_dataset(versioned, "data", tmp_path) is None
    for name in ("v-0123456789ab", "v-ba9876543210"):
        (place / name).mkdir(parents=True)
        (place / name / "part-0.csv").write_text(name)
    (place / "_current").write_text("v-0123456789ab\n")
    found = digest.of_dataset(versioned, "data", tmp_path)
    assert found is not None
    (place / "v-ba9876543210" / "part-0.csv").write_text("changed")
    assert digest.of_dataset(versioned, "data", tmp_path) == found
    (place / "_current").write_text("v-ba9876543210\n")
    assert digest.of_dataset(versioned, "data", tmp_path) != found


def test_what_is_not_on_this_machine_has_no_digest(tmp_path: Path) -> None:
    assert digest.of_dataset(graph("s3://lake", path="x.csv"), "data", tmp_path) is None
    assert digest.of_dataset(graph(path="none.csv"), "data", tmp_path) is None
    assert digest.of_dataset(graph(connection="db", table="x"), "data", tmp_path) is None


def test_a_folder_that_is_no_repository_is_at_no_commit(tmp_path: Path) -> None:
    assert digest.commit(tmp_path) is None
    assert digest.commit(tmp_path / "none") is None
