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
SPEC = """\
version: 1
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
    task: classification
    features: {{dataset: orders, label: late, columns: [amount]}}
    train: {{command: [python, -m, {module}], parameters: {{module: {module}}}}}
    retrain: {{on_data: true}}
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
        self._write("shop.train", FIRST)
        release = ("--commit", self._run("git", "rev-parse", "HEAD").strip(), "--image", FIRST)
        self._run(self._opsgen, "promote", "-q", "--to", "prod", *release, "--skip", "nothing attests here")
        self._commit()
        self._run("git", "worktree", "add", "-q", "--detach", str(self.promoted))
        self._write("shop.deep", SECOND)

    def _write(self, module: str, image: str) -> None:
        text = SPEC.format(image=IMAGE, module=module, release=self._release)
        (self.main / "opsgen.yaml").write_text(text)
        self._run(self._opsgen, "pin", "-q", "--env", "dev", image)
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
    """The parameters of an environment's trainings, from the DAGs that the processor has stored last."""
    rows = airflow.rows("SELECT dag_id, data FROM serialized_dag ORDER BY last_updated")
    found = {dag_id: data for dag_id, data in rows if dag_id == f"shop.{environment}.model.delay"}
    return set(re.findall(r"shop\.(?:train|deep)", "".join(found.values())))


def run(airflow: Airflow, checkout: Path) -> dict[str, tuple[str, list[str]]]:
    """The image and the command of each environment's training, as one process reads both folders."""
    tasks = json.loads(airflow.python("read_tasks.py", *map(str, folders(checkout).values())).splitlines()[-1])
    return {environment: tuple(tasks[f"shop.{environment}.model.delay.train"]) for environment in ("dev", "prod")}


def folders(checkout: Path) -> dict[str, Path]:
    return {environment: checkout / "dags" / environment for environment in ("dev", "prod")}


def test_production_keeps_its_release_while_the_default_branch_moves_on(tmp_path: Path, programs: str) -> None:
    kind = airflow_here()
    checkouts = Checkouts(tmp_path, kind.release, programs)
    airflow = kind(tmp_path / "airflow", checkouts.promoted, programs)
    airflow.prepare()
    released, newer = (FIRST, ["python", "-m", "shop.train"]), (SECOND, ["python", "-m", "shop.deep"])
    airflow.parse(folders(checkouts.promoted))
    assert (scheduled(airflow, "dev"), scheduled(airflow, "prod")) == ({"shop.train"}, {"shop.train"})
    assert run(airflow, checkouts.promoted) == {"dev": released, "prod": released}
    airflow.parse(folders(checkouts.main))
    assert (scheduled(airflow, "dev"), scheduled(airflow, "prod")) == ({"shop.deep"}, {"shop.train"})
    assert run(airflow, checkouts.main) == {"dev": newer, "prod": released}
    assert airflow.rows("SELECT * FROM import_error") == []
