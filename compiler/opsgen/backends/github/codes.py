"""The codes of what GitHub Actions cannot express or would not run."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

TOO_FREQUENT = Code(
    "GHA101",
    "schedule-too-frequent",
    """A model is to be trained more often than GitHub starts a workflow.

Why: GitHub starts a scheduled workflow every five minutes at most, and drops what is asked beyond that.

Example:

    retrain: {schedule: "* * * * *"}

Use instead:

    retrain: {schedule: "*/5 * * * *"}
""",
)

RESERVED_SECRET = Code(
    "GHA102",
    "reserved-secret",
    """A workflow needs a secret whose name GitHub keeps for itself.

Why: the names of GitHub's secrets cannot begin with `GITHUB_`, so nobody could store it.

Example:

    uri: {secret: GITHUB_MLFLOW_URI}

Use instead:

    uri: {secret: MLFLOW_URI}
""",
)

NO_GPU = Code(
    "GHA103",
    "runner-without-gpu",
    """A training needs a GPU, and GitHub's standard runners have none.

Why: the training workflow would fail, or take days on a processor.

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
    """A training may take longer than GitHub's own runners give a job, which is six hours.

Why: the job would be stopped before the training's own timeout. Runners of one's own have more time.

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
    """A training is to be tried again where it fails, and GitHub starts it, which tries nothing again.

Why: a failed training stays failed until someone runs the job again, or the schedule does.

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
    """A model is to be trained on new data, and GitHub trains it, which does not learn of new data.

Why: only Airflow knows when a dataset is published. Whatever else publishes it can start the workflow by a repository
dispatch of the type `data-MODEL`.

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
    """A model is trained by GitHub on data that lies in the project's folder, and a fresh checkout cannot make it.

Why: a runner starts with what is in the repository. It can run ingests and transforms, but data that a server or a job
writes stays where that runs.

Example:

    connections: {lake: {type: files, root: data}}
    datasets: {requests: {produced_by: deployments.delay-api, source: {connection: lake, path: requests/*.jsonl}}}
    models: {delay: {features: {dataset: requests}}}

Use instead a place that both reach:

    connections: {lake: {type: files, root: s3://example-lake}}
""",
    Severity.WARNING,
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
