"""Findings for all environments together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.kubernetes import codes
from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import remove

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsgen.backends.kubernetes.check.syntax import Found
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.diagnostics.model import Path


def _no_environment(targets: Sequence[KubernetesEnvironment]) -> Iterator[Found]:
    if not targets:
        place = Place(("outputs", "kubernetes"), "key")
        help_ = ("add `kubernetes: {namespace: …}` to each environment on Kubernetes",)
        yield codes.NO_ENVIRONMENT, Finding(place, "no environment has `kubernetes:` settings", help_)


def _shared_namespaces(targets: Sequence[KubernetesEnvironment]) -> Iterator[Found]:
    owners: dict[tuple[object, str], str] = {}
    for target in targets:
        settings = target.graph.settings.kubernetes
        # A kubeconfig is a secret, with its own value in each environment: assume different clusters.
        if settings is None or settings.cluster is None or settings.cluster.type == "kubeconfig":
            continue
        owner = owners.setdefault((repr(settings.cluster), settings.namespace), target.graph.name)
        if owner != target.graph.name:
            message = f"environments `{owner}` and `{target.graph.name}` share a namespace of the same cluster"
            related = ((_namespace_place(owner), f"also the namespace of `{owner}`"),)
            help_ = ("give each environment its own namespace",)
            yield codes.SHARED_NAMESPACE, Finding(_namespace_place(target.graph.name), message, help_, related)


def _namespace_place(environment: str) -> Place:
    return Place(("environments", environment, "kubernetes", "namespace"))


def _unused_settings(targets: Sequence[KubernetesEnvironment]) -> Iterator[Found]:
    """Settings without effect in every environment: a setting may be shared, and used in one of them."""
    unused = [dict(_unused_in(target)) for target in targets]
    for path in dict.fromkeys(path for found in unused for path in found):
        if all(path in found for found in unused):
            place = Place(path, "key")
            yield codes.UNUSED_SETTING, Finding(place, *unused[0][path], repair=remove(place, "it has no effect"))


def _unused_in(target: KubernetesEnvironment) -> Iterator[tuple[Path, tuple[str, tuple[str, ...]]]]:
    for name, deployment in target.graph.online():
        rollout, exposure = deployment.rollout, deployment.exposure
        path: Path = ("deployments", name)
        if rollout.steps is not None and rollout.strategy != "canary":
            yield (*path, "rollout", "steps"), _unused("steps", f"strategy `{rollout.strategy}`", "strategy: canary")
        if rollout.pause is not None and rollout.strategy == "rolling":
            yield (*path, "rollout", "pause"), _unused("pause", "strategy `rolling`", "strategy: canary")
        if exposure is None:
            continue
        kind = f"exposure through `{exposure.type}`"
        if exposure.gateway is not None and exposure.type == "ingress":
            yield (*path, "exposure", "gateway"), _unused("gateway", kind, "type: gateway")
        if exposure.ingress_class is not None and exposure.type == "gateway":
            yield (*path, "exposure", "ingress_class"), _unused("ingress_class", kind, "type: ingress")
        if exposure.tls_secret is not None and exposure.type == "gateway":
            yield (*path, "exposure", "tls_secret"), _unused("tls_secret", kind, "type: ingress")


def _unused(setting: str, context: str, instead: str) -> tuple[str, tuple[str, ...]]:
    return f"`{setting}` has no effect with {context}", (f"remove it, or write `{instead}`",)


CHECKS = (_no_environment, _shared_namespaces, _unused_settings)
