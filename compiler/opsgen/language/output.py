from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from opsgen.language import values
from opsgen.language.node import Node
from opsgen.language.types import (
    ActionPin,
    Branch,
    BucketFolder,
    Command,
    Date,
    DnsLabel,
    GithubOwner,
    Line,
    Name,
    Port,
    RelativePath,
    Text,
    Url,
)

AirflowVersion = Annotated[Literal["3", "2.11"], BeforeValidator(values.text)]

KubernetesVersion = Annotated[
    Literal["1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"], BeforeValidator(values.text)
]


class DagShipment(Node):
    """Where a deployment copies the DAGs of its environment to."""

    bucket: BucketFolder
    """Folder of a bucket that Airflow reads DAGs from, such as `s3://acme-dags/prod`. It must be the environment's own:
    the workflow deletes everything else in it."""


class AirflowOutput(Node):
    """Airflow DAGs, one static file each, a folder for each environment."""

    version: AirflowVersion = "3"
    """The Airflow that runs them; `3` is 3.3 or newer."""
    path: RelativePath = "dags"
    """Where the files go, below the project's folder."""
    start_date: Date = "2024-01-01"
    """The fixed date from which on the DAGs' schedules count."""
    pool: Name | None = None
    """The pool whose slots the tasks take; Airflow's default pool without it."""
    ship: Annotated[DagShipment, BeforeValidator(values.shipment)] | None = None
    """How DAGs get to an Airflow that cannot read git. By default, Airflow reads them from the default branch."""


class GithubActions(Node):
    """The actions that workflows use, each pinned to a commit."""

    mirror: GithubOwner | None = None
    """The organization that has copies of them: `acme` makes `actions/checkout` into `acme/checkout`."""
    allow: list[Line] | None = None
    """The actions that the organization allows, such as `actions/*`; all of them by default."""
    pins: dict[Line, ActionPin] = Field(default_factory=dict)
    """Versions with their commits, by action, such as `v7.0.1@<commit>`. By default the highest of opsgen's own and
    those in committed workflows, which update bots raise."""


class GithubOutput(Node):
    """GitHub Actions workflows."""

    path: RelativePath = ".github/workflows"
    """Where the files go: `.github/workflows` is that of the repository's root, any other folder is below the project's
    folder. The action of the workflows goes to `.github/actions`, or below that other folder."""
    runs_on: Line = "ubuntu-24.04"
    """The runner image of every job."""
    train_runs_on: Line | None = None
    """The runner of trainings, where they need another one, e.g. with a GPU."""
    python: Line = "3.12"
    """The Python that the project's tests and opsgen run on."""
    requirements: RelativePath = "requirements.txt"
    """The requirements file of everything that jobs run: the project's commands and tests, and opsgen itself."""
    test: Command | None = Field(default=["python", "-m", "pytest"])
    """The command that tests the project; none where there are no tests."""
    default_branch: Branch = "main"
    """The branch whose pushes are deployed."""
    actions: GithubActions = Field(default_factory=GithubActions)
    """Which actions the workflows use."""
    codeowners: bool = False
    """Whether to write `.github/CODEOWNERS` in the root of the repository: teams own the files of their datasets and
    models, and those who approve deployments own the spec, the lockfile, the workflows and what is deployed."""
    provenance: Literal["attest", "off"] = "attest"
    """`attest`: workflows sign what they build and what an environment has run, and verify it before they deploy to the
    next one. `off`, where GitHub has no attestations: they rely on its record of runs."""


class KubernetesOutput(Node):
    """Kubernetes manifests, a kustomize folder for each environment."""

    version: KubernetesVersion = "1.34"
    """The Kubernetes whose schemas the manifests keep."""
    path: RelativePath = "deploy"
    """Where the files go, below the project's folder."""
    monitoring: Literal["prometheus-operator", "none"] = "prometheus-operator"
    """What collects metrics and raises alerts."""
    monitoring_namespace: DnsLabel = "monitoring"
    """The namespace that Prometheus runs in: it may scrape the servers, and canaries are judged by it."""
    monitoring_labels: dict[Line, Text] = Field(default_factory=dict)
    """The labels that Prometheus finds monitors and rules by, e.g. `release: kube-prometheus-stack`."""
    ingress_namespace: DnsLabel | None = None
    """The namespace of the proxies that let requests in; by default that of the server's Gateway, else
    `gateway-system`, and `ingress-nginx` for an Ingress."""
    egress_ports: list[Port] = Field(default_factory=list)
    """TCP ports that pods may connect to, beside those of their connections."""
    secrets: Literal["files", "environment"] = "files"
    """How pods get a secret NAME: as a file that the variable NAME_FILE names, or as the variable NAME itself."""
    pull_secret: DnsLabel | None = None
    """The Kubernetes Secret that images are pulled with; none where the nodes may pull them."""
    service_account_annotations: dict[Line, Text] = Field(default_factory=dict)
    """Annotations of every service account, such as the cloud role that its pods take on."""


class SqlOutput(Node):
    """The quality rules as SQL, a file for each dataset and environment in the dialect of the engine that has the data:
    anyone can run them without opsgen."""

    path: RelativePath = "sql"
    """Where the files go, below the project's folder."""


class GitopsOutput(Node):
    """An Application of Argo CD for each environment. Argo CD applies what is merged, and no workflow has access to a
    cluster."""

    engine: Literal["argocd"] = "argocd"
    """What applies the manifests."""
    path: RelativePath = "argocd"
    """Where the files go, below the project's folder."""
    repository: Url | None = None
    """Address of the repository that Argo CD reads; `project.repository` by default."""
    namespace: DnsLabel = "argocd"
    """Namespace of the Applications."""
    project: DnsLabel = "default"
    """AppProject of the Applications."""
    cluster: Line | None = None
    """Name of the cluster in Argo CD, such as `in-cluster`; by default the name of the environment's cluster."""
    status_creator: Line | None = None
    """GitHub account with which Argo CD writes commit statuses, such as `example-argocd[bot]`. Only its statuses prove
    that an environment is healthy."""


class Outputs(Node):
    """Which artifacts are built, and where their files go."""

    airflow: AirflowOutput | None = None
    github: GithubOutput | None = None
    kubernetes: KubernetesOutput | None = None
    sql: SqlOutput | None = None
    gitops: GitopsOutput | None = None
    plugins: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    """Backends that other packages bring, by name, with options of their own."""
