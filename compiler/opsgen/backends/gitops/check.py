"""Report what keeps Argo CD from deploying, or a promotion from being proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.gitops import codes
from opsgen.backends.gitops.environment import targets
from opsgen.diagnostics.model import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.gitops.environment import GitopsEnvironment
    from opsgen.diagnostics.model import Code
    from opsgen.graph import EnvironmentGraph, ProjectGraph

_OUTPUT = Place(("outputs", "gitops"))


def of_project(project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
    """Yield findings for the project and for each environment."""
    found = list(targets(project))
    if not found:
        help_ = ("add `outputs.kubernetes`, and `kubernetes: {namespace: …}` to an environment",)
        yield codes.NO_MANIFESTS, Finding(_OUTPUT, "there are no manifests that Argo CD could apply", help_)
    for graph in project.environments:
        if graph.spec.outputs.gitops is None:
            message = f"`{graph.name}` has no `outputs.gitops`, and other environments have it"
            help_ = ("set it for all environments, or for none",)
            yield codes.PARTIAL, Finding(Place(("environments", graph.name)), message, help_)
    for graph in project.environments[1:]:
        yield from _follows(graph)
    for target in found:
        yield from _of_environment(target)


def _follows(graph: EnvironmentGraph) -> Iterator[tuple[Code, Finding]]:
    if graph.spec.outputs.gitops is not None and graph.settings.promote == "always":
        message = f"each change of the spec would reach `{graph.name}` when it is merged"
        help_ = ("remove `promote: always`, and promote releases with `opsgen promote`",)
        yield codes.ALWAYS_PROMOTED, Finding(Place(("environments", graph.name, "promote")), message, help_)


def _of_environment(target: GitopsEnvironment) -> Iterator[tuple[Code, Finding]]:
    spec, name = target.graph.spec, target.graph.name
    if target.output.repository is None and spec.project.repository is None:
        help_ = ("set `project.repository`, or `outputs.gitops.repository`",)
        yield codes.NO_REPOSITORY, Finding(_OUTPUT, "Argo CD has no repository to read manifests from", help_)
    if target.cluster is None:
        message = f"Argo CD has no name for the cluster of `{name}`"
        help_ = ("set `outputs.gitops.cluster`, such as `in-cluster`, or override it in the environment",)
        yield codes.NO_CLUSTER, Finding(Place(("environments", name, "kubernetes")), message, help_)
    is_promoted = target.graph in target.project.frozen
    if is_promoted and spec.outputs.github is not None and target.output.status_creator is None:
        message = "the account is missing whose commit statuses prove that an environment is healthy"
        help_ = ('set `outputs.gitops.status_creator`, such as "example-argocd[bot]"',)
        yield codes.NO_CREATOR, Finding(_OUTPUT, message, help_)
