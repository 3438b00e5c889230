"""The fields of the language that files of SQL do not depend on, by the reason. A field covers everything below it."""

from __future__ import annotations

IGNORED: dict[str, tuple[str, ...]] = {
    "the files have the rules of datasets, and nothing about who runs them or where": (
        "project",
        "teams",
        "environments",
    ),
    "the files read the data, whatever builds it": (
        "datasets.*.ingest",
        "datasets.*.transform",
        "datasets.*.produced_by",
        "datasets.*.retention",
        "datasets.*.depends_on_past",
        "datasets.*.max_active_runs",
    ),
    "for readers of the spec": ("datasets.*.description", "datasets.*.owner", "datasets.*.tags"),
    "no model or deployment has rules": ("models", "deployments"),
}
