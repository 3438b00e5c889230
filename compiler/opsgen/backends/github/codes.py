"""Codes of what GitHub Actions cannot express or would not run."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

TOO_FREQUENT = Code(
    "GHA101",
    "schedule-too-frequent",
    """A training is scheduled more often than GitHub can start workflows.

Why: GitHub starts a scheduled workflow at most every five minutes, and skips the other runs.

Example:

    retrain: {schedule: "* * * * *"}

Use instead:

    retrain: {schedule: "*/5 * * * *"}
""",
)

RESERVED_SECRET = Code(
    "GHA102",
    "reserved-secret",
    """A workflow needs a secret with a name that GitHub reserves.

Why: names of secrets on GitHub cannot start with `GITHUB_`, so nobody could store this secret.

Example:

    uri: {secret: GITHUB_MLFLOW_URI}

Use instead:

    uri: {secret: MLFLOW_URI}
""",
)

NO_GPU = Code(
    "GHA103",
    "runner-without-gpu",
    """A training needs a GPU, but GitHub's standard runners have none.

Why: the training workflow would fail, or take days on a CPU.

Example:

    models: {delay: {train: {resources: {gpu: {count: 1}}}}}
    outputs: {github: {}}

Use instead, with the label of a runner that has one:

    outputs: {github: {train_runs_on: gpu-t4}}
""",
    Severity.WARNING,
)

TOO_LONG = Code(
    "GHA104",
    "timeout-too-long",
    """The timeout of a training exceeds the six hours that GitHub's own runners allow a job.

Why: GitHub would stop the job before the timeout. Self-hosted runners allow more time.

Example:

    train: {timeout: 8h}
    outputs: {github: {}}

Use instead, with the label of a runner of one's own:

    train: {timeout: 8h}
    outputs: {github: {train_runs_on: trainer}}
""",
    Severity.WARNING,
)

NO_RETRY = Code(
    "GHA105",
    "retries-unsupported",
    """A training has `retries`, but GitHub starts it, and GitHub does not retry jobs.

Why: a failed training stays failed until someone reruns the job, or until the next scheduled run.

Example:

    train: {retries: 3}
    outputs: {github: {}}

Use instead, so that Airflow trains:

    train: {retries: 3}
    outputs: {airflow: {}, github: {}}
""",
    Severity.WARNING,
)

NO_NEW_DATA = Code(
    "GHA106",
    "on-data-unsupported",
    """A model is trained on new data, but GitHub trains it and is not notified of new data.

Why: only Airflow knows when a dataset is published. Other publishers can start the workflow by a repository dispatch of
the type `data-MODEL`.

Example:

    retrain: {on_data: true}
    outputs: {github: {}}

Use instead, so that Airflow trains:

    retrain: {on_data: true}
    outputs: {airflow: {}, github: {}}
""",
    Severity.WARNING,
)

NO_DATA = Code(
    "GHA107",
    "data-not-in-checkout",
    """GitHub trains a model on data in the project's folder, which a fresh checkout cannot produce.

Why: a runner starts with the files of the repository. It can run ingests and transforms, but data written by a server
or a job stays where that runs.

Example:

    connections: {lake: {type: files, root: data}}
    datasets: {requests: {produced_by: deployments.delay-api, source: {connection: lake, path: requests/*.jsonl}}}
    models: {delay: {features: {dataset: requests}}}

Use instead a place that both reach:

    connections: {lake: {type: files, root: s3://example-lake}}
""",
    Severity.WARNING,
)

OTHER_COMMIT = Code(
    "GHA108",
    "version-with-two-commits",
    """A committed workflow pins a version of an action to another commit than opsgen or another workflow does.

Why: a version has one commit. Either the comment names another version than the one that runs, or somebody moved a tag
or put in a commit of their own.

Example:

    uses: actions/checkout@0123456789012345678901234567890123456789  # v7.0.1

Use instead the commit that the release on GitHub has:

    uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1  # v7.0.1
""",
)

NOT_ALLOWED = Code(
    "GHA109",
    "action-not-allowed",
    """A workflow uses an action that `outputs.github.actions.allow` does not list.

Why: GitHub refuses a workflow with an action that the organization does not allow, and runs none of its jobs.

Example:

    outputs: {github: {actions: {allow: [actions/*]}}}
    project: {image: {build: .}}    # docker/build-push-action

Use instead:

    outputs: {github: {actions: {allow: [actions/*, docker/*]}}}
""",
)

UNKNOWN_ACTION = Code(
    "GHA110",
    "unknown-action",
    """`outputs.github.actions.pins` names an action that opsgen does not use.

Why: the pin would have no effect.

Example:

    pins: {actions/chekout: "v7.0.1@…"}

Use instead:

    pins: {actions/checkout: "v7.0.1@…"}
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
