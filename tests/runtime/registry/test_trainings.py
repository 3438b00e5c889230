"""Trainings with registries on this machine."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from runtime.registry.training_cases import TrainingCases

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runtime.registry.registries import Trainings


class TestPrivate(TrainingCases):
    """A model without a registry in the spec."""

    @pytest.fixture
    def keys(self) -> Mapping[str, Any]:
        return {}

    def test_a_batch_job_loads_the_champion(self, trainings: Trainings) -> None:
        """Without a champion, the files may come with the image."""
        trainings.add_job()
        (trainings.folder / "artifacts" / "delay").mkdir(parents=True)
        (trainings.folder / "artifacts" / "delay" / "model.bin").write_text("image")
        assert trainings.opsgen("batch", "score").code == 0
        assert (trainings.folder / "scored").read_text() == "image"
        trainings.trained()
        trainings.forget()
        assert trainings.opsgen("batch", "score").code == 0
        assert (trainings.folder / "scored").read_text() == "first"

    def damage(self, trainings: Trainings) -> None:
        damage_file(trainings.folder)


class TestFiles(TrainingCases):
    @pytest.fixture
    def keys(self) -> Mapping[str, Any]:
        return {"registry": {"type": "files", "connection": "lake", "path": "models"}}

    def damage(self, trainings: Trainings) -> None:
        damage_file(trainings.folder / "data" / "models")


class TestMlflow(TrainingCases):
    @pytest.fixture
    def keys(self, database: Path, tmp_path: Path) -> Mapping[str, Any]:
        shutil.copy(database, tmp_path / "mlflow.db")
        return {"registry": {"type": "mlflow", "uri": f"sqlite:///{tmp_path}/mlflow.db"}}

    def damage(self, trainings: Trainings) -> None:
        damage_file(trainings.folder)

    def test_a_batch_job_does_not_get_the_address_of_the_registry(
        self, trainings: Trainings, keys: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("REGISTRY", keys["registry"]["uri"])
        trainings.write(registry={"type": "mlflow", "uri": {"secret": "REGISTRY"}})
        trainings.add_job()
        trainings.trained()
        assert trainings.opsgen("batch", "score").code == 0
        given = (trainings.folder / "environment").read_text()
        assert "OPSGEN_DEPLOYMENT=score" in given
        assert "REGISTRY" not in given


def damage_file(folder: Path) -> None:
    for path in folder.rglob("model/model.bin"):
        path.write_text("FIRST")
