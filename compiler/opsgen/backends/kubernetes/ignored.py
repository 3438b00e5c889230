"""The fields of the language that manifests do not depend on, by the reason. A field covers everything below it."""

from __future__ import annotations

IGNORED: dict[str, tuple[str, ...]] = {
    "pods run the image that opsgen.lock pins; the graph has its name": ("project.image",),
    "only workflows start because files change": ("project.shared",),
    "for readers of the spec": (
        "project.description",
        "project.repository",
        "environments.*.description",
        "datasets.*.description",
        "datasets.*.owner",
        "datasets.*.tags",
        "models.*.description",
        "models.*.owner",
        "models.*.tags",
        "models.*.task",
        "deployments.*.tags",
    ),
    "reviewers are a setting of the platform that deploys": ("teams.*.github", "environments.*.approval"),
    "only workflows log in to a cloud": ("environments.*.kubernetes.cluster", "environments.*.identity"),
    "Airflow or a workflow builds the datasets": (
        "datasets.*.ingest",
        "datasets.*.transform",
        "datasets.*.retention",
        "datasets.*.depends_on_past",
        "datasets.*.max_active_runs",
        "datasets.*.produced_by",
    ),
    "Airflow or a workflow trains the models": ("models.*.train", "models.*.retrain", "models.*.explain"),
}
