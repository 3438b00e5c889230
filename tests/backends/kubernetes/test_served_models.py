"""What pods load: the container that fetches a model and the server run as processes, as their manifests say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from opsgen import LOCKFILE
from opsgen.compile import lockfile
from program import opsgen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import CompletedProcess

SPEC = """\
version: 1
project: {name: birds, owner: ml, image: {repository: ghcr.io/example/birds}}
environments:
  dev: {kubernetes: {namespace: birds-dev}}
  prod: {kubernetes: {namespace: birds}}
connections: {lake: {type: files, root: data}}
datasets:
  sightings:
    source: {connection: lake, path: sightings.csv}
    columns: {species: {type: string}, rare: {type: boolean}}
  scores:
    source: {connection: lake, path: scores.csv}
    publish: after_checks
    columns: {model: {type: string}}
models:
  rare:
    task: classification
    features: {dataset: sightings, label: rare, columns: [species]}
    train: {command: [PYTHON, train.py]}
    evaluate:
      - {metric: auc, min: 0.6}
      - {metric: auc, against: champion, max_regression: 0.01}
    registry: REGISTRY
deployments:
  api: {model: rare, type: online, command: [PYTHON, serve.py]}
  nightly:
    model: rare
    type: batch
    schedule: "0 4 * * *"
    command: [PYTHON, score.py]
    inputs: [sightings]
    output: scores
outputs: OUTPUTS
"""
TRAIN = """\
import json, os, pathlib
auc = pathlib.Path("auc").read_text()
pathlib.Path(os.environ["OPSGEN_ARTIFACTS"], "model.json").write_text(auc)
pathlib.Path(os.environ["OPSGEN_METRICS"]).write_text(json.dumps({"auc": float(auc)}))
"""
SERVE = """\
import http.server, os, pathlib
MODEL = pathlib.Path(os.environ["OPSGEN_ARTIFACTS"], "model.json").read_bytes()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(MODEL)
    def log_message(self, *_):
        pass
with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
"""
SCORE = """\
import os, pathlib
model = pathlib.Path(os.environ["OPSGEN_ARTIFACTS"], "model.json").read_text()
pathlib.Path(os.environ["OPSGEN_OUTPUT"]).write_text("model\\n" + model + "\\n")
"""
REGISTRIES = {
    "mlflow": '{type: mlflow, uri: "sqlite:///mlflow.db"}',
    "files": "{type: files, connection: lake, path: models}",
}


class Platform:
    """A project, and a cluster that runs what the manifests of `prod` say."""

    def __init__(self, folder: Path, registry: str, outputs: str = "{kubernetes: {}}") -> None:
        self.folder = folder
        (folder / "data").mkdir()
        (folder / "data" / "sightings.csv").write_text("species,rare\nowl,true\n")
        text = SPEC.replace("PYTHON", sys.executable).replace("REGISTRY", registry).replace("OUTPUTS", outputs)
        (folder / "opsgen.yaml").write_text(text)
        for name, text in (("train", TRAIN), ("serve", SERVE), ("score", SCORE)):
            (folder / f"{name}.py").write_text(text)
        self.run("build")

    def run(self, *words: str, code: int = 0, **variables: str) -> CompletedProcess[str]:
        result = opsgen(*words, folder=self.folder, **variables)
        assert result.returncode == code, result.stdout + result.stderr
        return result

    def train(self, auc: float, environment: str = "prod", code: int = 0) -> None:
        (self.folder / "auc").write_text(str(auc))
        self.run("train", "rare", "--env", environment, code=code)

    def pinned(self, environment: str = "prod") -> str:
        return lockfile.read(self.folder / LOCKFILE).entries[environment].models["rare"]

    def objects(self, kind: str) -> list[Any]:
        kubectl = Path(sys.executable).with_name("kubectl")
        words = [kubectl, "kustomize", self.folder / "deploy" / "prod"]
        result = subprocess.run(words, capture_output=True, text=True, check=True)
        return [each for each in yaml.load_all(result.stdout, yaml.CSafeLoader) if each["kind"] == kind]

    def data(self, container: Any) -> dict[str, str]:
        """The variables that a container gets from its ConfigMap."""
        (source,) = container["envFrom"]
        name = source["configMapRef"]["name"]
        (found,) = (each["data"] for each in self.objects("ConfigMap") if each["metadata"]["name"] == name)
        return {key: value for key, value in found.items() if key.startswith("OPSGEN_")}

    def started(self, code: int = 0) -> Path:
        """The folder that a new pod of the server has after its first container, which ends with this code."""
        (deployment,) = self.objects("Deployment")
        (fetch,) = deployment["spec"]["template"]["spec"]["initContainers"]
        assert fetch["envFrom"] == deployment["spec"]["template"]["spec"]["containers"][0]["envFrom"]
        volume = self.folder / f"pod-{len(list(self.folder.glob('pod-*')))}"
        (volume / "rare").mkdir(parents=True)
        words = [word.replace("/models", str(volume)) for word in fetch["command"]]
        assert words[0] == "opsgen"
        env = self.data(fetch) | {each["name"]: each["value"] for each in fetch["env"]}
        self.run(*words[1:], code=code, **env)
        return volume / "rare"

    def served(self) -> str:
        """What a new pod of the server answers with."""
        folder = self.started()
        environment = {**os.environ, "OPSGEN_ARTIFACTS": str(folder)}
        words = [sys.executable, self.folder / "serve.py"]
        with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                port = int(server.stdout.readline())
                with urllib.request.urlopen(f"http://127.0.0.1:{port}") as answer:
                    return str(answer.read().decode())
            finally:
                server.terminate()

    def scored(self) -> str:
        """What the next run of the job publishes."""
        (job,) = self.objects("CronJob")
        (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
        env = self.data(container) | {each["name"]: each["value"] for each in container["env"] if "value" in each}
        self.run(*container["command"][1:], **env)
        return (self.folder / "data" / "scores.csv").read_text().splitlines()[1]

    def template(self) -> Mapping[str, Any]:
        """What a controller compares to decide whether there is a new version of the server."""
        (deployment,) = self.objects("Deployment")
        template: Mapping[str, Any] = deployment["spec"]["template"]
        return template


# MLflow takes seconds to import, so its long form is part of the proof.
CHOSEN = REGISTRIES if "OPSGEN_KILLS" in os.environ else ["files"]


@pytest.fixture(params=CHOSEN)
def platform(tmp_path: Path, request: pytest.FixtureRequest) -> Platform:
    return Platform(tmp_path, REGISTRIES[request.param])


def test_a_bad_model_is_never_loaded(platform: Platform) -> None:
    assert not platform.objects("Deployment")  # nothing is served before a first version is
    platform.train(0.7)
    platform.run("promote-model", "rare", "--env", "prod")
    assert (platform.served(), platform.scored()) == ("0.7", "0.7")
    first, template = platform.pinned(), platform.template()

    platform.train(0.3, code=1)
    assert (platform.served(), platform.scored(), platform.pinned()) == ("0.7", "0.7", first)
    # The version before is still the challenger: there is nothing newer to promote.
    platform.run("promote-model", "rare", "--env", "prod", "--newer")
    assert (platform.pinned(), platform.template()) == (first, template)

    platform.train(0.8)
    assert (platform.served(), platform.scored()) == ("0.7", "0.7")  # passed, and not promoted
    platform.run("promote-model", "rare", "--env", "prod", "--newer")
    assert (platform.served(), platform.scored()) == ("0.8", "0.8")
    assert platform.template() != template

    # After an analysis that failed, the former version is pinned again.
    platform.run("promote-model", "rare", "--env", "prod", "--version", first.partition("@")[0])
    assert (platform.served(), platform.scored(), platform.template()) == ("0.7", "0.7", template)
    platform.run("promote-model", "rare", "--env", "prod", "--newer")
    assert platform.pinned() == first


def test_what_is_stored_is_compared_before_a_server_starts(platform: Platform) -> None:
    platform.train(0.7)
    platform.run("promote-model", "rare", "--env", "prod")
    (stored,) = (path for path in platform.folder.rglob("model.json") if path.read_text() == "0.7")
    stored.write_text("0.9")
    folder = platform.started(code=1)
    assert not list(folder.iterdir())


def test_environments_do_not_move_each_others_versions(platform: Platform) -> None:
    platform.train(0.7)
    platform.run("promote-model", "rare", "--env", "prod")
    before = platform.pinned()
    platform.train(0.9, "dev")
    platform.run("promote-model", "rare", "--env", "prod", "--newer")
    assert (platform.pinned(), platform.served()) == (before, "0.7")
    # What has passed the gates of dev has not passed those of prod.
    number = str(int(before.partition("@")[0]) + 1)
    refused = platform.run("promote-model", "rare", "--env", "prod", "--version", number, code=1)
    assert f"rare {number} has not passed the gates of prod" in refused.stderr
    platform.run("promote-model", "rare", "--env", "prod", "--version", number, "--ungated", "the old one is broken")
    entry = lockfile.read(platform.folder / LOCKFILE).entries["prod"]
    assert entry.ungated == {"rare": "the old one is broken"}
    assert json.loads(platform.served()) == 0.9


def test_a_version_can_be_promoted_before_the_first_release(tmp_path: Path) -> None:
    platform = Platform(tmp_path, REGISTRIES["files"], outputs="{kubernetes: {}, github: {}}")
    platform.train(0.7)
    platform.run("promote-model", "rare", "--env", "prod")
    entry = lockfile.read(platform.folder / LOCKFILE).entries["prod"]
    assert (entry.release, list(entry.models)) == (None, ["rare"])
    result = platform.run("build", "--check")
    assert "prod is not promoted yet" in result.stdout + result.stderr
    assert not (platform.folder / "deploy" / "prod").exists()
