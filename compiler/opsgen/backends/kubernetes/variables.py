"""The environment variables of a component's pods: plain values in a ConfigMap, secrets as files or references."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
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
    """The environment variables of a component's pods."""

    plain: Mapping[str, str]
    secrets: Mapping[str, str]
    """The secret of each variable that has one, by the variable's name."""
    folder: str
    """The Kubernetes Secret with the project's secrets."""
    as_files: bool
    fields: Mapping[str, str] = field(default_factory=dict)
    """The field of the pod behind each variable that has one."""
    literals: Mapping[str, str] = field(default_factory=dict)
    """Variables that are no part of the ConfigMap, since kustomize sets them."""

    @property
    def data(self) -> dict[str, str]:
        """The data of the ConfigMap."""
        files = {file_variable(name): f"{SECRETS_FOLDER}/{secret}" for name, secret in self.secrets.items()}
        return dict(self.plain) | (files if self.as_files else {})

    @property
    def references(self) -> dict[str, Any]:
        """The container's own variables, which refer to secrets and to fields of the pod."""
        fields = [{"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}} for name, path in self.fields.items()]
        secrets = () if self.as_files else self.secrets.items()
        literals = [{"name": name, "value": value} for name, value in self.literals.items()]
        found = [*literals, *fields, *(_reference(name, self.folder, secret) for name, secret in secrets)]
        return {"env": found} if found else {}

    @property
    def mounts(self) -> list[dict[str, Any]]:
        """The mount of the secrets' files."""
        return [{"name": "secrets", "mountPath": SECRETS_FOLDER, "readOnly": True}] if self._has_files else []

    @property
    def volumes(self) -> list[dict[str, Any]]:
        """The volume with the secrets' files. It has only the keys that the component needs."""
        if not self._has_files:
            return []
        # Mode 0440: the files belong to root, and the pod reads them as a member of their group, `fsGroup`.
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
    """Return the variables of a component: those of opsgen, of the part, and of its `environment`, which comes last."""
    graph, as_files = component.graph, component.output.secrets == "files"
    secrets = {secret: secret for secret in others} | tasks.secrets(environment)
    # The root file system is read-only, so programs that write to their home folder get a writable one.
    plain = {"HOME": "/tmp", **tasks.environment_variables(graph), **part, **tasks.texts(environment)}  # noqa: S108
    return Variables(plain, secrets, graph.spec.project.name, as_files)


def config_map_name(component: Component, data: Mapping[str, str]) -> str:
    """Return a name that changes with the data, so that during a rollout each version keeps its own variables."""
    digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
    return f"{component.name}-{digest[:10]}"


def _reference(name: str, folder: str, secret: str) -> dict[str, Any]:
    return {"name": name, "valueFrom": {"secretKeyRef": {"name": folder, "key": secret}}}
