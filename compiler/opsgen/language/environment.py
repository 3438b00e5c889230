from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.types import DnsLabel, Duration, Line, Scalar


class EksCluster(Node):
    """A cluster of Amazon EKS, reached by OIDC."""

    type: Literal["eks"]
    name: Line
    """The cluster's name."""
    region: Line
    """The AWS region."""
    role: Line
    """The ARN of the IAM role that the workflow assumes."""


class GkeCluster(Node):
    """A cluster of Google GKE, reached by workload identity federation."""

    type: Literal["gke"]
    name: Line
    """The cluster's name."""
    location: Line
    """Its region or zone."""
    project: Line
    """Its Google Cloud project."""
    workload_identity_provider: Line
    """The full name of the workload identity provider."""
    service_account: Line
    """The service account that the workflow acts as."""


class AksCluster(Node):
    """A cluster of Azure AKS, reached by OIDC."""

    type: Literal["aks"]
    name: Line
    """The cluster's name."""
    resource_group: Line
    """Its resource group."""
    subscription: Line
    """The subscription's identifier."""
    tenant: Line
    """The tenant's identifier."""
    client: Line
    """The application's client identifier."""


class KubeconfigCluster(Node):
    """Any cluster, reached with a kubeconfig from a secret of the GitHub environment."""

    type: Literal["kubeconfig"]
    kubeconfig: SecretReference
    """The secret that holds the kubeconfig file."""


Cluster = Annotated[EksCluster | GkeCluster | AksCluster | KubeconfigCluster, Field(discriminator="type")]


class KubernetesTarget(Node):
    """Where in Kubernetes the environment lives."""

    namespace: DnsLabel
    """The namespace of everything that the environment deploys and of the pods that its tasks run in."""
    cluster: Cluster | None = None
    """How the deploy workflow reaches the cluster; by default with the kubeconfig in the secret KUBECONFIG."""


class Approval(Node):
    """Who must approve a deployment to the environment."""

    reviewers: list[Line] = Field(min_length=1)
    """The teams of whom one member must approve."""
    wait: Duration | None = None
    """How long a deployment waits before it may be approved."""


class Environment(Node):
    """A place that the project runs in; environments are promoted in the order they stand in."""

    description: Line | None = None
    """What the environment is for."""
    runner: Literal["process", "kubernetes"] = "process"
    """Whether Airflow's tasks run as processes of the worker or in pods of their own."""
    variables: dict[str, Scalar] = Field(default_factory=dict)
    """The values of variables here."""
    kubernetes: KubernetesTarget | None = None
    """Where in Kubernetes the environment lives."""
    approval: Approval | None = None
    """Who must approve a deployment."""
    overrides: dict[str, Any] = Field(default_factory=dict)
    """Values of the spec that differ here: keys are dotted paths from the root, mappings are merged key by key,
    anything else is replaced."""
