"""Findings for one server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.backends.kubernetes import codes, secrets
from opsgen.backends.kubernetes.check import syntax
from opsgen.backends.kubernetes.rollout import is_routed, steps_of
from opsgen.diagnostics.model import Finding, Place
from opsgen.language.values import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.kubernetes.check.syntax import Found
    from opsgen.backends.kubernetes.environment import KubernetesEnvironment
    from opsgen.language.deployment import OnlineDeployment

# The controller appends 11 characters to name a Job, whose name has at most 63.
# https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
_CRON_JOB_NAME_LENGTH = 52
_SHORTEST_WINDOW = 7 * 86400
_FIRST_UNPRIVILEGED_PORT = 1024


def _gateway(_: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    exposure = deployment.exposure
    if exposure and exposure.gateway is not None and not re.fullmatch(syntax.GATEWAY, exposure.gateway):
        place = Place(("deployments", name, "exposure", "gateway"))
        help_ = ("write `name`, or `namespace/name` for a Gateway of another namespace",)
        yield codes.BAD_GATEWAY, Finding(place, "this is not a valid name of a Gateway", help_)


def _port(_: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    # Lower ports need root or NET_BIND_SERVICE, and pods drop all capabilities.
    if deployment.port < _FIRST_UNPRIVILEGED_PORT:
        place = Place(("deployments", name, "port"))
        help_ = ("write `port: 8080`; the Service still accepts requests at port 80",)
        message = f"pods do not run as root and cannot listen on port {deployment.port}"
        yield codes.PRIVILEGED_PORT, Finding(place, message, help_)


def _gpu(_: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    yield from syntax.gpu(name, deployment.resources.gpu)


def _kserve(_: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    if deployment.serving == "kserve" and deployment.rollout.strategy != "rolling":
        place = Place(("deployments", name, "rollout", "strategy"))
        related = ((Place(("deployments", name, "serving")), "`serving: kserve` is here"),)
        message = f"KServe does not support `strategy: {deployment.rollout.strategy}`"
        help_ = ("write `strategy: rolling`, or `serving: kubernetes`",)
        yield codes.ROLLOUT_ON_KSERVE, Finding(place, message, help_, related)


def _canary(_: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    if deployment.serving == "kserve" or deployment.rollout.strategy != "canary" or is_routed(deployment):
        return
    # Without a Gateway, Argo Rollouts splits requests by the number of pods: the smallest share is one pod.
    replicas, least = deployment.scaling.max, min(steps_of(deployment.rollout))
    if least * replicas < 100:
        place = Place(("deployments", name, "rollout"), "key")
        message = f"without a Gateway, one of {replicas} replicas gets more than {least} percent of requests"
        help_ = ("expose the server through a Gateway, or start with a larger step",)
        yield codes.SMALL_CANARY_STEP, Finding(place, message, help_)


def _objectives(target: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    objectives = deployment.objectives
    if target.output.monitoring != "none" and objectives and seconds(objectives.window) < _SHORTEST_WINDOW:
        place = Place(("deployments", name, "objectives", "window"))
        message = "the window is too short: alerts would come after the objective is missed"
        yield codes.SHORT_WINDOW, Finding(place, message, ("write seven days or more, such as `30d`",))


def _variables(target: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    yield from syntax.colliding_variables(target, name, deployment, secrets.of_server(target, name))


def _monitor_name(_: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    room = _CRON_JOB_NAME_LENGTH - len("-drift")
    if deployment.monitor is not None and len(name) > room:
        message = f"the name of a deployment with a monitor has at most {room} characters, but this one has {len(name)}"
        help_ = ("shorten it: the name of its monitor's CronJob ends in `-drift`",)
        yield codes.LONG_NAME, Finding(Place(("deployments", name), "key"), message, help_)


def _retraining(target: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:  # noqa: ARG001
    model, graph = deployment.model, target.graph
    if deployment.monitor is None or model is None or graph.orchestrator != "kubernetes":
        return
    retrain = graph.spec.models[model].retrain
    if retrain and retrain.on_drift:
        place = Place(("models", model, "retrain", "on_drift"))
        help_ = ("add `outputs.airflow`: the DAG of the monitor starts the training",)
        yield codes.NO_RETRAINING, Finding(place, "Kubernetes cannot start this training when it finds drift", help_)


def _registry(target: KubernetesEnvironment, name: str, deployment: OnlineDeployment) -> Iterator[Found]:
    yield from syntax.registry(target, name, deployment)


CHECKS = (_registry, _gateway, _port, _gpu, _kserve, _canary, _objectives, _variables, _monitor_name, _retraining)
