"""Commands that write files, each in a project of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from proof.runs import KILLS

T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHOP = """\
version: 1
project: {name: shop, owner: ml, image: {repository: ghcr.io/example/shop}}
environments: {dev: {}, prod: {}}
connections: {lake: {type: files, root: data}}
datasets:
  orders:
    description: One row an order.
    source: {connection: lake, path: orders.csv}
    ingest: {command: [python, ingest.py], schedule: "0 4 * * *", timezone: UTC}
    columns:
      id: {type: integer, primary_key: true}
      amount: {type: number, required: true, min: 0, max: 1000}
  totals:
    description: One row.
    source: {connection: lake, path: totals.csv}
    transform: {inputs: [orders], sql: totals.sql}
    columns:
      amount: {type: number, required: true}
models:
  late:
    description: Whether an order is late.
    task: regression
    features: {dataset: orders, label: amount, columns: [id]}
    train: {command: [python, train.py], seed: 1}
    evaluate: [{metric: rmse, max: 3}]
deployments:
  api:
    model: late
    type: online
    command: [python, serve.py]
    monitor:
      reference: orders
      current: orders
      schedule: "30 * * * *"
      min_rows: 1
      drift: [{column: id, metric: psi}]
outputs:
  airflow: {version: "3"}
"""
DATA = {
    "data/orders.csv": "id,amount\n1,5\n2,7\n2,-3\n3,-4\n",
    "totals.sql": "select sum(amount) as amount from orders\n",
    "metrics.json": '{"rmse": 1.5}\n',
}
INCLUDED = (
    "datasets:\n    more: {description: X., source: {connection: lake,  path: x.csv}, columns: {id: {type: integer}}}\n"
)
SPLIT = SHOP.replace("datasets:\n", "include: [more.yaml]\ndatasets:\n")
DIGEST = "sha256:" + "1" * 64
PINNED = f"prod: ghcr.io/example/shop@sha256:{'0' * 64}\n"
SECONDS = re.compile(rb'"(started|ended|\w*seconds|at|time|timestamp)": *("[^"]*"|[0-9.e-]+)')


@dataclass(frozen=True)
class Scene:
    """A command, the files before it, and what it writes."""

    name: str
    arguments: list[str]
    writes: list[str]
    """The files that it makes or replaces, each of them at once."""
    code: int = 0
    files: Mapping[str, str] = field(default_factory=lambda: {"opsgen.yaml": SHOP, **DATA})
    replaces: bool = True
    """Whether those files are there before, as an earlier run left them or with other content."""

    def lay_out(self, folder: Path) -> None:
        old = {path: "old\n" for path in self.writes if self.replaces}
        for name, content in {**old, **self.files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")


def report(command: str, *arguments: str, code: int = 0, **more: Any) -> Scene:
    line = [command, *arguments, "--format", "json", "--report", "out/report.json"]
    return Scene(f"{command} --report", line, ["out/report.json"], code, **more)


ALL = [
    Scene("fmt", ["fmt"], ["opsgen.yaml", "more.yaml"], files={"opsgen.yaml": SPLIT, "more.yaml": INCLUDED, **DATA}),
    Scene(
        "lint --fix",
        ["lint", "--fix", "--unsafe-fixes"],
        ["opsgen.yaml", "more.yaml"],
        files={
            "opsgen.yaml": SPLIT.replace("primary_key", "primary_kee"),
            "more.yaml": INCLUDED.replace("integer", "intger"),
            **DATA,
        },
    ),
    report("check", "orders", code=1),
    Scene(
        "check --store-failures",
        ["check", "orders", "--store-failures", "bad"],
        ["bad/orders/amount.min-max.csv", "bad/orders/primary_key_id.csv"],
        code=1,
    ),
    report("profile", "orders"),
    report("drift", "api"),
    report("gate", "late", "--metrics", "metrics.json"),
    Scene("transform", ["transform", "totals"], ["data/totals.csv"]),
    Scene(
        "pin",
        ["pin", "--env", "dev", f"ghcr.io/example/shop@{DIGEST}"],
        ["opsgen.lock"],
        files={"opsgen.yaml": SHOP, "opsgen.lock": PINNED, **DATA},
    ),
    Scene("init", ["init", "."], ["opsgen.yaml", ".gitignore"], files={}, replaces=False),
    Scene(
        "init --from", ["init", "--from", "data/orders.csv"], ["opsgen.yaml", ".gitignore"], files=DATA, replaces=False
    ),
]
ALIKE = {"profile --report", "drift --report", "gate --report", "init --from"}
"""They write as `check --report` and `init` do."""
SCENES = [scene for scene in ALL if KILLS or scene.name not in ALIKE]


STAGING = re.compile(r"(.*/)?(_opsgen(/.*)?|[^/]+\.opsgen-[0-9a-f]{12})")
"""Ledgers, which differ from run to run, and staged versions, of which a killed run leaves one for a day."""


def without_staging(tree: dict[str, T]) -> dict[str, T]:
    """The files that readers of data know."""
    return {path: state for path, state in tree.items() if not STAGING.fullmatch(path)}


def steady(content: bytes) -> bytes:
    """A file without what differs from run to run: when it began, and how long it took."""
    return SECONDS.sub(b"", content)
