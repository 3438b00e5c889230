"""The environment variables of a component's pods: plain ones in a ConfigMap, secrets as files or references."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opsgen.backends.kubernetes.secrets import file_variable
from opsgen.graph import tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.backends.kubernetes.component import Component
    from opsgen.language.secret import SecretReference

SECRETS_FOLDER = "/var/run/secrets/opsgen"


@dataclass(frozen=True, slots=True)
class Variables:
    """What a component's pods find in their environment."""

    plain: Mapping[str, str]
    secrets: Mapping[str, str]
    """The secret behind each variable that has one."""
    folder: str
    """The Kubernetes Secret with the project's secrets."""
    as_files: bool

    @property
    def data(self) -> dict[str, str]:
        """What stands in the ConfigMap."""
        files = {file_variable(name): f"{SECRETS_FOLDER}/{secret}" for name, secret in self.secrets.items()}
        return dict(self.plain) | (files if self.as_files else {})

    @property
    def references(self) -> dict[str, Any]:
        """The container's own variables, which refer to secrets."""
        if self.as_files or not self.secrets:
            return {}
        return {"env": [_reference(name, self.folder, secret) for name, secret in self.secrets.items()]}

    @property
    def mounts(self) -> list[dict[str, Any]]:
        """Where the container finds the files."""
        return [{"name": "secrets", "mountPath": SECRETS_FOLDER, "readOnly": True}] if self._has_files else []

    @property
    def volumes(self) -> list[dict[str, Any]]:
        """Where the pod takes the files from: no other key of the Secret comes with them."""
        if not self._has_files:
            return []
        items = [{"key": secret, "path": secret} for secret in sorted(set(self.secrets.values()))]
        return [{"name": "secrets", "secret": {"secretName": self.folder, "defaultMode": 0o440, "items": items}}]

    @property
    def _has_files(self) -> bool:
        return self.as_files and bool(self.secrets)


def variables(
    component: Component,
    part: Mapping[str, str],
    environment: Mapping[str, str | SecretReference],
    others: Iterable[str],
) -> Variables:
    """The variables of a component: opsgen's own, those of the part, and its `environment`, which comes last."""
    graph, as_files = component.graph, component.output.secrets == "files"
    secrets = {secret: secret for secret in others} | tasks.secrets(environment)
    plain = {"HOME": "/tmp", **tasks.environment_variables(graph), **part, **tasks.texts(environment)}  # noqa: S108
    return Variables(plain, secrets, graph.spec.project.name, as_files)


def config_map_name(component: Component, data: Mapping[str, str]) -> str:
    """A name that changes with the data, so that pods of either version keep theirs while one replaces the other."""
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    return f"{component.name}-{digest[:10]}"


def _reference(name: str, folder: str, secret: str) -> dict[str, Any]:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": folder, "key": secret}}}
