"""The Application of an environment.

https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml has all fields.
"""

from __future__ import annotations

from posixpath import join
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.gitops.environment import GitopsEnvironment

API_VERSION, KIND = "argoproj.io/v1alpha1", "Application"
DEFAULT_BRANCH = "main"
SUBSCRIPTION = "notifications.argoproj.io/subscribe.opsgen-commit-status.github"
STATUS = "opsgen.dev/commit-status"
"""The annotation with the context of the commit status. The template of the notification reads it."""

# Values that a controller sets, for all objects of a kind: the release in git can be older than the spec, so an object
# that the spec no longer has may still be there. A server with autoscaling has no `replicas` in its manifest.
_IGNORED = (
    # Argo Rollouts directs each Service of a rollout to the pods of one version.
    {"group": "", "kind": "Service", "jsonPointers": ["/spec/selector/rollouts-pod-template-hash"]},
    # Only a canary's rules have several backends. To ignore a value in a list, Argo CD takes the whole list from the
    # cluster, so a route with one backend must not match: its changes would never be applied.
    {
        "group": "gateway.networking.k8s.io",
        "kind": "HTTPRoute",
        "jqPathExpressions": [".spec.rules[]? | select((.backendRefs | length) > 1) | .backendRefs[].weight"],
    },
    # Kubernetes refuses to shrink a volume that somebody has grown.
)
_SYNC = {
    # Git is what runs: objects of a former release go, and edits by hand are undone.
    "automated": {"prune": True, "selfHeal": True},
    "syncOptions": [
        "ServerSideApply=true",
        "RespectIgnoreDifferences=true",
        # Pods of the version before may still read their config maps until the new ones are healthy.
        "PruneLast=true",
    ],
    "retry": {"limit": 5, "backoff": {"duration": "30s", "factor": 2, "maxDuration": "10m"}},
}


class Application(NamedTuple):
    """An Application: its metadata and its specification."""

    metadata: Mapping[str, Any]
    spec: Mapping[str, Any]

    @property
    def document(self) -> dict[str, Any]:
        """The document that a YAML parser must read from the file."""
        return {"apiVersion": API_VERSION, "kind": KIND, "metadata": self.metadata, "spec": self.spec}


def application(target: GitopsEnvironment) -> Application:
    """Build the Application of an environment."""
    return Application(_metadata(target), _spec(target))


def _metadata(target: GitopsEnvironment) -> dict[str, Any]:
    # There is no finalizer: whoever deletes the Application keeps the servers.
    return {
        "name": target.name,
        "namespace": target.output.namespace,
        "labels": {
            "app.kubernetes.io/part-of": target.project.name,
            "app.kubernetes.io/managed-by": "opsgen",
            "opsgen.dev/environment": target.graph.name,
        },
        "annotations": {
            # The API server computes the difference, with its defaults and spellings of quantities.
            "argocd.argoproj.io/compare-options": "ServerSideDiff=true",
            SUBSCRIPTION: "",
            STATUS: f"{target.project.name} / {target.graph.name}",
        },
    }


def _spec(target: GitopsEnvironment) -> dict[str, Any]:
    spec = target.graph.spec
    github = spec.outputs.github
    return {
        "project": target.output.project,
        "source": {
            "repoURL": target.output.repository or spec.project.repository,
            "targetRevision": github.default_branch if github else DEFAULT_BRANCH,
            "path": join(target.project.folder, target.folder),
        },
        "destination": {"name": target.cluster, "namespace": target.settings.namespace},
        "syncPolicy": _SYNC,
        "ignoreDifferences": list(_IGNORED),
    }
