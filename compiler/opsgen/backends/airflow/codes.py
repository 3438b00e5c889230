"""Codes of what Airflow cannot express or would refuse."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

LONG_TAG = Code(
    "AFL101",
    "tag-too-long",
    """A tag of a DAG has more than 100 characters.

Why: Airflow refuses to import a DAG with such a tag. The owner is also a tag, `owner:NAME`.

Example:

    datasets:
      flights:
        tags: [all that we know about flights which have left New York in 2013, from each of its three airports]

Use instead:

    datasets:
      flights:
        tags: [aviation, new-york]
""",
)

NO_IMAGE = Code(
    "AFL102",
    "no-image",
    """Tasks run in pods, but the project has no container image.

Why: a pod runs a container image. Without one, the code of the project cannot reach the cluster.

Example:

    project: {name: flight-delays, owner: ml}
    environments:
      prod: {runner: kubernetes, kubernetes: {namespace: flight-delays}}

Use instead:

    project: {name: flight-delays, owner: ml, image: {repository: ghcr.io/example/flight-delays}}
    environments:
      prod: {runner: kubernetes, kubernetes: {namespace: flight-delays}}
""",
)

NO_NAMESPACE = Code(
    "AFL103",
    "no-namespace",
    """Tasks run in pods, but the environment has no namespace.

Why: the pods would run in the default namespace of Airflow's connection, which may not be where the environment is
deployed.

Example:

    environments:
      prod: {runner: kubernetes}

Use instead:

    environments:
      prod: {runner: kubernetes, kubernetes: {namespace: flight-delays}}
""",
)

CLOCK_AND_PARTITIONS = Code(
    "AFL104",
    "schedule-and-partitions",
    """A model has `retrain.schedule` and `retrain.on_data`, but Airflow 3 cannot start it by both.

Why: the features have partitions, or are built from partitions. The events of partitions have keys, and such events do
not start a DAG of Airflow 3 that a clock starts, too. New data would never start the training.

Example:

    datasets:
      flights:
        source: {connection: lake, path: "flights/{day}.parquet"}
        ingest: {schedule: "0 1 * * *", command: [load]}
    models:
      delay:
        features: {dataset: flights, label: late, columns: [distance]}
        retrain: {on_data: true, schedule: "0 3 * * 1"}

Use instead one of both, or Airflow 2.11:

    datasets:
      flights:
        source: {connection: lake, path: "flights/{day}.parquet"}
        ingest: {schedule: "0 1 * * *", command: [load]}
    models:
      delay:
        features: {dataset: flights, label: late, columns: [distance]}
        retrain: {schedule: "0 3 * * 1"}
""",
)

CHECKOUT_RUNS = Code(
    "AFL105",
    "checkout-runs",
    """Tasks of a later environment run as processes, so they run what the worker has checked out.

Why: the DAGs of the environment change by a promotion only. The commands that they run come from the worker's checkout
of the project, which follows the default branch. A DAG bundle at the commit of the release does not help: the DAGs of
the release are committed later, by its promotion.

Example:

    environments:
      dev: {}
      prod: {runner: process}

Use instead:

    environments:
      dev: {}
      prod: {runner: kubernetes, kubernetes: {namespace: flights}}

Or keep `process`, and let Airflow read the DAGs from the default branch. Check out the `release` of the environment in
`opsgen.lock` beside it, set the worker's variable `OPSGEN_FOLDER_<PROJECT>` to the project's folder in that checkout,
and ignore this warning.
""",
    Severity.WARNING,
)

NO_WORKFLOW = Code(
    "AFL106",
    "ship-without-workflow",
    """DAGs should be copied to a bucket, but the project has no workflow that would do it.

Why: the workflow of `outputs.github` that deploys an environment copies its DAGs. Without it, Airflow would never get
them.

Example:

    outputs:
      airflow: {ship: {bucket: s3://acme-dags/prod}}

Use instead:

    outputs:
      airflow: {ship: {bucket: s3://acme-dags/prod}}
      github: {}

Or remove `ship`, and let Airflow read the DAGs from git.
""",
)

NO_REGISTRY = Code(
    "AFL107",
    "training-without-registry",
    """A model is trained in pods, and has no registry.

Why: each task runs in a pod of its own, and the pods share no folder. Training, gates and registration find each other
in the registry. Without one, the trained model would be lost with its pod.

Example:

    environments:
      prod: {runner: kubernetes, kubernetes: {namespace: flights}}
    models:
      delay: {train: …}

Use instead:

    models:
      delay: {train: …, registry: {type: files, connection: lake, path: models}}
""",
)

CODES = (LONG_TAG, NO_IMAGE, NO_NAMESPACE, CLOCK_AND_PARTITIONS, CHECKOUT_RUNS, NO_WORKFLOW, NO_REGISTRY)
