"""Codes of what Kubernetes cannot express or would reject."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

NO_IMAGE = Code(
    "K8S101",
    "no-image",
    """There are deployments, but the project has no container image.

Why: a pod runs a container image. Without one, the code of the project cannot reach the cluster.

Example:

    project: {name: flight-delays, owner: ml}
    outputs: {kubernetes: {}}

Use instead:

    project:
      name: flight-delays
      owner: ml
      image: {repository: ghcr.io/example/flight-delays, build: .}
    outputs: {kubernetes: {}}
""",
)

NO_ENVIRONMENT = Code(
    "K8S102",
    "no-kubernetes-environment",
    """Kubernetes is an output, but no environment has `kubernetes:` settings.

Why: opsgen skips environments without `kubernetes:`. Nothing would be built, and that would look like success.

Example:

    environments: {prod: {}}
    outputs: {kubernetes: {}}

Use instead:

    environments: {prod: {kubernetes: {namespace: flight-delays}}}
    outputs: {kubernetes: {}}
""",
)

LONG_NAME = Code(
    "K8S103",
    "name-too-long",
    """A name is too long for a Kubernetes object.

Why: the name of a CronJob has at most 52 characters, because Kubernetes appends to it to name its jobs. The API server
would reject a longer one.

Example:

    deployments:
      probability-that-a-flight-arrives-late-in-new-york: {monitor: {schedule: "30 * * * *"}}

Use instead:

    deployments:
      late-in-new-york: {monitor: {schedule: "30 * * * *"}}
""",
)

COLLIDING_NAMES = Code(
    "K8S104",
    "colliding-names",
    """Two parts of the spec produce Kubernetes objects of the same kind and name.

Why: the second object would replace the first. opsgen writes `_` as `-`, and appends `-drift`, `-canary`, `-stable` or
`-preview` to names of deployments.

Example:

    deployments:
      delay-api: {type: online}
      delay_api: {type: online}

Use instead:

    deployments:
      delay-api: {type: online}
      delay-api-internal: {type: online}
""",
)

BAD_LABEL = Code(
    "K8S105",
    "invalid-label",
    """A value is not valid as a Kubernetes label or annotation.

Why: a label value has at most 63 letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit. The API
server rejects others.

Example:

    outputs:
      kubernetes: {monitoring_labels: {release: "kube prometheus"}}

Use instead:

    outputs:
      kubernetes: {monitoring_labels: {release: kube-prometheus}}
""",
)

BAD_GPU = Code(
    "K8S106",
    "invalid-gpu",
    """A GPU resource or product has a name that no device plugin can offer.

Why: an extended resource is named `domain/name`, and a product is the value of a node label. A pod that requests
another name is rejected, or stays pending.

Example:

    resources: {gpu: {resource: gpu, product: "Tesla T4"}}

Use instead:

    resources: {gpu: {resource: nvidia.com/gpu, product: Tesla-T4}}
""",
)

BAD_GATEWAY = Code(
    "K8S107",
    "invalid-gateway",
    """A Gateway is not named as `name` or `namespace/name`.

Why: the route would attach to nothing.

Example:

    exposure: {host: delays.example.com, gateway: Public Gateway}

Use instead:

    exposure: {host: delays.example.com, gateway: infrastructure/public}
""",
)

COLLIDING_ROUTES = Code(
    "K8S108",
    "colliding-routes",
    """Two servers have the same host and path.

Why: which server receives the requests depends on which route was created first.

Example:

    deployments:
      delay-api: {exposure: {host: api.example.com}}
      fare-api: {exposure: {host: api.example.com}}

Use instead:

    deployments:
      delay-api: {exposure: {host: api.example.com, path: /delays}}
      fare-api: {exposure: {host: api.example.com, path: /fares}}
""",
)

SHARED_NAMESPACE = Code(
    "K8S109",
    "shared-namespace",
    """Two environments share a namespace of the same cluster.

Why: their objects have the same names, so each deployment would replace the objects of the other environment.

Example:

    environments:
      staging: {kubernetes: {namespace: delays, cluster: {type: gke, name: ml, …}}}
      prod: {kubernetes: {namespace: delays, cluster: {type: gke, name: ml, …}}}

Use instead:

    environments:
      staging: {kubernetes: {namespace: delays-staging, cluster: {type: gke, name: ml, …}}}
      prod: {kubernetes: {namespace: delays, cluster: {type: gke, name: ml, …}}}
""",
)

ROLLOUT_ON_KSERVE = Code(
    "K8S110",
    "kserve-rollout-unsupported",
    """A server on KServe has a canary or blue/green rollout.

Why: an InferenceService in KServe's standard mode always replaces its pods one by one. Only plain Kubernetes objects
can be an Argo Rollout.

Example:

    serving: kserve
    rollout: {strategy: canary}

Use instead:

    serving: kserve
    rollout: {strategy: rolling}
""",
)

UNUSED_SETTING = Code(
    "K8S111",
    "unused-setting",
    """A setting has no effect with this rollout strategy or this type of exposure.

Why: it looks effective but is ignored.

Example:

    exposure: {host: delays.example.com, type: gateway, tls_secret: delays-tls}

Use instead:

    exposure: {host: delays.example.com, type: ingress, tls_secret: delays-tls}

Fix: unsafe; removes the setting.
""",
    Severity.WARNING,
)

SMALL_CANARY_STEP = Code(
    "K8S112",
    "canary-step-too-small",
    """A canary without a Gateway cannot send so small a share of the requests.

Why: without a Gateway, each pod gets the same share of the requests: one of three pods gets 33 percent.

Example:

    scaling: {min: 2, max: 3}
    rollout: {strategy: canary, steps: [10, 100]}

Use instead:

    scaling: {min: 2, max: 3}
    exposure: {host: delays.example.com, type: gateway}
    rollout: {strategy: canary, steps: [10, 100]}
""",
    Severity.WARNING,
)

NO_RETRAINING = Code(
    "K8S113",
    "drift-retraining-unsupported",
    """A model is retrained on drift, but Kubernetes runs the monitor and cannot start the training.

Why: a CronJob can only fail and raise an alert. An Airflow DAG can start another one.

Example:

    models: {delay: {retrain: {on_drift: true}}}
    outputs: {kubernetes: {}}

Use instead:

    models: {delay: {retrain: {on_drift: true}}}
    outputs: {airflow: {}, kubernetes: {}}
""",
    Severity.WARNING,
)

RETRY_DELAY = Code(
    "K8S114",
    "retry-delay-unsupported",
    """A job on Kubernetes has `retry_delay`, which Kubernetes does not support.

Why: a Job waits 10 seconds before the first retry, then twice as long each time, up to six minutes.

Example:

    deployments: {delay-batch: {type: batch, orchestrator: kubernetes, retry_delay: 5m}}

Use instead:

    deployments: {delay-batch: {type: batch, orchestrator: kubernetes, retries: 4}}
""",
    Severity.WARNING,
)

COLLIDING_VARIABLES = Code(
    "K8S115",
    "colliding-variables",
    """A plain value and a secret set the same environment variable of a pod.

Why: only one of them would take effect. A secret NAME is mounted as a file, with its path in the variable NAME_FILE.

Example:

    environment: {TOKEN: {secret: API_TOKEN}, TOKEN_FILE: /etc/token}

Use instead:

    environment: {TOKEN: {secret: API_TOKEN}}
""",
)

SHORT_WINDOW = Code(
    "K8S116",
    "window-too-short",
    """The window of the objectives is too short for alerts.

Why: alerts measure how fast the error budget is spent, over one hour to three days. Below seven days, an alert would
come after the objective is missed.

Example:

    objectives: {availability: 99.9, window: 1d}

Use instead:

    objectives: {availability: 99.9, window: 30d}
""",
)

PRIVILEGED_PORT = Code(
    "K8S117",
    "privileged-port",
    """A server listens on a port below 1024.

Why: only root may open such a port, and pods do not run as root. The Service still accepts requests at port 80 and
forwards them.

Example:

    port: 80

Use instead:

    port: 8080
""",
)

NO_REGISTRY = Code(
    "K8S118",
    "pod-without-registry",
    """A deployment in pods applies a model that no registry has.

Why: a pod fetches the version of its model that passed its gates, and refuses any other. Without a registry there are
no versions, and what is in the image has passed no gate.

Example:

    models:
      delay: {train: …}
    deployments:
      delay-api: {model: delay, type: online}

Use instead:

    models:
      delay: {train: …, registry: {type: files, connection: lake, path: models}}
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
