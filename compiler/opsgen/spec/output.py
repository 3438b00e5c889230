from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from opsgen.spec.node import Node
from opsgen.spec.types import Date, Line, Name, RelativePath

KubernetesVersion = Literal["1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"]


class AirflowOutput(Node):
    """Airflow DAGs, one static file each, a folder for each environment."""

    version: Literal["3", "2.11"] = "3"
    """The Airflow that runs them."""
    path: RelativePath = "dags"
    """Where the files go, below the project's folder."""
    start_date: Date = "2024-01-01"
    """The fixed date from which on the DAGs' schedules count."""


class GithubOutput(Node):
    """GitHub Actions workflows."""

    path: RelativePath = ".github/workflows"
    """Where the files go, below the project's folder."""
    runs_on: Line = "ubuntu-24.04"
    """The runner image of every job."""
    python: Line = "3.12"
    """The Python that the project's tests and opsgen run on."""
    default_branch: Line = "main"
    """The branch whose pushes are deployed."""


class KubernetesOutput(Node):
    """Kubernetes manifests, a kustomize folder for each environment."""

    version: KubernetesVersion = "1.34"
    """The Kubernetes whose schemas the manifests keep."""
    path: RelativePath = "deploy"
    """Where the files go, below the project's folder."""
    monitoring: Literal["prometheus-operator", "none"] = "prometheus-operator"
    """What collects metrics and raises alerts."""


class Outputs(Node):
    """Which artifacts are built, and where their files go."""

    airflow: AirflowOutput | None = None
    github: GithubOutput | None = None
    kubernetes: KubernetesOutput | None = None
    plugins: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    """Backends that other packages bring, by name, with options of their own."""
