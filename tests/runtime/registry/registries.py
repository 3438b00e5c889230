"""A project whose model is trained by a real command, and its registry."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from opsgen.cli.app import run
from opsgen.cli.environments import choose
from opsgen.cli.models import registry_of
from runtime.registry.projects import Ran

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

    from opsgen.runtime.registry.registry import Version

TRAIN = """\
set -e
test -z "$(ls -A "$OPSGEN_ARTIFACTS")"
cp trained.bin "$OPSGEN_ARTIFACTS/model.bin"
mkdir "$OPSGEN_ARTIFACTS/deep"
echo words > "$OPSGEN_ARTIFACTS/deep/words.txt"
cp measured.json "$OPSGEN_METRICS"
"""
EXPLAIN = 'set -e\nwc -c < "$OPSGEN_ARTIFACTS/model.bin" > "$OPSGEN_ARTIFACTS/explained.txt"\n'
SPEC: dict[str, Any] = {
    "version": 1,
    "project": {"name": "flights", "owner": "ml"},
    "environments": {"dev": {}, "prod": {}},
    "connections": {"lake": {"type": "files", "root": "data"}},
    "datasets": {
        "features": {
            "source": {"connection": "lake", "path": "features.csv"},
            "columns": {"origin": {"type": "string"}, "late": {"type": "boolean"}},
        }
    },
    "models": {
        "delay": {
            "task": "classification",
            "features": {"dataset": "features", "label": "late", "columns": ["origin"]},
            "train": {"command": ["sh", "train.sh"]},
            "explain": {"command": ["sh", "explain.sh"]},
            "evaluate": [
                {"metric": "roc_auc", "min": 0.62},
                {"metric": "roc_auc", "against": "champion", "max_regression": 0.01},
            ],
        }
    },
}


@dataclass
class Trainings:
    """A project, and what its training yields next."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    keys: Mapping[str, Any]
    """The `registry` of the model, and `connections` of the spec."""
    spec: dict[str, Any] = field(default_factory=lambda: json.loads(json.dumps(SPEC)))

    def __post_init__(self) -> None:
        (self.folder / "data").mkdir()
        (self.folder / "data" / "features.csv").write_text("origin,late\nJFK,true\n")
        (self.folder / "train.sh").write_text(TRAIN)
        (self.folder / "explain.sh").write_text(EXPLAIN)
        self.spec["connections"].update(self.keys.get("connections", {}))
        self.write(**({"registry": self.keys["registry"]} if "registry" in self.keys else {}))
        self.next("first")

    def write(self, **model: Any) -> None:
        """Write the spec, with other keys of the model."""
        self.spec["models"]["delay"].update(model)
        (self.folder / "opsgen.yaml").write_text(yaml.safe_dump(self.spec, sort_keys=False))

    def add_job(self) -> None:
        """Add a batch deployment that copies the model's file."""
        command = ["sh", "-c", 'cp "$OPSGEN_ARTIFACTS/model.bin" scored; env > environment']
        job = {"type": "batch", "model": "delay", "inputs": ["features"], "command": command, "schedule": "0 4 * * *"}
        self.spec["deployments"] = {"score": job}
        self.write()

    def next(self, content: str, roc_auc: float = 0.7, **more: Any) -> None:
        """Let the next training yield this model."""
        (self.folder / "trained.bin").write_text(content)
        (self.folder / "measured.json").write_text(json.dumps({"roc_auc": roc_auc, **more}))

    def opsgen(self, *arguments: str, run_id: str | None = None) -> Ran:
        with self.monkeypatch.context() as patch:
            if run_id is not None:
                patch.setenv("OPSGEN_RUN", run_id)
            code = run(list(arguments))
        return Ran(code, *self.capsys.readouterr())

    def trained(self, environment: str = "dev") -> Ran:
        return self.opsgen("train", "delay", "--env", environment)

    def alias(self, name: str) -> str | None:
        chosen = choose(self.folder, None)
        assert chosen is not None
        with registry_of(chosen, "delay") as registry:
            return registry.meaning(name)

    def version(self, number: str) -> Version | None:
        chosen = choose(self.folder, None)
        assert chosen is not None
        with registry_of(chosen, "delay") as registry:
            return registry.version(number)

    def known_version(self, number: str) -> Version:
        found = self.version(number)
        assert found is not None
        return found

    def place(self, version: Version) -> str | None:
        chosen = choose(self.folder, None)
        assert chosen is not None
        with registry_of(chosen, "delay") as registry:
            return registry.place(version)

    def break_registry(self) -> None:
        """Let the spec name a registry that does not answer."""
        self.write(registry={"type": "mlflow", "uri": {"secret": "NO_SUCH_SECRET"}})

    def served(self, target: str = "artifacts/delay") -> str:
        return (self.folder / target / "model.bin").read_text()

    def forget(self) -> None:
        """Remove what was fetched."""
        for path in (self.folder / "artifacts").iterdir():
            if path.name in ("delay", ".delay.opsgen"):
                path.unlink() if path.is_symlink() else shutil.rmtree(path)
