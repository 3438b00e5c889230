"""The codes of what Kubernetes cannot express or would refuse."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

NO_IMAGE = Code(
    "K8S101",
    "no-image",
    """There are deployments, but the project has no image that their pods could run.

Why: a pod runs a container image; nothing else can bring the project's code into the cluster.

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

NO_TARGET = Code(
    "K8S102",
    "no-kubernetes-environment",
    """Kubernetes is an output, but no environment says where in Kubernetes it lives.

Why: nothing would be built, and that would look like success. Environments without `kubernetes:` are left out.

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
    """A name is longer than Kubernetes allows for what is made from it.

Why: a CronJob's name has at most 52 characters, since its jobs are named after it; the API server would refuse it.

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
    """Two parts of the spec would make Kubernetes objects of the same kind and name.

Why: the second one would replace the first one. `_` is written as `-`, and what belongs to a deployment ends in
`-drift`, `-canary`, `-stable` or `-preview`.

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
    """A text cannot be a Kubernetes label or annotation where it has to be one.

Why: a label's value has at most 63 letters, digits, `-`, `_` and `.`, and a letter or digit at both ends; the API
server refuses any other.

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
    """A GPU is asked for by a name that no device plugin can offer.

Why: an extended resource is named `domain/name`, and a product is the value of a node label; a pod that asks for
another is refused, or waits for ever.

Example:

    resources: {gpu: {resource: gpu, product: "Tesla T4"}}

Use instead:

    resources: {gpu: {resource: nvidia.com/gpu, product: Tesla-T4}}
""",
)

BAD_GATEWAY = Code(
    "K8S107",
    "invalid-gateway",
    """The Gateway that a server is reached through is not named as `name` or `namespace/name`.

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
    """Two servers are to answer the same host and path.

Why: which of them is asked depends on which one was created first.

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
    """Two environments live in the same namespace of the same cluster.

Why: their objects have the same names, so each deployment would replace the other environment's.

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

NO_ROLLOUT = Code(
    "K8S110",
    "kserve-rollout-unsupported",
    """A server on KServe is to be rolled out as a canary or blue/green.

Why: an InferenceService in KServe's standard mode replaces its pods one after the other; only plain Kubernetes objects
can be an Argo Rollout.

Example:

    serving: kserve
    rollout: {strategy: canary}

Use instead:

    serving: kserve
    rollout: {strategy: rolling}
""",
)

IDLE_SETTING = Code(
    "K8S111",
    "unused-setting",
    """A setting says nothing beside the others: it is only heard with another strategy or another kind of exposure.

Why: someone meant it to have an effect, and it has none.

Example:

    exposure: {host: delays.example.com, type: gateway, tls_secret: delays-tls}

Use instead:

    exposure: {host: delays.example.com, type: ingress, tls_secret: delays-tls}

Fix: unsafe; the setting goes.
""",
    Severity.WARNING,
)

COARSE_CANARY = Code(
    "K8S112",
    "canary-step-too-small",
    """A canary that no Gateway routes to cannot get as few requests as a step says.

Why: without a Gateway, requests are shared by the number of pods: one of three is 33 percent.

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
    """A model is to be trained anew on drift, but where Kubernetes runs the monitor, nothing starts the training.

Why: a CronJob can only fail and raise an alert; a DAG can start the next one.

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
    """A job that Kubernetes starts says how long to wait before it is tried again, and Kubernetes cannot be told.

Why: a Job waits 10 seconds before the first retry and twice as long before each further one, at most six minutes.

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
    """A text and a secret would be given to a pod as the same environment variable.

Why: only one of them would arrive. A secret NAME is a file, and its path is the variable NAME_FILE.

Example:

    environment: {TOKEN: {secret: API_TOKEN}, TOKEN_FILE: /etc/token}

Use instead:

    environment: {TOKEN: {secret: API_TOKEN}}
""",
)

SHORT_WINDOW = Code(
    "K8S116",
    "window-too-short",
    """Objectives are kept over a time that is too short to raise an alert before they are broken.

Why: alerts watch how fast the errors that the objective allows are used up, over an hour to three days; seven days are
the least over which that tells anything.

Example:

    objectives: {availability: 99.9, window: 1d}

Use instead:

    objectives: {availability: 99.9, window: 30d}
""",
)

PRIVILEGED_PORT = Code(
    "K8S117",
    "privileged-port",
    """A server is to listen on a port below 1024.

Why: only root may, and pods do not run as root. Requests still come in at port 80: the Service forwards them.

Example:

    port: 80

Use instead:

    port: 8080
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
