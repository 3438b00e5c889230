"""Datasets with `layout: versioned`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.engines.open import Engines
from opsgen.runtime.produce import steps
from opsgen.runtime.produce.task import location
from opsgen.runtime.staging import folders
from opsgen.runtime.staging.ledger import Version
from opsgen.runtime.staging.store import StagingError
from runtime.check.lab import csv_of, graph, run
from runtime.produce.lab import judge, production
from runtime.produce.places import PLACES, project
from runtime.produce.step_cases import ledger, make

if TYPE_CHECKING:
    from pathlib import Path

PLACE = PLACES["versions"]
GOOD: dict[str, Any] = {"source": PLACE.good, "columns": {"id": {"type": "integer"}}}


def published(folder: Path, rows: int = 5) -> Path:
    """Publish this many rows; the folder of all versions."""
    make(production(project(PLACE, folder, rows), "good", folder))
    return folder / "data" / "made" / "good"


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()} - {"_current"}


@pytest.mark.parametrize(
    "text",
    ["..", "v-0123456789ab/../../other", "/etc", "", "v-0123456789AB", "v-0123456789ab\nv-0123456789ab", "x" * 10_000],
)
def test_only_the_name_of_a_version_is_followed(tmp_path: Path, text: str) -> None:
    folder = published(tmp_path)
    (folder.parent / "other").mkdir()
    duckdb.sql("select 9 as id").write_parquet(str(folder.parent / "other" / "x.parquet"))
    (folder / "_current").write_text(text)
    result = run(tmp_path, {"good": GOOD})
    assert "does not contain the name of a version, such as `v-0123456789ab`" in (result.datasets[0].message or "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes among files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (folder / "_current").unlink()
    os.mkfifo(folder / "_current")
    assert "is a pipe" in (run(tmp_path, {"good": GOOD}).datasets[0].message or "")


def test_a_dataset_without_a_version_is_reported_and_others_are_read(tmp_path: Path) -> None:
    PLACE.fill(tmp_path, 3)
    raw = csv_of({"id": {"type": "integer"}}, path="raw.csv")
    result = run(tmp_path, {"good": GOOD, "raw": raw}, "good", "raw")
    assert "nothing is published in" in (result.datasets[0].message or "")
    assert result.datasets[1].rows == 3


def test_an_engine_reads_one_version(tmp_path: Path) -> None:
    published(tmp_path)
    engines = Engines(graph({"good": GOOD}), ["good"], tmp_path)
    query = engines.of("good").relation("good").select()
    published(tmp_path, 9)
    assert len(list(engines.of("good").rows(query)[1])) == 5
    engines.close()


def test_a_command_gets_the_folder_of_the_published_version(tmp_path: Path) -> None:
    folder = published(tmp_path)
    (version,) = names(folder)
    assert location(graph({"good": GOOD}), "good", tmp_path) == (folder / version).as_posix()
    with pytest.raises(UnreadableError, match="nothing is published"):
        location(graph({"good": GOOD | {"source": PLACE.good | {"path": "other"}}}), "good", tmp_path)


def test_a_command_writes_several_files(tmp_path: Path) -> None:
    code = (
        "import os, duckdb; out = os.environ['OPSGEN_OUTPUT']; assert os.environ['OPSGEN_OUTPUT_KIND'] == 'folder';"
        "assert not os.path.exists(out); os.mkdir(out);"
        "[duckdb.sql(f'select {n} as id').write_parquet(f'{out}/{n}.parquet') for n in range(3)]"
    )
    dataset = GOOD | {"ingest": {"command": [sys.executable, "-c", code]}, "publish": "after_checks"}
    made = production(graph({"good": dataset}), "good", tmp_path)
    make(made)
    assert run(tmp_path, {"good": GOOD}).datasets[0].rows == 3


def test_the_version_before_stays_and_older_ones_are_removed(tmp_path: Path) -> None:
    seen = [names(published(tmp_path, rows)) for rows in (3, 4, 5, 6)]
    assert [len(each) for each in seen] == [1, 2, 3, 3]  # A `write` removes what is old when it starts.
    steps.write(production(project(PLACE, tmp_path), "good", tmp_path))
    left = {each for each in names(tmp_path / "data" / "made" / "good") if each.startswith("v-")}
    assert left == seen[3] - seen[1] & seen[3]


def test_versions_of_others_are_not_removed(tmp_path: Path) -> None:
    folder = published(tmp_path)
    for name in ("v-000000000000", "v-000000000001", "more"):
        (folder / name).mkdir()
    (folder / "_current").write_text("v-000000000000\n")
    before = names(folder)
    steps.write(production(project(PLACE, tmp_path), "good", tmp_path))
    assert names(folder) > before


def test_a_run_that_is_killed_before_the_version_is_named_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = published(tmp_path)
    before = (folder / "_current").read_text()
    made = production(project(PLACE, tmp_path, 9), "good", tmp_path)
    steps.write(made)
    judge(made)

    def killed(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(folders, "atomic_file", killed)
    with pytest.raises(KeyboardInterrupt):
        steps.publish(made)
    monkeypatch.undo()
    assert (folder / "_current").read_text() == before
    assert [each.state for each in ledger(made).entries] == ["published", "publishing"]
    other = production(project(PLACE, tmp_path, 7), "good", tmp_path)
    steps.write(other)
    steps.publish(made)
    assert PLACE.published(tmp_path) == list(range(9))


def test_what_readers_of_a_pattern_see(tmp_path: Path) -> None:
    """Only readers that resolve `_current` see one version: patterns match none of the versions, or several."""
    folder = published(tmp_path)
    published(tmp_path, 9)
    steps.write(production(project(PLACE, tmp_path, 2), "good", tmp_path))
    rows = {
        pattern: len(duckdb.sql(f"from glob('{folder}/{pattern}')").fetchall())
        for pattern in ("*.parquet", "v-*/*.parquet", "*/*.parquet", "**/*.parquet")
    }
    assert rows == {"*.parquet": 0, "v-*/*.parquet": 2, "*/*.parquet": 3, "**/*.parquet": 3}


def test_a_partition_alone_is_refused(tmp_path: Path) -> None:
    made = production(project(PLACE, tmp_path), "good", tmp_path)
    with (
        made.store() as store,
        pytest.raises(StagingError, match=r"as a whole, and not the partition"),
    ):
        store.output(Version("2024-01-01", made.version.run))


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_no_link_leads_out_of_the_folder_of_data(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "data" / "made").mkdir(parents=True)
    (tmp_path / "data" / "made" / "good").symlink_to(tmp_path / "outside", target_is_directory=True)
    with pytest.raises(StagingError, match="a link leads out of"):
        steps.write(production(project(PLACE, tmp_path), "good", tmp_path))
    assert list((tmp_path / "outside").iterdir()) == []
