"""What the files are to Kubernetes and its tools."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backends.kubernetes.specs import (
    PIN,
    SPECS,
    everything,
    identity,
    manifests,
    merged,
    planned,
    project,
    rendered,
)
from opsgen.backends import KUBERNETES

if TYPE_CHECKING:
    from opsgen.backends.api import Rendered

VERSIONS = ("1.30", "1.34", "1.37")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", SPECS)
def test_every_object_is_valid_in_the_chosen_version(name: str, version: str) -> None:
    tree = merged(SPECS[name](), {"outputs": {"kubernetes": {"version": version}}})
    verdict = KUBERNETES.verify(project(tree), rendered(planned(tree)))
    assert verdict.problems == ()
    assert verdict.unverified == ()


@pytest.mark.parametrize("name", SPECS)
def test_kustomize_renders_each_environment(name: str, tmp_path: Path) -> None:
    texts = rendered(planned(SPECS[name]()))
    for environment, objects in built(texts, tmp_path).items():
        expected = [pinned(manifest) for manifest in ours(texts, environment)]
        assert sorted(map(identity, objects)) == sorted(map(identity, expected))
        assert all(manifest in objects for manifest in expected)


def test_nothing_that_needs_a_model_is_applied_before_a_version_is_pinned(tmp_path: Path) -> None:
    texts = rendered(planned(everything(), pin=None))
    (objects,) = built(texts, tmp_path).values()
    needs = {("opsgen.dev/component", f"deployment.{name}") for name in ("secrets", "monitor", "count-again")}
    expected = [each for each in ours(texts, "prod") if needs.isdisjoint(each["metadata"]["labels"].items())]
    drift = [each for each in ours(texts, "prod") if each["metadata"]["name"].startswith("monitor-drift")]
    assert sorted(map(identity, objects)) == sorted(map(identity, [*expected, *drift]))


def test_a_version_changes_pin_files_alone_and_each_pod_that_loads_it(tmp_path: Path) -> None:
    former, later = (rendered(planned(everything(), pin=pin)) for pin in (PIN, PIN.replace("7@", "8@")))
    changed = [one.artifact for one, other in zip(former, later, strict=True) if one.text != other.text]
    assert [(artifact.path, artifact.released) for artifact in changed] == [("deploy/prod/pins/models.yaml", "pins")]
    (before,), (after,) = (built(texts, tmp_path / str(n)).values() for n, texts in enumerate((former, later)))
    replaced = [each["metadata"]["name"] for each, was in zip(after, before, strict=True) if each != was]
    assert sorted(replaced) == ["count-again", "monitor", "secrets"]


def test_the_server_alone_lacks_the_secrets_of_the_registry() -> None:
    found = manifests(merged(everything(), {"deployments": {"canary": {"model": "rare"}}}))
    for name in ("secrets/deployment", "canary/rollout"):
        pod = found[f"prod/{name}.yaml"]["spec"]["template"]["spec"]
        (fetch,), (server,) = pod["initContainers"], pod["containers"]
        keys = {
            volume["name"]: [item["key"] for item in volume["secret"]["items"]]
            for volume in pod["volumes"]
            if "secret" in volume
        }
        assert keys["fetch-model"] == ["MLFLOW"]
        assert "MLFLOW" not in keys.get("secrets", [])
        assert "fetch-model" not in {mount["name"] for mount in server["volumeMounts"]}
        assert {"name": "model", "mountPath": "/models", "readOnly": True} in server["volumeMounts"]
        assert {"name": "model", "mountPath": "/models"} in fetch["volumeMounts"]
        assert fetch["command"] == ["opsgen", "fetch-model", "rare", "--env", "prod", "--to", "/models/rare"]
        assert "MLFLOW_FILE" not in found[f"prod/{name.partition('/')[0]}/config-map.yaml"]["data"]


def built(texts: list[Rendered], folder: Path) -> dict[str, list[Any]]:
    """What kustomize makes of the files of each environment."""
    for each in texts:
        file = folder / each.artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(each.text, encoding="utf-8")
    kubectl = Path(sys.executable).with_name("kubectl")
    found = {}
    for environment in sorted({str(each.artifact.environment) for each in texts}):
        words = [kubectl, "kustomize", folder / "deploy" / environment]
        result = subprocess.run(words, capture_output=True, text=True, check=True)
        found[environment] = list(yaml.load_all(result.stdout, yaml.CSafeLoader))
    return found


def ours(texts: list[Rendered], environment: str) -> list[Any]:
    """The objects of an environment as its files have them."""
    own = [each for each in texts if each.artifact.environment == environment]
    found = [yaml.load(each.text, yaml.CSafeLoader) for each in own if each.artifact.released != "pins"]
    return [manifest for manifest in found if manifest["kind"] not in ("Kustomization", "Component")]


def pinned(manifest: Any) -> Any:
    """An object with the pinned version in the place of what stands for it."""
    return json.loads(
        json.dumps(manifest).replace('"OPSGEN_MODEL_PIN", "value": "none"', f'"OPSGEN_MODEL_PIN", "value": "{PIN}"')
    )


def test_the_same_spec_gives_the_same_bytes() -> None:
    first, second = ([each.text for each in rendered(planned(everything()))] for _ in range(2))
    assert first == second


def test_a_small_change_makes_a_small_difference() -> None:
    before = rendered(planned(everything()))
    changed = everything()
    changed["project"]["version"] = "2.0.0"
    after = rendered(planned(changed))
    differing = [one.artifact.path for one, other in zip(before, after, strict=True) if one.text != other.text]
    assert {Path(path).name for path in differing} == {
        "deployment.yaml", "rollout.yaml", "inference-service.yaml", "cron-job.yaml", "kustomization.yaml"
    }  # fmt: skip
    changes = [
        sum(a != b for a, b in zip(one.text.splitlines(), other.text.splitlines(), strict=True))
        for one, other in zip(before, after, strict=True)
    ]
    assert max(changes) == 4  # two labels, the image, and that of the container that fetches the model


def test_headers_say_where_a_file_comes_from() -> None:
    header = "# Generated by opsgen from opsgen.yaml. Do not edit: "
    for each in rendered(planned(everything())):
        remedy = "`opsgen pin` and" if each.artifact.released == "pins" else "change the spec and run opsgen build.\n"
        assert each.text.startswith(f"{header}{remedy}")
