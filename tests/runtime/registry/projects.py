"""A project with a trained model, and the registry that it is registered in."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsgen.cli.app import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DIGEST = "sha256:" + "0123456789abcdef" * 4
SPEC = """\
version: 1
project: {name: flights, owner: ml, version: 1.4.0, image: {repository: ghcr.io/example/flights}}
environments: {dev: {}}
connections: {lake: {type: files, root: data}}
datasets:
  features:
    description: One row per <flight>.
    source: {connection: lake, path: "features/*.csv"}
    columns: {origin: {type: string}, late: {type: boolean}}
models:
  delay:
    description: Whether a flight is late.
    task: classification
    features: {dataset: features, label: late, columns: [origin]}
    train:
      command: [python, -m, flights.train]
      parameters: {max_iter: 200, solver: lbfgs, layers: [8, 4]}
      seed: 7
    evaluate:
      - {metric: roc_auc, min: 0.62}
      - {metric: roc_auc, against: champion, max_regression: 0.01}
      - {metric: log_loss, against: champion, max_regression: 0.1, slice: origin}
    registry: {type: mlflow, uri: {secret: MLFLOW_TRACKING_URI}}
    card: {intended_use: "Warn | early.", limitations: "# One year.", risk: limited}
"""


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A folder with a spec, data and the files of a model."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def files(self) -> Path:
        return self.folder / "artifacts" / "delay"

    def trained(self, content: str, roc_auc: float = 0.7, log_loss: float = 0.3, **more: Any) -> None:
        """Put the files of a trained model in their place."""
        self.files.mkdir(parents=True, exist_ok=True)
        (self.files / "model.bin").write_text(content)
        slices = {"origin": {"JFK": {"log_loss": log_loss}}}
        (self.files / "metrics.json").write_text(json.dumps({"roc_auc": roc_auc, "slices": slices, **more}))

    def opsgen(self, command: str, *options: str) -> Ran:
        """Run a command about the model in this process, which imports MLflow once."""
        code = run([command, "delay", "--metrics", "artifacts/delay/metrics.json", *options])
        return Ran(code, *self.capsys.readouterr())

    def git(self, *arguments: str) -> str:
        user = ("-c", "user.name=test", "-c", "user.email=test@example.com")
        ran = subprocess.run(["git", *user, *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return ran.stdout.strip()
