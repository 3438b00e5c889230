"""`opsgen register`, and `opsgen gate` with a registry, on MLflow with a database of its own."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from runtime.registry.projects import DIGEST, SPEC

if TYPE_CHECKING:
    from runtime.registry.projects import Project

NAME = "flights.delay"


def aliases(mlflow: Any) -> dict[str, str]:
    return {alias: str(version) for alias, version in mlflow.get_registered_model(NAME).aliases.items()}


def test_a_version_says_what_it_was_made_of(project: Project, mlflow: Any) -> None:
    ran = project.opsgen("register")
    assert ran.code == 0, ran.err
    assert ran.out == f"registered version 1 of {NAME}\nit is the champion now\n"
    version = mlflow.get_model_version(NAME, "1")
    tags = version.tags
    assert {
        key: tags[f"opsgen.{key}"] for key in ("seed", "image", "git_commit", "environment", "project", "model")
    } == {
        "seed": "7",
        "image": f"ghcr.io/example/flights@{DIGEST}",
        "git_commit": project.git("rev-parse", "HEAD"),
        "environment": "dev",
        "project": "flights",
        "model": "delay",
    }
    assert all(tags[f"opsgen.{key}"].startswith("sha256:") for key in ("artifacts", "spec", "data"))
    assert aliases(mlflow) == {"challenger-dev": "1", "champion-dev": "1"}
    assert "- Risk: limited" in version.description
    assert "\\# One year." in version.description
    run = mlflow.get_run(version.run_id)
    assert run.data.metrics == {"roc_auc": 0.7, "origin/JFK/log_loss": 0.3}
    assert run.data.params == {"max_iter": "200", "solver": "lbfgs", "layers": "[8, 4]", "seed": "7"}
    assert run.info.status == "FINISHED"
    assert version.source == f"{run.info.artifact_uri}/model"


def test_the_files_can_be_had_again(project: Project, mlflow: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    (project.files / "deep").mkdir()
    (project.files / "deep" / "words.txt").write_text("ä")
    project.opsgen("register")
    run = mlflow.get_model_version_by_alias(NAME, "champion-dev").run_id
    folder = tmp_path_factory.mktemp("again")
    mlflow.download_artifacts(run, "", str(folder))
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {
        "card.md",
        "gates.json",
        "metrics.json",
        "model/metrics.json",
        "model/model.bin",
        "model/deep/words.txt",
    }
    assert (folder / "model" / "model.bin").read_text() == "first"


def test_the_same_files_make_no_second_version(project: Project, mlflow: Any) -> None:
    project.opsgen("register")
    ran = project.opsgen("register")
    assert ran.code == 0
    assert (
        ran.out
        == f"version 1 of {NAME} has these files already: no new version was registered\nit is the champion already\n"
    )
    assert len(mlflow.search_model_versions(f"name = '{NAME}'")) == 1
    assert len(mlflow.search_runs([mlflow.get_experiment_by_name(NAME).experiment_id])) == 1


@pytest.mark.parametrize("status", ["PENDING_REGISTRATION", "FAILED_REGISTRATION"])
def test_a_version_that_was_never_completed_is_registered_anew(status: str, project: Project, mlflow: Any) -> None:
    project.opsgen("register")
    with closing(sqlite3.connect(project.folder / "mlflow.db")) as database, database:
        database.execute("UPDATE model_versions SET status = ?", (status,))
    ran = project.opsgen("register")
    assert (ran.code, ran.out.splitlines()[0]) == (0, f"registered version 2 of {NAME}")
    assert aliases(mlflow)["challenger-dev"] == "2"


def test_a_better_model_takes_the_champions_place(project: Project, mlflow: Any) -> None:
    project.opsgen("register")
    project.trained("second", roc_auc=0.8)
    assert project.opsgen("gate").code == 0
    ran = project.opsgen("register")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "it is the champion now, in place of version 1")
    assert aliases(mlflow) == {"challenger-dev": "2", "champion-dev": "2"}


def test_a_worse_model_is_stopped(project: Project, mlflow: Any) -> None:
    ran = project.opsgen("gate")
    assert ran.code == 0, ran.err
    assert "there is no champion yet, so there is nothing to compare with" in ran.out
    project.opsgen("register")
    project.trained("second", roc_auc=0.65)
    ran = project.opsgen("gate")
    assert ran.code == 1
    assert f"0.05 worse than version 1 of {NAME}, 0.04 more than allowed" in ran.out
    ran = project.opsgen("register")
    assert ran.code == 1
    assert ran.out.splitlines()[-1] == "delay: roc_auc 0.65, champion 1 has 0.7: not registered"
    assert aliases(mlflow) == {"challenger-dev": "1", "champion-dev": "1"}
    assert len(mlflow.search_model_versions(f"name = '{NAME}'")) == 1
    rejected = mlflow.search_runs([mlflow.get_experiment_by_name(NAME).experiment_id], "tags.opsgen.state = 'rejected'")
    assert [run.data.tags["opsgen.gates"] for run in rejected] == ["failed"]


def test_slices_are_compared_with_the_champions(project: Project, mlflow: Any) -> None:  # noqa: ARG001
    project.opsgen("register")
    project.trained("second", log_loss=0.5)
    ran = project.opsgen("gate")
    assert ran.code == 1
    assert f"0.2 worse than version 1 of {NAME}, 0.1 more than allowed" in ran.out


def test_a_champion_that_somebody_else_registered_is_known_by_its_run(project: Project, mlflow: Any) -> None:
    run = mlflow.create_run(mlflow.create_experiment("elsewhere")).info
    mlflow.log_metric(run.run_id, "roc_auc", 0.9)
    mlflow.create_registered_model(NAME)
    mlflow.create_model_version(NAME, run.artifact_uri, run.run_id)
    mlflow.set_registered_model_alias(NAME, "champion-dev", "1")
    ran = project.opsgen("gate")
    assert ran.code == 1
    assert f"0.2 worse than version 1 of {NAME}" in ran.out
    assert f"not compared: version 1 of {NAME} has no log_loss of origin JFK" in ran.out


def test_a_champion_without_a_run_is_not_compared_with(project: Project, mlflow: Any) -> None:
    mlflow.create_registered_model(NAME)
    mlflow.create_model_version(NAME, "file:///nowhere")
    mlflow.set_registered_model_alias(NAME, "champion-dev", "1")
    ran = project.opsgen("gate")
    assert ran.code == 0
    assert f"not compared: version 1 of {NAME} has no roc_auc" in ran.out


def test_the_training_may_name_the_version_of_the_data(project: Project, mlflow: Any) -> None:
    project.trained("first", data_version="snapshot 7")
    project.opsgen("register")
    assert mlflow.get_model_version(NAME, "1").tags["opsgen.data"] == "snapshot 7"


def test_a_change_that_is_not_committed_is_told(project: Project, mlflow: Any) -> None:
    (project.folder / "opsgen.yaml").write_text(SPEC + "# changed\n")
    project.opsgen("register")
    assert mlflow.get_model_version(NAME, "1").tags["opsgen.git_commit"].endswith("-dirty")


def test_names_that_mlflow_does_not_take(project: Project, mlflow: Any) -> None:
    odd = {"../x": 1, "a//b": 2, "été": 3, "p@10": 4, "": 5, "." * 3: 6, "k" * 400: 7, "nothing": None}
    (project.files / "metrics.json").write_text(json.dumps({"metrics": {"roc_auc": 0.7, **odd}}))
    text = SPEC.replace("solver: lbfgs", f'"a\\"/b": "{"v" * 9000}", "": 1').split("      - {metric: log_loss")
    (project.folder / "opsgen.yaml").write_text(text[0] + text[1].partition("\n")[2])
    ran = project.opsgen("register")
    assert ran.code == 0, ran.out + ran.err
    data = mlflow.get_run(mlflow.get_model_version(NAME, "1").run_id).data
    assert data.metrics == {
        "roc_auc": 0.7,
        "_/x": 1,
        "a/_/b": 2,
        "été": 3,
        "p_10": 4,
        "_": 6,
        "k" * 250: 7,
    }
    assert set(data.params) == {"max_iter", "a_/b", "_", "layers", "seed"}


def test_a_long_card_is_cut_where_mlflow_keeps_no_more(project: Project, mlflow: Any) -> None:
    metrics = {f"metric_{number}": number for number in range(400)}
    project.trained("first", **metrics)
    (project.folder / "opsgen.yaml").write_text(SPEC.replace("# One year.", "Words. " * 800))
    assert project.opsgen("register").code == 0
    version = mlflow.get_model_version(NAME, "1")
    assert len(version.description) <= 5000
    assert version.description.endswith("\n\nThe whole card is the run's card.md.\n")
    assert len(mlflow.get_run(version.run_id).data.metrics) == 402


def test_what_cannot_be_logged_is_not_registered(project: Project, mlflow: Any) -> None:
    (project.files / "lost").symlink_to("nowhere")
    ran = project.opsgen("register")
    assert ran.code == 4
    assert f"the registry sqlite:///{project.folder}/mlflow.db cannot be used: " in ran.err
    assert not mlflow.search_model_versions(f"name = '{NAME}'")
    (run,) = mlflow.search_runs([mlflow.get_experiment_by_name(NAME).experiment_id])
    assert run.info.status == "FAILED"


def test_the_folder_of_the_files_can_be_named(project: Project, mlflow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (project.folder / "other").mkdir()
    (project.folder / "other" / "model.bin").write_text("other")
    monkeypatch.setenv("OPSGEN_ARTIFACTS", "other")
    project.opsgen("register")
    run = mlflow.get_model_version(NAME, "1").run_id
    assert [each.path for each in mlflow.list_artifacts(run, "model")] == ["model/model.bin"]
    ran = project.opsgen("register", "--artifacts", "nowhere")
    assert (ran.code, "there are no model files in nowhere" in ran.err) == (4, True)


def test_a_model_without_a_registry_has_one_on_this_machine(project: Project) -> None:
    lines = [line for line in SPEC.splitlines() if "registry:" not in line]
    (project.folder / "opsgen.yaml").write_text("\n".join(lines))
    assert project.opsgen("register").out == f"registered version 1 of {NAME}\nit is the champion now\n"
    assert (project.folder / "artifacts" / "_opsgen" / NAME / "versions" / "1.json").exists()
