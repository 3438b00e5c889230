"""Requests and limits of containers. Defaults fill in what the spec omits, and a request never exceeds its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.language.values import amount

if TYPE_CHECKING:
    from opsgen.language.deployment import Quantities, Resources
    from opsgen.language.task import Gpu, TaskResources

_REQUESTS = {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "256Mi"}
_LIMITS = {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}

Requirements = dict[str, dict[str, str]]


def of_server(resources: Resources) -> Requirements:
    """Return the requests and limits of a server."""
    return _requirements(_given(resources.requests), _given(resources.limits), resources.gpu)


def of_job(resources: TaskResources | None) -> Requirements:
    """Return the requests and limits of a job. They are equal if the spec sets them."""
    given = _given(resources)
    return _requirements(given, given, resources.gpu if resources else None)


def _given(quantities: Quantities | TaskResources | None) -> dict[str, str]:
    if quantities is None:
        return {}
    given = {
        "cpu": quantities.cpu,
        "memory": quantities.memory,
        "ephemeral-storage": quantities.ephemeral_storage,
    }
    return {name: quantity for name, quantity in given.items() if quantity is not None}


def _requirements(requests: dict[str, str], limits: dict[str, str], gpu: Gpu | None) -> Requirements:
    # The request of an extended resource must equal its limit.
    # https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
    gpus = {gpu.resource: str(gpu.count)} if gpu else {}
    return {
        "requests": {name: _request(name, requests, limits) for name in _REQUESTS} | gpus,
        "limits": {name: _limit(name, requests, limits) for name in _LIMITS} | gpus,
    }


def _request(name: str, requests: dict[str, str], limits: dict[str, str]) -> str:
    if name in requests:
        return requests[name]
    return min(_REQUESTS[name], limits.get(name, _LIMITS[name]), key=amount)


def _limit(name: str, requests: dict[str, str], limits: dict[str, str]) -> str:
    if name in limits:
        return limits[name]
    return max(_LIMITS[name], requests.get(name, _REQUESTS[name]), key=amount)
