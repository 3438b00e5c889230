from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from opsgen.language.node import Node
from opsgen.language.secret import SecretReference
from opsgen.language.types import DnsLabel, Duration, Line, Scalar


class EksCluster(Node):
    """A cluster of Amazon EKS; the deploy workflow authenticates by OIDC."""

    type: Literal["eks"]
    name: Line
    """Name of the cluster."""
    region: Line
    """AWS region, such as `eu-central-1`."""
    role: Line
    """ARN of the IAM role that the workflow assumes."""


class GkeCluster(Node):
    """A cluster of Google GKE; the deploy workflow authenticates by workload identity federation."""

    type: Literal["gke"]
    name: Line
    """Name of the cluster."""
    location: Line
    """Region or zone of the cluster."""
    project: Line
    """Google Cloud project of the cluster."""
    workload_identity_provider: Line
    """Full resource name of the workload identity provider."""
    service_account: Line
    """Service account that the workflow impersonates."""


class AksCluster(Node):
    """A cluster of Azure AKS; the deploy workflow authenticates by OIDC."""

    type: Literal["aks"]
    name: Line
    """Name of the cluster."""
    resource_group: Line
    """Resource group of the cluster."""
    subscription: Line
    """Subscription ID."""
    tenant: Line
    """Tenant ID."""
    client: Line
    """Client ID of the application that the workflow signs in as."""


class KubeconfigCluster(Node):
    """Any other cluster; the deploy workflow uses a kubeconfig from a secret of the GitHub environment."""

    type: Literal["kubeconfig"]
    kubeconfig: SecretReference
    """Secret that contains the kubeconfig file."""


Cluster = Annotated[EksCluster | GkeCluster | AksCluster | KubeconfigCluster, Field(discriminator="type")]


class KubernetesTarget(Node):
    """Cluster and namespace of the environment."""

    namespace: DnsLabel
    """Namespace of the environment's deployments and of the pods of its tasks."""
    cluster: Cluster | None = None
    """How the deploy workflow reaches the cluster; by default with the kubeconfig in the secret `KUBECONFIG`."""


class Approval(Node):
    """Who must approve a deployment to the environment."""

    reviewers: list[Line] = Field(min_length=1)
    """Names of teams. One member of any of them must approve."""
    wait: Duration | None = None
    """How long a deployment waits before it can be approved, such as `1h`."""


class CloudIdentity(Node):
    """Who a job is in a cloud. One key names the cloud: `role` for AWS, `service_account` for Google Cloud, `client`
    for Azure."""

    role: Line | None = None
    """AWS: ARN of the IAM role that the job assumes."""
    region: Line | None = None
    """AWS: region of the session; by default that of the EKS cluster, of the data or of the registry."""
    service_account: Line | None = None
    """Google Cloud: service account that the job impersonates."""
    workload_identity_provider: Line | None = None
    """Google Cloud: full resource name of the workload identity provider; by default that of the GKE cluster."""
    client: Line | None = None
    """Azure: client ID of the application that the job signs in as."""
    tenant: Line | None = None
    """Azure: tenant ID; by default that of the AKS cluster."""
    subscription: Line | None = None
    """Azure: subscription ID; by default that of the AKS cluster."""


class CiIdentity(Node):
    """Who the jobs of GitHub Actions are in a cloud. None of them is the identity of the cluster."""

    registry: CloudIdentity | None = None
    """Pushes the image, and pulls it before a deployment. Required if a registry of a cloud has the image; by default,
    deployments pull it as the identity of the cluster."""
    data: CloudIdentity | None = None
    """Reads the data to check it after each merge. Without it, no workflow checks data in the cloud."""
    train: CloudIdentity | None = None
    """Reads the features of models, and trains."""
    deploy: CloudIdentity | None = None
    """Copies DAGs to the bucket of `outputs.airflow.ship`; by default the identity of the cluster. Only the job that
    deploys gets it, which runs no code of the project."""


class Identity(Node):
    """Who the parts of an environment are in a cloud."""

    ci: CiIdentity = Field(default_factory=CiIdentity)
    """The jobs of GitHub Actions."""


class Environment(Node):
    """A place that the project runs in, such as `staging`. Changes are promoted through the environments in the
    order of the spec."""

    description: Line | None = None
    """What the environment is for."""
    runner: Literal["process", "kubernetes"] = "process"
    """`process` runs Airflow tasks as processes of the worker, `kubernetes` each in its own pod."""
    variables: dict[str, Scalar] = Field(default_factory=dict)
    """Values of variables in this environment."""
    kubernetes: KubernetesTarget | None = None
    """Cluster and namespace of the environment."""
    identity: Identity = Field(default_factory=Identity)
    """Who jobs are in a cloud, besides the identity of the cluster that deploys."""
    approval: Approval | None = None
    """Who must approve a deployment to this environment."""
    promote: Literal["reviewed", "always"] = "reviewed"
    """`reviewed`: where GitHub Actions deploys, the DAGs and manifests of an environment after the first change by
    `opsgen promote` only. `always`: they follow the spec, so that a change of it reaches this environment at once."""
    overrides: dict[str, Any] = Field(default_factory=dict)
    """Values of the spec that differ in this environment. Keys are dotted paths from the root, such as
    `deployments.api.scaling.min`. Mappings are merged key by key; anything else is replaced."""
