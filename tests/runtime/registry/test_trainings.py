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


def damage_file(folder: Path) -> None:
    for path in folder.rglob("model/model.bin"):
        path.write_text("FIRST")
