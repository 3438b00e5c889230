"""Check that pods meet the restricted Pod Security Standard, have limits, and have network policies.

https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.language.values import amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.api import Problem
    from opsgen.backends.kubernetes.verify.environment import Object, RenderedEnvironment

_VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "projected", "secret"}
_RESOURCES = {"cpu", "memory", "ephemeral-storage"}
# Lower IDs may exist on the node. A process that escapes its container would have the rights of that user.
_LEAST_ID = 10000


def _restricted(environment: RenderedEnvironment) -> Iterator[Problem]:
    for workload in environment.workloads:
        for lacking in (*_lacking_in_pod(workload.pod), *map(_lacking_in, workload.containers)):
            if lacking:
                yield environment.problem(workload.found, f"its pods are not restricted: {lacking}")


def _lacking_in_pod(pod: Object) -> Iterator[str]:
    context = pod.get("securityContext", {})
    if (
        context.get("runAsNonRoot") is not True
        or min(context.get("runAsUser", 0), context.get("runAsGroup", 0)) < _LEAST_ID
    ):
        yield f"they may run as root, or with an ID below {_LEAST_ID}"
    if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield "seccompProfile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "they mount the token of their service account"
    if any(pod.get(field) for field in ("hostNetwork", "hostPID", "hostIPC")):
        yield "they use namespaces of the host"
    if any(set(volume) - {"name"} - _VOLUMES for volume in pod.get("volumes", ())):
        yield "a kind of volume that is not allowed"


def _lacking_in(container: Object) -> str | None:
    context = container.get("securityContext", {})
    if context.get("allowPrivilegeEscalation") is not False or context.get("privileged") is not False:
        return "it allows privilege escalation"
    if context.get("capabilities") != {"drop": ["ALL"]}:
        return "it does not drop all capabilities"
    return None if context.get("readOnlyRootFilesystem") is True else "the root file system is writable"


def _limited(environment: RenderedEnvironment) -> Iterator[Problem]:
    for workload in environment.workloads:
        for container in workload.containers:
            requests, limits = container["resources"]["requests"], container["resources"]["limits"]
            if not (requests.keys() == limits.keys() >= _RESOURCES):
                yield environment.problem(workload.found, "cpu, memory or ephemeral-storage has no request or no limit")
            elif any(amount(requests[name]) > amount(limits[name]) for name in limits):
                yield environment.problem(workload.found, "it requests more than its limit")


def _fixed_images(environment: RenderedEnvironment) -> Iterator[Problem]:
    for workload in environment.workloads:
        for container in workload.containers:
            _, colon, tag = container["image"].rpartition(":")
            if not colon or "/" in tag or tag == "latest":
                yield environment.problem(workload.found, f"the image {container['image']} has no fixed tag or digest")


def _isolated(environment: RenderedEnvironment) -> Iterator[Problem]:
    isolated: set[str] = set()
    for policy in environment.of_kind("NetworkPolicy"):
        if policy.spec["podSelector"]:
            isolated |= {workload.found.path for workload in environment.pods.matching(policy.spec["podSelector"])}
        if policy.spec["policyTypes"] != ["Ingress", "Egress"]:
            yield environment.problem(policy, "it does not restrict both ingress and egress")
    for workload in environment.workloads:
        if workload.found.path not in isolated:
            yield environment.problem(workload.found, "no NetworkPolicy of its own selects its pods")


def _default_deny(environment: RenderedEnvironment) -> Iterator[Problem]:
    denying = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": []}
    if not any(policy.spec == denying for policy in environment.of_kind("NetworkPolicy")):
        for namespace in environment.of_kind("Namespace"):
            yield environment.problem(namespace, "no policy denies connections by default")


def _pod_security(environment: RenderedEnvironment) -> Iterator[Problem]:
    for namespace in environment.of_kind("Namespace"):
        levels = [namespace.labels.get(f"pod-security.kubernetes.io/{mode}") for mode in ("enforce", "audit", "warn")]
        if set(levels) != {"restricted"}:
            yield environment.problem(namespace, "it does not enforce the restricted Pod Security Standard")


PROOFS = (_restricted, _limited, _fixed_images, _isolated, _default_deny, _pod_security)
