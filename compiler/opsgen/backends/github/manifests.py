"""The manifests of an environment: one job renders them, another one applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import pins, steps
from opsgen.backends.github.shell import command
from opsgen.backends.github.workflow import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text

ARTIFACT = "manifests"
FILE = "manifests.yaml"


def render(stage: Stage, folder: Text) -> Iterator[Step]:
    """Yield the steps that render a kustomize folder and keep the manifests for the job that applies them."""
    kustomize = command(["kubectl", "kustomize", "--output", FILE], variable="FOLDER")
    yield Step("Set up kubectl", uses=pins.KUBECTL, inputs={"version": stage.kubernetes_version})
    yield Step("Render the manifests", kustomize, env={"FOLDER": folder})
    yield steps.upload("Upload the manifests", ARTIFACT, FILE)
