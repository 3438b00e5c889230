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

NOT_ONE_CLOUD = Code(
    "GHA111",
    "identity-of-no-cloud",
    """An identity names no cloud or several, or has a key of another cloud.

Why: a job logs in to one cloud. `role` is an identity of AWS, `service_account` of Google Cloud, and `client` of Azure.

Example:

    identity: {ci: {train: {region: eu-central-1}}}

Use instead:

    identity: {ci: {train: {role: "arn:aws:iam::123456789012:role/train", region: eu-central-1}}}
""",
)

INCOMPLETE_IDENTITY = Code(
    "GHA112",
    "identity-incomplete",
    """An identity lacks a key that the login needs, and the environment has no cluster of that cloud that provides it.

Why: the login would fail. `region` comes from the connection or the EKS cluster, `workload_identity_provider` from the
GKE cluster, `tenant` and `subscription` from the AKS cluster.

Example:

    environments:
      prod: {identity: {ci: {train: {role: "arn:aws:iam::123456789012:role/train"}}}}

Use instead:

    environments:
      prod: {identity: {ci: {train: {role: "arn:aws:iam::123456789012:role/train", region: eu-central-1}}}}
""",
)

NO_IDENTITY = Code(
    "GHA113",
    "data-without-identity",
    """A training on GitHub reads data in a cloud, but the environment has no identity for trainings in that cloud.

Why: the runner could not read the data. A training never uses the identity of the cluster, because the code of the
project could then deploy.

Example:

    connections: {lake: {type: files, root: s3://example-lake}}
    environments: {prod: {}}

Use instead, with a role that may read the features and nothing else:

    environments:
      prod: {identity: {ci: {train: {role: "arn:aws:iam::123456789012:role/train", region: eu-central-1}}}}
""",
)

DEPLOYING_IDENTITY = Code(
    "GHA114",
    "identity-can-deploy",
    """The identity for data or trainings is the one that deploys to a cluster.

Why: these jobs run code of the project and of its dependencies, which could deploy with it.

Example:

    kubernetes: {namespace: p, cluster: {type: eks, role: "arn:aws:iam::123456789012:role/deploy", …}}
    identity: {ci: {train: {role: "arn:aws:iam::123456789012:role/deploy"}}}

Use instead a role of its own:

    identity: {ci: {train: {role: "arn:aws:iam::123456789012:role/train"}}}
""",
)

UNUSED_IDENTITY = Code(
    "GHA115",
    "identity-without-use",
    """No job of an environment can use an identity: nothing that it reads or writes is in that cloud.

Why: the identity would have no effect, so either the identity or the place of the data is wrong.

Example:

    project: {image: {repository: ghcr.io/example/flights, build: .}}    # GitHub's registry needs no identity
    identity: {ci: {registry: {role: "arn:aws:iam::123456789012:role/push"}}}

Use instead:

    project: {image: {repository: 123456789012.dkr.ecr.eu-central-1.amazonaws.com/flights, build: .}}
    identity: {ci: {registry: {role: "arn:aws:iam::123456789012:role/push"}}}
""",
)

TAKEN_ENVIRONMENT = Code(
    "GHA116",
    "github-environment-taken",
    """An environment has the name of the GitHub environment that jobs of another environment run in.

Why: trainings in `prod` run in the GitHub environment `prod-train`. If deployments of another environment run there,
too, the code of a training gets their identity and secrets.

Example:

    environments: {prod: {}, prod-train: {}}
    models: {delay: {}}

Use instead:

    environments: {prod: {}, training: {}}
""",
)

NO_HANDLE = Code(
    "GHA117",
    "team-without-handle",
    """A team approves deployments or owns files, but has no handle on GitHub.

Why: GitHub can ask only its own users and teams for a review, so neither the script that sets up environments nor
CODEOWNERS can name this team.

Example:

    teams: {ml: {email: ml@example.com}}
    environments: {prod: {approval: {reviewers: [ml]}}}

Use instead:

    teams: {ml: {email: ml@example.com, github: example/ml}}
""",
    Severity.WARNING,
)

BUCKET_WITHOUT_LOGIN = Code(
    "GHA118",
    "bucket-without-login",
    """No deploy workflow can copy DAGs to the bucket of `outputs.airflow.ship`.

Why: the workflow that deploys an environment copies the DAGs as `identity.ci.deploy`, else as the identity of the
cluster. So one of them must be in the cloud of the bucket.

Example:

    environments: {prod: {}}
    outputs:
      airflow: {ship: {bucket: s3://acme-dags/prod}}
      github: {}

Use instead:

    environments:
      prod: {identity: {ci: {deploy: {role: "arn:aws:iam::123456789012:role/dags", region: eu-central-1}}}}
    outputs:
      airflow: {ship: {bucket: s3://acme-dags/prod}}
      github: {}
""",
)

SHARED_BUCKET = Code(
    "GHA119",
    "shared-bucket",
    """Two environments copy their DAGs to the same folder of a bucket, or one to a folder in that of the other.

Why: a deployment deletes everything in its folder that is not one of its DAGs, so it would delete those of the other.

Example:

    environments: {dev: {}, prod: {}}
    outputs: {airflow: {ship: {bucket: s3://acme-dags/flights}}}

Use instead:

    environments:
      dev: {}
      prod: {overrides: {outputs: {airflow: {ship: {bucket: s3://acme-dags/prod}}}}}
    outputs: {airflow: {ship: {bucket: s3://acme-dags/dev}}}
""",
)

OPSGEN_BY_NAME = Code(
    "GHA120",
    "opsgen-by-name",
    """The requirements of the jobs have opsgen by its name alone, without a file, a URL or a hash.

Why: pip takes a package from any index that it reads. Whoever can add a package with the name `opsgen` to one of them
runs code in jobs that have credentials. `--find-links` and `--extra-index-url` do not prevent that. opsgen reads the
file in `outputs.github.requirements` and the files that it adds by `-r`, in the folder of the project.

Example:

    # requirements.txt
    opsgen[duckdb]==0.1.0

Use instead one of these lines:

    ./wheels/opsgen-0.1.0-py3-none-any.whl[duckdb]
    opsgen[duckdb] @ https://packages.example.com/opsgen-0.1.0-py3-none-any.whl#sha256=…
    opsgen[duckdb]==0.1.0 --hash=sha256:…    # pip then requires a hash of every package
""",
    Severity.WARNING,
)

NO_REQUIREMENTS = Code(
    "GHA121",
    "no-requirements",
    """The requirements file that jobs install does not exist.

Why: each job of the generated workflows first installs the file in `outputs.github.requirements`, so all of them would
fail. `opsgen lint` reports it for projects in a git repository only, since GitHub runs no others.

Example:

    outputs: {github: {}}    # there is no `requirements.txt` beside the spec

Use instead a file with hashes. List opsgen, and the packages of the project's commands and tests, in `requirements.in`;
then run

    uv pip compile --generate-hashes --universal --python-version 3.12 --output-file requirements.txt requirements.in
""",
    Severity.WARNING,
)

APPROVAL_LIMIT = Code(
    "GHA122",
    "approval-beyond-github",
    """The `approval` of an environment has more than six reviewers, or waits longer than 30 days.

Why: GitHub refuses such an environment, so the script that sets up environments would fail.
See https://docs.github.com/en/rest/deployments/environments

Example:

    environments: {prod: {approval: {reviewers: [a, b, c, d, e, f, g]}}}

Use instead one team on GitHub with the members of these teams:

    teams: {releases: {email: releases@example.com, github: example/releases}}
    environments: {prod: {approval: {reviewers: [releases]}}}
""",
)

PUSH_WITHOUT_IDENTITY = Code(
    "GHA123",
    "push-without-identity",
    """The image is pushed to a registry of AWS, Google Cloud or Azure, but there is no identity for that.

Why: the job that builds the image runs code of the project and of its dependencies. It never uses the identity of the
cluster, because this code could then deploy. GitHub's registry (`ghcr.io`) needs no identity.

Example:

    project: {image: {repository: 123456789012.dkr.ecr.eu-central-1.amazonaws.com/flights, build: .}}
    environments: {prod: {}}

Use instead, with a role that may push this image and nothing else:

    environments:
      prod: {identity: {ci: {registry: {role: "arn:aws:iam::123456789012:role/push"}}}}
""",
)

CODES = tuple(code for code in list(vars().values()) if isinstance(code, Code))
