"""An environment keeps its release while the default branch moves on: what Airflow itself reads from two checkouts."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

from scheduler.airflow_here import airflow_here

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.airflow_here import Airflow

IMAGE = "ghcr.io/example/shop"
FIRST, SECOND = (f"{IMAGE}@sha256:{digit * 64}" for digit in "12")
OLDER, NEWER = (f"{number}@sha256:{digit * 64}" for number, digit in ((6, "a"), (7, "b")))
SPEC = """\
version: 1
variables: {{module: {{default: {module}}}}}
project: {{name: shop, owner: sales, image: {{repository: {image}, build: .}}}}
environments:
  dev: {{runner: kubernetes, kubernetes: {{namespace: shop-dev}}}}
  prod: {{runner: kubernetes, kubernetes: {{namespace: shop}}}}
connections: {{lake: {{type: postgres, host: db, database: lake, user: u, password: {{secret: LAKE}}}}}}
datasets:
  orders:
    source: {{connection: lake, table: orders}}
    columns: {{amount: {{type: number}}, late: {{type: integer}}}}
    ingest: {{schedule: "0 3 * * *", command: [fetch]}}
    publish: in_place
models:
  delay:
    description: Trained by {module}.
    task: classification
    features: {{dataset: orders, label: late, columns: [amount]}}
    train: {{command: [python, -m, {module}]}}
    retrain: {{on_data: true}}
    registry: {{type: mlflow, uri: {{secret: MLFLOW_TRACKING_URI}}}}
deployments:
  score: {{type: batch, model: delay, schedule: "0 4 * * *", command: [score], inputs: [orders]}}
outputs: {{airflow: {{version: "{release}"}}, github: {{}}}}
"""


class Checkouts:
    """A repository with the checkout of the promotion, and with that of a later commit of the default branch."""

    def __init__(self, folder: Path, release: str, programs: str) -> None:
        self.promoted, self.main = folder / "promoted", folder / "main"
        self._opsgen, self._release = f"{programs}/opsgen", release
        self.main.mkdir()
        self._run("git", "init", "-q", "-b", "main")
        self._run("git", "config", "user.email", "o@example.com")
        self._run("git", "config", "user.name", "O")
        self._write("shop.train", FIRST, OLDER)
        release = ("--commit", self._run("git", "rev-parse", "HEAD").strip(), "--image", FIRST)
        self._run(self._opsgen, "promote", "-q", "--to", "prod", *release, "--skip", "nothing attests here")
        self._commit()
        self._run("git", "worktree", "add", "-q", "--detach", str(self.promoted))
        self._write("shop.deep", SECOND, NEWER)

    def _write(self, module: str, image: str, version: str) -> None:
        text = SPEC.format(image=IMAGE, module=module, release=self._release)
        (self.main / "opsgen.yaml").write_text(text)
        lock = self.main / "opsgen.lock"
        others = lock.read_text().partition("prod:")[1:] if lock.exists() else ()
        lock.write_text(f"dev:\n  image: {image}\n  models:\n    delay: {version}\n{''.join(others)}")
        self._run(self._opsgen, "build", "-q")
        self._commit()

    def _commit(self) -> None:
        self._run("git", "add", "--all")
        self._run("git", "commit", "-q", "-m", "change")

    def _run(self, *words: str) -> str:
        environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull}
        return subprocess.run(
            words, cwd=self.main, check=True, env=environment, stdout=subprocess.PIPE, text=True
        ).stdout


def scheduled(airflow: Airflow, environment: str) -> set[str]:
    """The modules that the description of an environment's training names, from the DAGs that were stored last."""
    rows = airflow.rows("SELECT dag_id, data FROM serialized_dag ORDER BY last_updated")
    found = {dag_id: data for dag_id, data in rows if dag_id == f"shop.{environment}.model.delay"}
    return set(re.findall(r"shop\.(?:train|deep)", "".join(found.values())))


def run(airflow: Airflow, checkout: Path) -> dict[str, tuple[str, str, str]]:
    """The image, the variable of the spec and the model of each environment's scores.

    One process reads both folders.
    """
    tasks = json.loads(airflow.python("read_tasks.py", *map(str, folders(checkout).values())).splitlines()[-1])
    found = {environment: tasks[f"shop.{environment}.batch.score.score"] for environment in ("dev", "prod")}
    return {
        environment: (image, variables["OPSGEN_VAR_MODULE"], variables["OPSGEN_MODEL_PIN"])
        for environment, (image, variables) in found.items()
    }


def folders(checkout: Path) -> dict[str, Path]:
    return {environment: checkout / "dags" / environment for environment in ("dev", "prod")}


def test_production_keeps_its_release_while_the_default_branch_moves_on(tmp_path: Path, programs: str) -> None:
    kind = airflow_here()
    checkouts = Checkouts(tmp_path, kind.release, programs)
    airflow = kind(tmp_path / "airflow", checkouts.promoted, programs)
    airflow.prepare()
    released = (FIRST, "shop.train", "")
    airflow.parse(folders(checkouts.promoted))
    assert (scheduled(airflow, "dev"), scheduled(airflow, "prod")) == ({"shop.train"}, {"shop.train"})
    assert run(airflow, checkouts.promoted) == {"dev": (FIRST, "shop.train", OLDER), "prod": released}
    airflow.parse(folders(checkouts.main))
    assert (scheduled(airflow, "dev"), scheduled(airflow, "prod")) == ({"shop.deep"}, {"shop.train"})
    assert run(airflow, checkouts.main) == {"dev": (SECOND, "shop.deep", NEWER), "prod": released}
    assert airflow.rows("SELECT * FROM import_error") == []
