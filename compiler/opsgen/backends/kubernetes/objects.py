"""The Kubernetes objects. They have the fields that differ between objects; templates have what is always the same.

Each field declares the path of its value in the manifest; see `verify/expected_at.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from opsgen.backends.kubernetes.verify.expected_at import at, entries, part, parts, planned

Labels = Mapping[str, str]
Metadata = Mapping[str, Any]
Entries = Mapping[str, Any]


class Manifest:
    """The type of an object, and its template."""

    api_version: ClassVar[str]
    kind: ClassVar[str]
    template: ClassVar[str]
    metadata: Metadata


@planned
class Kustomization:
    """The list of an environment's files."""

    api_version, kind, template = "kustomize.config.k8s.io/v1beta1", "Kustomization", "kustomization"
    resources: Sequence[str] = at("resources")
    components: Entries = entries("")


@planned
class Pins:
    """What an environment runs. Only this file and that of models change when something is pinned."""

    api_version, kind, template = "kustomize.config.k8s.io/v1alpha1", "Component", "pins"
    parts: Entries = entries("")
    images: Sequence[Mapping[str, str]] = at("images")


@planned
class ModelPins:
    """The versions of models that the environment serves. kustomize alone reads it."""

    api_version, kind, template = "v1", "ConfigMap", "model-pins"
    metadata: Metadata = at("metadata")
    data: Labels = at("data")


@planned
class DeploymentComponent:
    """The files of a deployment whose model must be pinned, and the place of the pin in them."""

    api_version, kind, template = "kustomize.config.k8s.io/v1alpha1", "Component", "component"
    resources: Sequence[str] = at("resources")
    replacements: Sequence[Entries] = at("replacements")


@planned
class Namespace(Manifest):
    """The environment's namespace."""

    api_version, kind, template = "v1", "Namespace", "namespace"
    metadata: Metadata = at("metadata")


@planned
class ServiceAccount(Manifest):
    """The identity of a component's pods."""

    api_version, kind, template = "v1", "ServiceAccount", "service-account"
    metadata: Metadata = at("metadata")
    pull_secrets: Entries = entries("")


@planned
class ConfigMap(Manifest):
    """The environment variables of a component's pods. Its name changes with its content."""

    api_version, kind, template = "v1", "ConfigMap", "config-map"
    metadata: Metadata = at("metadata")
    data: Labels = at("data")


@planned
class Container:
    """A container."""

    name: str = at("name")
    image: str = at("image")
    command: Sequence[str] = at("command")
    config_map: str = at("envFrom.0.configMapRef.name")
    secret_variables: Entries = entries("")
    resources: Mapping[str, Labels] = at("resources")
    volume_mounts: Sequence[Mapping[str, Any]] = at("volumeMounts")


@planned
class Pod:
    """The pod of a job."""

    service_account: str = at("serviceAccountName")
    init: Mapping[str, Sequence[Container]] = parts("")
    container: Container = part("containers.0")
    volumes: Sequence[Mapping[str, Any]] = at("volumes")
    placement: Entries = entries("")


@planned
class ServerPod(Pod):
    """The pod of a server. It also has a port, probes, and a selector of its replicas."""

    port: int = at("containers.0.ports.0.containerPort")
    startup_path: str = at("containers.0.startupProbe.httpGet.path")
    startup_attempts: int = at("containers.0.startupProbe.failureThreshold")
    readiness_path: str = at("containers.0.readinessProbe.httpGet.path")
    liveness: Entries = entries("containers.0.livenessProbe")
    selector: Labels = at("topologySpreadConstraints.0.labelSelector.matchLabels")


@planned
class Deployment(Manifest):
    """A server whose pods Kubernetes replaces one by one."""

    api_version, kind, template = "apps/v1", "Deployment", "deployment"
    metadata: Metadata = at("metadata")
    replicas: Entries = entries("spec")
    selector: Labels = at("spec.selector.matchLabels")
    progress_deadline: int = at("spec.progressDeadlineSeconds")
    pod_metadata: Metadata = at("spec.template.metadata")
    pod: ServerPod = part("spec.template.spec")


@planned
class Rollout(Manifest):
    """A server whose new version Argo Rollouts introduces, as a canary or blue/green."""

    api_version, kind, template = "argoproj.io/v1alpha1", "Rollout", "rollout"
    metadata: Metadata = at("metadata")
    replicas: Entries = entries("spec")
    selector: Labels = at("spec.selector.matchLabels")
    progress_deadline: int = at("spec.progressDeadlineSeconds")
    strategy: Mapping[str, Any] = at("spec.strategy")
    pod_metadata: Metadata = at("spec.template.metadata")
    pod: ServerPod = part("spec.template.spec")


@planned
class InferenceService(Manifest):
    """A server that KServe runs."""

    api_version, kind, template = "serving.kserve.io/v1beta1", "InferenceService", "inference-service"
    metadata: Metadata = at("metadata")
    min_replicas: int = at("spec.predictor.minReplicas")
    max_replicas: int = at("spec.predictor.maxReplicas")
    metrics: Sequence[Mapping[str, Any]] = at("spec.predictor.autoScaling.metrics")
    pod_metadata: Entries = entries("spec.predictor")
    pod: ServerPod = part("spec.predictor")


@planned
class Service(Manifest):
    """A stable address for the pods of a server."""

    api_version, kind, template = "v1", "Service", "service"
    metadata: Metadata = at("metadata")
    selector: Labels = at("spec.selector")


@planned
class HorizontalPodAutoscaler(Manifest):
    """The autoscaler of a server."""

    api_version, kind, template = "autoscaling/v2", "HorizontalPodAutoscaler", "horizontal-pod-autoscaler"
    metadata: Metadata = at("metadata")
    target: Labels = at("spec.scaleTargetRef")
    min_replicas: int = at("spec.minReplicas")
    max_replicas: int = at("spec.maxReplicas")
    metrics: Sequence[Mapping[str, Any]] = at("spec.metrics")


@planned
class PodDisruptionBudget(Manifest):
    """The number of pods of a server that may be evicted at once."""

    api_version, kind, template = "policy/v1", "PodDisruptionBudget", "pod-disruption-budget"
    metadata: Metadata = at("metadata")
    selector: Labels = at("spec.selector.matchLabels")


@planned
class NetworkPolicy(Manifest):
    """The allowed connections to and from pods."""

    api_version, kind, template = "networking.k8s.io/v1", "NetworkPolicy", "network-policy"
    metadata: Metadata = at("metadata")
    pods: Mapping[str, Any] = at("spec.podSelector")
    ingress: Sequence[Mapping[str, Any]] = at("spec.ingress")
    egress: Sequence[Mapping[str, Any]] = at("spec.egress")


@planned
class HttpRoute(Manifest):
    """The route from a Gateway to a server."""

    api_version, kind, template = "gateway.networking.k8s.io/v1", "HTTPRoute", "http-route"
    metadata: Metadata = at("metadata")
    gateway: Labels = at("spec.parentRefs.0")
    host: str = at("spec.hostnames.0")
    path: str = at("spec.rules.0.matches.0.path.value")
    backends: Sequence[Mapping[str, Any]] = at("spec.rules.0.backendRefs")


@planned
class Ingress(Manifest):
    """The route from an ingress controller to a server."""

    api_version, kind, template = "networking.k8s.io/v1", "Ingress", "ingress"
    metadata: Metadata = at("metadata")
    controller: Entries = entries("spec")
    host: str = at("spec.rules.0.host")
    path: str = at("spec.rules.0.http.paths.0.path")
    service: str = at("spec.rules.0.http.paths.0.backend.service.name")


@planned
class ServiceMonitor(Manifest):
    """The metrics endpoint that Prometheus scrapes."""

    api_version, kind, template = "monitoring.coreos.com/v1", "ServiceMonitor", "service-monitor"
    metadata: Metadata = at("metadata")
    selector: Mapping[str, Any] = at("spec.selector")
    pod_labels: Entries = entries("spec")
    path: str = at("spec.endpoints.0.path")


@planned
class PrometheusRule(Manifest):
    """The alerts and recording rules of Prometheus."""

    api_version, kind, template = "monitoring.coreos.com/v1", "PrometheusRule", "prometheus-rule"
    metadata: Metadata = at("metadata")
    groups: Sequence[Mapping[str, Any]] = at("spec.groups")


@planned
class AnalysisTemplate(Manifest):
    """The Prometheus queries by which Argo Rollouts decides about a new version."""

    api_version, kind, template = "argoproj.io/v1alpha1", "AnalysisTemplate", "analysis-template"
    metadata: Metadata = at("metadata")
    metrics: Sequence[Mapping[str, Any]] = at("spec.metrics")


@planned
class CronJob(Manifest):
    """A job on a schedule."""

    api_version, kind, template = "batch/v1", "CronJob", "cron-job"
    metadata: Metadata = at("metadata")
    schedule: str = at("spec.schedule")
    time_zone: str = at("spec.timeZone")
    suspend: bool = at("spec.suspend")
    history: int = at("spec.successfulJobsHistoryLimit")
    labels: Labels = at("spec.jobTemplate.metadata.labels")
    retries: int = at("spec.jobTemplate.spec.backoffLimit")
    deadline: int = at("spec.jobTemplate.spec.activeDeadlineSeconds")
    failures: Sequence[Mapping[str, Any]] = at("spec.jobTemplate.spec.podFailurePolicy.rules")
    timeout: int = at("spec.jobTemplate.spec.template.spec.activeDeadlineSeconds")
    pod_metadata: Metadata = at("spec.jobTemplate.spec.template.metadata")
    pod: Pod = part("spec.jobTemplate.spec.template.spec")
