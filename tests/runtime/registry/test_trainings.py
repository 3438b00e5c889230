"""Trainings with registries on this machine."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from runtime.registry.training_cases import TrainingCases, prepared, register_at_once

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


class TestPins:
    """Where workflows deploy what is committed, opsgen.lock decides what is served."""

    @pytest.fixture
    def trainings(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> Trainings:
        found = prepared(tmp_path, monkeypatch, capsys, {})
        (tmp_path / "requirements.txt").touch()
        found.spec["outputs"] = {"github": {}}
        found.write()
        return found

    def test_a_training_changes_nothing_that_is_pinned(self, trainings: Trainings) -> None:
        trainings.trained()
        # Nothing is pinned yet, so the first environment serves what passed its gates.
        assert trainings.alias("champion-dev") == "1"
        assert trainings.opsgen("promote-model", "delay").code == 0
        lock = (trainings.folder / "opsgen.lock").read_text()
        trainings.next("second", roc_auc=0.8)
        ran = trainings.trained()
        command = "opsgen promote-model delay --env dev"
        assert f"it is the challenger of dev; {command} makes it the champion" in ran.out
        assert (trainings.folder / "opsgen.lock").read_text() == lock
        assert trainings.alias("champion-dev") == "1"
        assert trainings.opsgen("fetch-model", "delay").code == 0
        assert trainings.served() == "first"

    def test_a_promotion_writes_the_lock_and_keeps_the_reason(self, trainings: Trainings) -> None:
        trainings.trained()
        assert trainings.opsgen("promote-model", "delay").code == 0
        digest = trainings.known_version("1").digest
        assert f'    delay: "1@{digest}"\n' in (trainings.folder / "opsgen.lock").read_text()
        assert trainings.opsgen("fetch-model", "delay").code == 0
        assert trainings.served() == "first"
        trainings.next("second", roc_auc=0.8)
        trainings.trained("prod")
        reason = ("--ungated", "the gates of dev are too strict")
        assert trainings.opsgen("promote-model", "delay", "--version", "2").code == 1
        assert trainings.opsgen("promote-model", "delay", "--version", "2", *reason).code == 0
        lock = (trainings.folder / "opsgen.lock").read_text()
        assert '    delay: "the gates of dev are too strict"\n' in lock
        trainings.opsgen("fetch-model", "delay")
        assert trainings.served() == "second"

    def test_gates_compare_with_what_is_pinned_and_with_the_baseline(self, trainings: Trainings) -> None:
        gates = [{"metric": "roc_auc", "against": each, "max_regression": 0.01} for each in ("champion", "baseline")]
        trainings.write(evaluate=gates)
        trainings.next("first", roc_auc=0.7, data_version="snapshot 1")
        trainings.trained()
        trainings.opsgen("promote-model", "delay")
        lock = trainings.folder / "opsgen.lock"
        pin = lock.read_text().partition("models:\n")[2]
        trainings.next("second", roc_auc=0.9)
        trainings.trained()
        trainings.opsgen("promote-model", "delay")
        lock.write_text(f"{lock.read_text()}  baseline:\n{pin}")
        trainings.next("third", roc_auc=0.8, data_version="snapshot 3")
        ran = trainings.trained()
        assert ran.code == 1
        assert "  fail   roc_auc  0.8    at most 0.01 worse than the champion's 0.9\n" in ran.out
        assert "  pass   roc_auc  0.8    at most 0.01 worse than the baseline's 0.7\n" in ran.out
        assert "and version 1 of flights.delay, recorded on snapshot 1\n" in ran.out


class TestFiles(TrainingCases):
    @pytest.fixture
    def keys(self) -> Mapping[str, Any]:
        return {"registry": {"type": "files", "connection": "lake", "path": "models"}}

    def damage(self, trainings: Trainings) -> None:
        damage_file(trainings.folder / "data" / "models")

    def test_registrations_at_once_get_numbers_of_their_own(self, trainings: Trainings) -> None:
        register_at_once(trainings)

    @pytest.mark.parametrize(
        ("file", "content"),
        [
            ("aliases/champion-dev.json", {"version": "../evil"}),
            ("aliases/champion-dev.json", {"version": 1}),
            ("aliases/champion-dev.json", []),
            ("versions/1.json", {"run": "../../../..", "tags": {}}),
            ("versions/1.json", {"tags": []}),
        ],
    )
    def test_what_a_registry_says_leads_to_no_other_folder(
        self, trainings: Trainings, tmp_path: Path, file: str, content: object
    ) -> None:
        trainings.trained()
        (tmp_path / "data/models/flights.delay" / file).write_text(json.dumps(content))
        ran = trainings.opsgen("fetch-model", "delay", "--to", "there")
        assert (ran.code, f"{file} is not what opsgen writes there" in ran.err) == (4, True)
        assert not (tmp_path / ".there.opsgen").exists()

    def test_a_link_in_a_checkout_leads_to_no_registry(self, trainings: Trainings, tmp_path: Path) -> None:
        (tmp_path / "outside").mkdir()
        (trainings.folder / "data" / "models").symlink_to(tmp_path / "outside")
        ran = trainings.trained()
        assert (ran.code, "a link leads out of" in ran.err) == (4, True)
        assert not list((tmp_path / "outside").iterdir())


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
