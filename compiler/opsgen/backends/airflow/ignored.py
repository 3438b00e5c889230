"""The fields of the language that Airflow DAGs do not depend on, by the reason. A field covers everything below it."""

from __future__ import annotations

IGNORED: dict[str, tuple[str, ...]] = {
    "DAGs run the image that opsgen.lock pins; the graph has its name": ("project.image", "project.version"),
    "only workflows start because files change": ("project.shared",),
    "for readers of the spec": ("project.description", "project.repository", "models.*.explain.method"),
    "reviewers are a setting of the platform that deploys": ("teams.*.github", "environments.*.approval"),
    "only workflows log in to a cloud": ("environments.*.kubernetes.cluster", "environments.*.identity"),
    "Kubernetes runs the servers": (
        "deployments.*.port",
        "deployments.*.metrics_path",
        "deployments.*.serving",
        "deployments.*.probes",
        "deployments.*.resources",
        "deployments.*.scaling",
        "deployments.*.rollout",
        "deployments.*.exposure",
        "deployments.*.objectives",
    ),
    "Airflow keeps the history of runs itself": ("deployments.*.history",),
    "opsgen ingest, batch and train run the command: DAGs call these": (
        "datasets.*.ingest.command",
        "models.*.train.command",
        "models.*.explain.command",
        "deployments.*.command",
    ),
    "the graph has it as an edge": ("datasets.*.produced_by",),
}
