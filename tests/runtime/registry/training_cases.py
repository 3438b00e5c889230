"""Trainings, from the run to the folder that servers read: the cases of every kind of registry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.cli.environments import choose
from opsgen.cli.models import registry_of
from opsgen.runtime.staging import run_id
from runtime.registry.registries import Trainings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


STEPS = ("train", "gate", "explain", "register")

NO_CHAMPION = "opsgen: delay has no champion in dev yet: opsgen promote-model delay --env dev\n"


def prepared(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], keys: Mapping[str, Any]
) -> Trainings:
    """A project in the current folder, without variables of a platform."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("NO_COLOR", "1")
    for name in ("OPSGEN_RUN", "OPSGEN_ARTIFACTS", "OPSGEN_MODEL_PIN", "OPSGEN_MODEL_PLACE"):
        monkeypatch.delenv(name, raising=False)
    return Trainings(folder, capsys, monkeypatch, keys)


def register_at_once(trainings: Trainings) -> None:
    """Add the same run as a version from several threads."""
    trainings.opsgen("train", "delay", "--step", "train", run_id="1")
    chosen = choose(trainings.folder, None)
    assert chosen is not None
    with registry_of(chosen, "delay") as registry, ThreadPoolExecutor(6) as pool:
        run = registry.run(run_id.of("1"))
        assert run is not None
        made = list(pool.map(registry.add_version, [run] * 6))
        numbers = sorted(version.number for version in made)
        assert numbers == ["1", "2", "3", "4", "5", "6"]
        list(pool.map(lambda version: registry.tag(made[0], f"tag{version.number}", version.number), made))
        assert {f"tag{number}" for number in numbers} <= trainings.known_version(made[0].number).tags.keys()


class TrainingCases:
    """A subclass says where the registry is, and how its files are damaged."""

    @pytest.fixture
    def keys(self) -> Mapping[str, Any]:
        """The keys of the spec that differ: `registry` of the model, and `connections`."""
        raise NotImplementedError

    def damage(self, trainings: Trainings) -> None:
        """Change one byte of the model's file in the registry."""
        raise NotImplementedError

    @pytest.fixture
    def trainings(
        self,
        keys: Mapping[str, Any],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> Trainings:
        return prepared(tmp_path, monkeypatch, capsys, keys)

    def test_a_training_ends_with_the_champion_in_its_place(self, trainings: Trainings) -> None:
        ran = trainings.trained()
        assert ran.code == 0, ran.err
        lines = ["registered version 1 of flights.delay", "it is the champion now", "artifacts/delay has delay 1"]
        assert ran.out.splitlines()[-3:] == lines
        assert (trainings.alias("champion-dev"), trainings.alias("challenger-dev")) == ("1", "1")
        assert trainings.served() == "first"
        assert (trainings.folder / "artifacts/delay/deep/words.txt").read_text() == "words\n"
        assert (trainings.folder / "artifacts/delay/explained.txt").read_text().strip() == "5"

    def test_a_worse_model_is_never_served(self, trainings: Trainings) -> None:
        trainings.trained()
        trainings.next("second", roc_auc=0.65)
        ran = trainings.trained()
        assert (ran.code, ran.err) == (1, "delay: roc_auc 0.65, champion 1 has 0.7: not registered\n")
        assert trainings.version("2") is None
        trainings.forget()
        assert trainings.opsgen("fetch-model", "delay").code == 0
        assert trainings.served() == "first"

    def test_a_better_model_takes_the_place_of_the_champion(self, trainings: Trainings) -> None:
        trainings.trained()
        trainings.next("second", roc_auc=0.8)
        assert trainings.trained().code == 0
        assert trainings.served() == "second"
        former = trainings.known_version("1")
        assert former.tags["opsgen.state.dev"] == "retired"

    def test_each_step_can_be_repeated(self, trainings: Trainings) -> None:
        for step in STEPS:
            for _ in range(2):
                ran = trainings.opsgen("train", "delay", "--step", step, run_id="dag/1")
                assert ran.code == 0, ran.err
        assert (trainings.alias("champion-dev"), trainings.version("2")) == ("1", None)
        assert trainings.opsgen("fetch-model", "delay", "--to", "there").out == "there has delay 1\n"
        assert trainings.served("there") == "first"

    def test_a_run_stays_in_its_environment(self, trainings: Trainings) -> None:
        trainings.opsgen("train", "delay", "--env", "dev", "--step", "train", run_id="1")
        for command in ("gate", "register"):
            ran = trainings.opsgen(command, "delay", "--env", "prod", run_id="1")
            assert (ran.code, "trained delay in dev, not in prod" in ran.err) == (4, True)
        assert trainings.version("1") is None

    def test_an_alias_that_was_moved_by_hand_is_not_followed(self, trainings: Trainings) -> None:
        trainings.trained("dev")
        chosen = choose(trainings.folder, "prod")
        assert chosen is not None
        with registry_of(chosen, "delay") as registry:
            registry.alias("champion-prod", trainings.known_version("1"))
        ran = trainings.opsgen("fetch-model", "delay", "--env", "prod", "--to", "there")
        assert (ran.code, "delay 1 has not passed the gates of prod" in ran.err) == (4, True)
        assert not (trainings.folder / "there").exists()

    def test_gate_and_register_find_the_run_by_its_name(self, trainings: Trainings) -> None:
        for number, auc in (("1", 0.7), ("2", 0.8)):
            trainings.next(number, auc)
            assert trainings.opsgen("train", "delay", "--step", "train", run_id=number).code == 0
        assert trainings.opsgen("gate", "delay", run_id="1").code == 0
        assert trainings.opsgen("register", "delay", run_id="2").code == 0
        assert trainings.opsgen("gate", "delay", run_id="1").code == 1, "it was not worse than the champion before"
        assert trainings.opsgen("register", "delay", run_id="1").code == 1
        trainings.opsgen("fetch-model", "delay")
        assert trainings.served() == "2"

    def test_a_run_that_was_not_trained_is_not_registered(self, trainings: Trainings) -> None:
        for command in ("gate", "register"):
            ran = trainings.opsgen(command, "delay", run_id="other")
            assert ran.code == 4
            assert "has no files of delay; its step `train` comes first" in ran.err

    def test_a_retry_replaces_its_own_run_and_no_version(self, trainings: Trainings) -> None:
        for step in STEPS:
            trainings.opsgen("train", "delay", "--step", step, run_id="dag/1")
        trainings.next("second", roc_auc=0.5)
        assert trainings.opsgen("train", "delay", "--step", "train", run_id="dag/1").code == 0
        assert trainings.opsgen("train", "delay", "--step", "gate", run_id="dag/1").code == 1
        assert trainings.opsgen("fetch-model", "delay").code == 0
        assert trainings.served() == "first"

    def test_an_environment_does_not_move_the_champion_of_another(self, trainings: Trainings) -> None:
        trainings.write(promotion={"prod": "automatic"})
        trainings.trained("dev")
        assert trainings.opsgen("fetch-model", "delay", "--env", "prod").code == 1
        trainings.next("second", roc_auc=0.65)
        assert trainings.trained("prod").code == 0, "it is worse than the champion of dev only"
        assert (trainings.alias("champion-dev"), trainings.alias("champion-prod")) == ("1", "2")

    def test_a_later_environment_waits_for_its_promotion(self, trainings: Trainings) -> None:
        ran = trainings.trained("prod")
        assert ran.code == 0
        command = "opsgen promote-model delay --env prod"
        assert ran.out.splitlines()[-1] == f"it is the challenger of prod; {command} makes it the champion"
        ran = trainings.opsgen("fetch-model", "delay", "--env", "prod")
        assert (ran.code, ran.err) == (1, f"opsgen: delay has no champion in prod yet: {command}\n")
        assert not (trainings.folder / "artifacts" / "delay").exists()
        assert trainings.opsgen(*command.split()[1:]).out == "delay 1 is the champion of prod\n"
        assert trainings.opsgen("fetch-model", "delay", "--env", "prod").code == 0

    def test_a_version_without_passed_gates_needs_a_reason(self, trainings: Trainings) -> None:
        trainings.trained("dev")
        ran = trainings.opsgen("promote-model", "delay", "--env", "prod", "--version", "1")
        assert ran.code == 1
        assert "delay 1 has not passed the gates of prod" in ran.err
        assert trainings.alias("champion-prod") is None
        reason = ("--ungated", "the gates are too strict")
        assert trainings.opsgen("promote-model", "delay", "--env", "prod", "--version", "1", *reason).code == 0
        version = trainings.known_version("1")
        assert version.tags["opsgen.ungated.prod"] == "the gates are too strict"

    def test_a_pin_chooses_another_version_than_the_champion(
        self, trainings: Trainings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trainings.trained()
        trainings.next("second", roc_auc=0.8)
        trainings.trained()
        first = trainings.known_version("1")
        (trainings.folder / "opsgen.lock").write_text(f'dev:\n  models:\n    delay: "1@{first.digest}"\n')
        trainings.opsgen("fetch-model", "delay", "--to", "locked")
        assert trainings.served("locked") == "first"
        monkeypatch.setenv("OPSGEN_MODEL_PIN", f"2@{first.digest}")
        ran = trainings.opsgen("fetch-model", "delay", "--to", "pinned")
        assert (ran.code, f"delay 2: expected {first.digest}, found" in ran.err) == (1, True)

    @pytest.mark.parametrize("exists", [False, True])
    def test_changed_files_are_refused(self, trainings: Trainings, exists: bool) -> None:
        trainings.trained("dev")
        self.damage(trainings)
        target = trainings.folder / "there"
        if exists:
            target.mkdir()
        ran = trainings.opsgen("fetch-model", "delay", "--to", "there")
        version = trainings.known_version("1")
        assert ran.code == 1
        assert ran.err.startswith(f"opsgen: delay 1: expected {version.digest}, found sha256:")
        assert not (list(target.iterdir()) if exists else target.exists())
        ran = trainings.opsgen("promote-model", "delay", "--env", "dev")
        assert (ran.code, "delay 1: expected sha256:" in ran.err) == (1, True)

    def test_files_are_read_at_their_place_without_the_registry(
        self, trainings: Trainings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trainings.trained("dev")
        version = trainings.known_version("1")
        place = trainings.place(version)
        assert place is not None
        monkeypatch.setenv("OPSGEN_MODEL_PIN", f"1@{version.digest}")
        monkeypatch.setenv("OPSGEN_MODEL_PLACE", place)
        trainings.break_registry()
        ran = trainings.opsgen("fetch-model", "delay", "--to", "there")
        assert ran.code == 0, ran.err
        assert trainings.served("there") == "first"

    def test_a_batch_job_loads_the_champion(self, trainings: Trainings) -> None:
        trainings.add_job()
        ran = trainings.opsgen("batch", "score")
        assert (ran.code, ran.err) == (99, NO_CHAMPION)
        trainings.trained()
        trainings.next("second", roc_auc=0.5)
        assert trainings.trained().code == 1
        trainings.forget()
        assert trainings.opsgen("batch", "score").code == 0
        assert (trainings.folder / "scored").read_text() == "first"
        self.damage(trainings)
        ran = trainings.opsgen("batch", "score")
        assert (ran.code, "delay 1: expected sha256:" in ran.err) == (1, True)
