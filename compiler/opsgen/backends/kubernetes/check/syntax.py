"""The syntax of names and labels in Kubernetes, and findings that servers and jobs share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.backends.kubernetes import codes
from opsgen.backends.kubernetes.secrets import file_variable
from opsgen.diagnostics.model import Finding, Place
from opsgen.graph import tasks
from opsgen.graph.served import fetched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.diagnostics.model import Code
    from opsgen.language.deployment import BatchDeployment, OnlineDeployment
    from opsgen.language.task import Gpu

    Found = tuple[Code, Finding]

_NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_DOMAIN = r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
LABEL_KEY = rf"({_DOMAIN}/)?{_NAME}"
LABEL_VALUE = _NAME
GATEWAY = rf"({_LABEL}/)?{_DOMAIN}"
_RESOURCE = rf"{_DOMAIN}/{_NAME}"


def colliding_variables(
    target: KubernetesEnvironment, name: str, deployment: OnlineDeployment | BatchDeployment, needed: Iterable[str]
) -> Iterator[Found]:
    """Plain values under the name of a secret: one that opsgen needs, or one of the deployment."""
    variables = deployment.environment
    secrets = {*needed, *tasks.secrets(variables)}
    taken = secrets | (set(map(file_variable, secrets)) if target.output.secrets == "files" else set())
    for variable, value in variables.items():
        if isinstance(value, str) and variable in taken:
            place = Place(("deployments", name, "environment", variable), "key")
            message = f"a secret already sets the variable `{variable}`"
            yield codes.COLLIDING_VARIABLES, Finding(place, message, ("rename one of them",))


def registry(
    target: KubernetesEnvironment, name: str, deployment: OnlineDeployment | BatchDeployment
) -> Iterator[Found]:
    """Findings for a model that pods cannot fetch."""
    model = deployment.model
    if model is not None and not fetched(target.graph, model):
        message = f"pods of `{name}` fetch their model from a registry, and `{model}` has none"
        help_ = (f"add a registry to `models.{model}`: `registry: {{type: files, connection: …, path: models}}`",)
        yield codes.NO_REGISTRY, Finding(Place(("deployments", name, "model")), message, help_)


def gpu(deployment: str, wanted: Gpu | None) -> Iterator[Found]:
    """Findings for names of GPUs that no device plugin can offer."""
    path = ("deployments", deployment, "resources", "gpu")
    if wanted and not re.fullmatch(_RESOURCE, wanted.resource):
        help_ = ("write it as `domain/name`, such as `nvidia.com/gpu`",)
        yield (
            codes.BAD_GPU,
            Finding(Place((*path, "resource")), "this is not a valid name of an extended resource", help_),
        )
    if wanted and wanted.product is not None and not re.fullmatch(LABEL_VALUE, wanted.product):
        help_ = ("write the value of the node label `nvidia.com/gpu.product`, such as `NVIDIA-A100-SXM4-40GB`",)
        yield codes.BAD_GPU, Finding(Place((*path, "product")), "this is not a valid value of a node label", help_)
