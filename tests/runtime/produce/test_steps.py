"""What readers see of files and DuckDB tables while they are written, checked and published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import pytest

from opsgen.graph.partitions.keys import Key
from opsgen.runtime.produce import in_place, steps
from opsgen.runtime.staging.ledger import Ledger, decode
from opsgen.runtime.staging.store import StagingError, SupersededError
from runtime.produce.lab import judge, production
from runtime.produce.places import PLACES, Place, project
from runtime.produce.step_cases import StepCases, make

if TYPE_CHECKING:
    from pathlib import Path


class TestSteps(StepCases):
    @pytest.fixture(params=PLACES)
    def place(self, request: pytest.FixtureRequest) -> Place:
        return PLACES[request.param]


def test_a_file_that_others_replace_meanwhile_is_kept(tmp_path: Path) -> None:
    made = production(project(PLACES["parquet"], tmp_path), "good", tmp_path)
    make(made)
    steps.write(made)
    judge(made)
    duckdb.sql(f"copy (select 9 as id) to '{tmp_path}/data/made/good.parquet'")
    with pytest.raises(SupersededError, match="by something else than opsgen"):
        steps.publish(made)
    assert PLACES["parquet"].published(tmp_path) == [9]


def test_a_version_that_was_changed_after_its_check_is_not_published(tmp_path: Path) -> None:
    made = production(project(PLACES["parquet"], tmp_path), "good", tmp_path)
    steps.write(made)
    judge(made)
    (staged,) = (tmp_path / "data" / "_opsgen").rglob("*.opsgen-*")
    duckdb.sql(f"copy (select 9 as id) to '{staged}' (format parquet)")
    with pytest.raises(StagingError, match="was changed after its check"):
        steps.publish(made)


def test_a_ledger_that_is_none_is_not_overwritten(tmp_path: Path) -> None:
    made = production(project(PLACES["csv.gz"], tmp_path), "good", tmp_path)
    path = tmp_path / "data" / "_opsgen" / "good.csv.gz.ledger"
    path.parent.mkdir(parents=True)
    path.write_text("{}\n")
    with pytest.raises(Exception, match="is not a ledger of opsgen's"):
        steps.write(made)
    assert path.read_text() == "{}\n"
    assert decode(b"", "x") == Ledger()


def test_what_cannot_be_staged_can_be_published_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = PLACES["duckdb"]
    spec = project(place, tmp_path)
    monkeypatch.setattr("opsgen.runtime.staging.open.STAGED", frozenset())
    made = production(spec, "good", tmp_path)
    with pytest.raises(StagingError, match=r"nothing can be staged at lake\.db/good"):
        steps.write(made)
    with pytest.raises(StagingError, match="nothing can be staged"):  # Its rows would take the place of all.
        in_place.write(replace(made, key=Key("day", datetime(2024, 1, 1))))
    in_place.write(made)
    assert place.published(tmp_path) == [0, 1, 2, 3, 4]
    assert in_place.publish(made) is None
