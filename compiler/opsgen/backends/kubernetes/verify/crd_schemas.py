"""Schemas of the custom resources, for the fields that opsgen writes. No Python package has them.

They follow the CustomResourceDefinitions of Argo Rollouts, the Gateway API, the Prometheus Operator and KServe, with
Kubernetes' own definitions where these embed them. A field that is not listed is an error, so that typos are found.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_POD_TEMPLATE = "io.k8s.api.core.v1.PodTemplateSpec"
_POD = "io.k8s.api.core.v1.PodSpec"
_METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
_SELECTOR = "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"
_DEPLOYMENT_STRATEGY = "io.k8s.api.apps.v1.DeploymentStrategy"

_TEXT: Schema = {"type": "string", "minLength": 1}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_LABELS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_DURATION: Schema = {"type": "string", "pattern": "^([0-9]+(ms|s|m|h|d|w|y))+$"}
_AMOUNT: Schema = {"anyOf": [_COUNT, {"type": "string", "pattern": "^[0-9]+%$"}]}


def custom_schemas(definitions: Schema) -> dict[tuple[str, str], Schema]:
    """Return the schemas by API version and kind."""
    specs = {
        ("argoproj.io/v1alpha1", "Rollout"): _rollout(),
        ("argoproj.io/v1alpha1", "AnalysisTemplate"): _analysis_template(),
        ("gateway.networking.k8s.io/v1", "HTTPRoute"): _http_route(),
        ("monitoring.coreos.com/v1", "ServiceMonitor"): _service_monitor(),
        ("monitoring.coreos.com/v1", "PrometheusRule"): _prometheus_rule(),
        ("serving.kserve.io/v1beta1", "InferenceService"): _inference_service(definitions),
    }
    return {
        (api_version, kind): _object(
            apiVersion={"const": api_version}, kind={"const": kind}, metadata=_defined(_METADATA), spec=spec
        )
        for (api_version, kind), spec in specs.items()
    }


def _rollout() -> Schema:
    analysis = _object(
        templates=_list(_object(templateName=_TEXT)),
        args=_list(_object(name=_TEXT, valueFrom=_object(podTemplateHashValue={"enum": ["Stable", "Latest"]}))),
    )
    step = {
        "oneOf": [
            _object(setWeight={"type": "integer", "minimum": 0, "maximum": 100}),
            _object(pause=_object(duration=_COUNT)),
        ]
    }
    plugin = _object(httpRoute=_TEXT, namespace=_TEXT)
    canary = _object(
        maxSurge=_AMOUNT,
        maxUnavailable=_AMOUNT,
        steps=_list(step),
        analysis_=analysis,
        stableService_=_TEXT,
        canaryService_=_TEXT,
        trafficRouting_=_object(plugins={"type": "object", "additionalProperties": plugin}),
    )
    blue_green = _object(
        activeService=_TEXT,
        previewService=_TEXT,
        autoPromotionEnabled=_FLAG,
        autoPromotionSeconds=_COUNT,
        scaleDownDelaySeconds=_COUNT,
        postPromotionAnalysis_=analysis,
    )
    return _object(
        replicas_=_COUNT,
        revisionHistoryLimit=_COUNT,
        progressDeadlineSeconds=_COUNT,
        progressDeadlineAbort=_FLAG,
        selector=_defined(_SELECTOR),
        strategy={"oneOf": [_object(canary=canary), _object(blueGreen=blue_green)]},
        template=_defined(_POD_TEMPLATE),
    )


def _analysis_template() -> Schema:
    prometheus = _object(address={"type": "string", "pattern": "^https?://"}, query=_TEXT)
    metric = _object(
        name=_TEXT,
        initialDelay=_DURATION,
        interval=_DURATION,
        count_=_COUNT,
        failureLimit=_COUNT,
        successCondition=_TEXT,
        provider=_object(prometheus=prometheus),
    )
    return _object(args=_list(_object(name=_TEXT)), metrics=_list(metric))


def _http_route() -> Schema:
    path = _object(type={"enum": ["Exact", "PathPrefix"]}, value={"type": "string", "pattern": "^/"})
    backend = _object(name=_TEXT, port={"type": "integer", "minimum": 1, "maximum": 65535}, weight_=_COUNT)
    return _object(
        parentRefs=_list(_object(name=_TEXT, namespace_=_TEXT)),
        hostnames=_list(_TEXT),
        rules=_list(_object(matches=_list(_object(path=path)), backendRefs=_list(backend))),
    )


def _service_monitor() -> Schema:
    endpoint = _object(port=_TEXT, path=_TEXT, interval=_DURATION, scrapeTimeout=_DURATION)
    return _object(
        jobLabel=_TEXT, podTargetLabels_=_list(_TEXT), selector=_defined(_SELECTOR), endpoints=_list(endpoint)
    )


def _prometheus_rule() -> Schema:
    alert = _object(alert=_TEXT, expr=_TEXT, labels=_LABELS, annotations=_LABELS, **{"for": _DURATION})
    record = _object(record={"type": "string", "pattern": "^[a-zA-Z_:][a-zA-Z0-9_:]*$"}, expr=_TEXT, labels=_LABELS)
    return _object(groups=_list(_object(name=_TEXT, rules=_list({"oneOf": [alert, record]}))))


def _inference_service(definitions: Schema) -> Schema:
    pod = definitions[_POD]
    target = _object(type={"const": "Utilization"}, averageUtilization=_COUNT)
    resource = _object(name={"enum": ["cpu", "memory"]}, target=target)
    own = {
        "labels": _LABELS,
        "annotations": _LABELS,
        "minReplicas": _COUNT,
        "maxReplicas": _COUNT,
        "autoScaling": _object(metrics=_list(_object(type={"const": "Resource"}, resource=resource))),
        "deploymentStrategy": _defined(_DEPLOYMENT_STRATEGY),
    }
    predictor = {**pod, "properties": {**pod["properties"], **own}, "required": [*pod["required"], *own]}
    return _object(predictor=predictor)


def _object(**properties: Schema) -> Schema:
    """Return the schema of an object with only these properties. One whose name ends in `_` is optional."""
    return {
        "type": "object",
        "properties": {name.rstrip("_"): schema for name, schema in properties.items()},
        "required": [name for name in properties if not name.endswith("_")],
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": items}


def _defined(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
