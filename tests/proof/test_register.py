"""`kill -9` while a model is registered in a real MLflow store: a version is whole, or there is none."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from program import forking
from proof.runs import KILLS
from runtime.registry.projects import DIGEST, SPEC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from program import Run, Zygote

mlflow = pytest.importorskip("mlflow", reason="models are registered in MLflow")

NAME = "flights.delay"
FEW = 2
COMMAND = ["register", "delay", "--metrics", "artifacts/delay/metrics.json"]
FILES = {
    "opsgen.yaml": SPEC,
    "opsgen.lock": f"dev: ghcr.io/example/flights@{DIGEST}\n",
    "data/features/2013.csv": "origin,late\nJFK,true\n",
    "artifacts/delay/model.bin": "trained " * 1000,
    "artifacts/delay/deep/words.txt": "ä\n",
    "artifacts/delay/metrics.json": json.dumps({"roc_auc": 0.7, "slices": {"origin": {"JFK": {"log_loss": 0.3}}}}),
}
VERSIONS = """\
SELECT v.version, v.source, r.status, t.value FROM model_versions AS v
LEFT JOIN runs AS r ON r.run_uuid = v.run_id
LEFT JOIN model_version_tags AS t ON t.name = v.name AND t.version = v.version AND t.key = 'opsgen.artifacts'
"""


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    yield from forking(tmp_path_factory, "mlflow", "mlflow.store.tracking.sqlalchemy_store")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of MLflow's with nothing in it, which takes long to make."""
    file = tmp_path_factory.mktemp("database") / "mlflow.db"
    mlflow.MlflowClient(f"sqlite:///{file}", f"sqlite:///{file}").search_registered_models()
    return file


class Registration:
    """A project whose model is registered again and again, each time in a new database."""

    def __init__(self, folder: Path, database: Path, registry: Zygote) -> None:
        self.folder, self._database, self._registry = folder / "project", database, registry
        self.reset()

    def reset(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        for name, content in FILES.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(content, encoding="utf-8")
        shutil.copy(self._database, self.folder / "mlflow.db")

    def run(self, **fault: Any) -> Run:
        environment = {
            "MLFLOW_TRACKING_URI": f"sqlite:///{self.folder}/mlflow.db",
            "_MLFLOW_SERVER_ARTIFACT_ROOT": "",
            "MLFLOW_DISABLE_TELEMETRY": "true",
        }
        return self._registry.run(COMMAND, self.folder, environment=environment, **fault)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "mlflow.db")) as connection:
            return connection.execute(sql).fetchall()

    def check_whole(self) -> int:
        """Every version has all that it was registered with; the number of versions."""
        versions = self.query(VERSIONS)
        for _, source, status, digest in versions:
            assert (status, digest[:7]) == ("FINISHED", "sha256:")
            model = Path(source.removeprefix("file://"))
            model = model if model.is_absolute() else self.folder / model
            for name in ("model.bin", "deep/words.txt", "metrics.json"):
                assert (model / name).read_text("utf-8") == FILES[f"artifacts/delay/{name}"]
            assert (model.parent / "card.md").stat().st_size
        return len(versions)


def moments(whole: Run) -> Iterator[dict[str, Any]]:
    """Around the version's own transaction first, then any others."""
    chance = random.Random(1)  # noqa: S311
    count = len(whole.calls)
    made = [Path(path).name.strip() for _, path in whole.calls]
    version = made.index("INSERT INTO model_versions") + 1
    commit = made.index("COMMIT", version) + 1
    alias = made.index("INSERT INTO registered_model_aliases") + 1
    aimed = [commit, alias, version // 2, version]
    others = [number for number in range(1, count + 1) if number not in aimed]
    chosen = [*aimed, *chance.sample(others, len(others))]
    yield from ({"kill_at": number} for number in chosen[: KILLS or FEW])
    for _ in range(KILLS - len(chosen)):
        yield {"kill_after": chance.uniform(0, whole.seconds)}


def test_a_kill_leaves_a_whole_version_or_none_and_the_next_run_registers(
    memory: Path, database: Path, registry: Zygote
) -> None:
    registration = Registration(memory, database, registry)
    whole = registration.run()
    assert whole.code == 0, whole.out + whole.err
    assert registration.check_whole() == 1
    found = set()
    for fault in moments(whole):
        registration.reset()
        ran = registration.run(**fault)
        assert ran.code == -9 or "kill_after" in fault, (fault, ran.out + ran.err)
        before = registration.check_whole()
        found.add(before)
        again = registration.run()
        assert (again.code, "Traceback" in again.err) == (0, False), (fault, again.out + again.err)
        assert ("has these files already" in again.out) == bool(before), (fault, again.out)
        assert registration.check_whole() == 1
        assert set(registration.query("SELECT alias, version FROM registered_model_aliases")) == {
            ("challenger-dev", 1),
            ("champion-dev", 1),
        }
    assert found == {0, 1}
