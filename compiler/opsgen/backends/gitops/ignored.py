"""The fields of the language that Applications do not depend on, by the reason. A field covers everything below it."""

from __future__ import annotations

IGNORED: dict[str, tuple[str, ...]] = {
    "for readers of the spec": ("project.description", "project.owner", "teams", "environments.*.description"),
    "the manifests have it, which the Application applies": (
        "project.image",
        "project.version",
        "connections",
        "datasets",
        "models",
        "deployments",
    ),
    "the reviewers of a promotion's pull request approve": ("environments.*.approval",),
    "Airflow's tasks run there, and no Application starts them": ("environments.*.runner",),
    "only workflows start because files change": ("project.shared",),
    "workflows read it": ("outputs.gitops.status_creator",),
    "Argo CD is the only engine": ("outputs.gitops.engine",),
    "Argo CD has its own access to a cluster, and only the name matters": (
        "environments.*.kubernetes.cluster",
        "environments.*.identity",
    ),
}
