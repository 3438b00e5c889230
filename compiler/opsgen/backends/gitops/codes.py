"""Codes of what GitOps needs."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

NO_MANIFESTS = Code(
    "GIT101",
    "gitops-without-manifests",
    """`outputs.gitops` is set, but no environment has manifests.

Why: Argo CD applies the files of `outputs.kubernetes`, in environments with `kubernetes:` settings. Nothing would be
deployed, and that would look like success.

Example:

    outputs: {gitops: {}}

Use instead:

    environments: {prod: {kubernetes: {namespace: shop}}}
    outputs: {gitops: {}, kubernetes: {}}
""",
)

NO_REPOSITORY = Code(
    "GIT102",
    "gitops-without-repository",
    """`outputs.gitops` has no repository.

Why: Argo CD reads the manifests from the repository.

Example:

    project: {name: shop, owner: data}
    outputs: {gitops: {}}

Use instead:

    project: {name: shop, owner: data, repository: "https://github.com/example/shop"}
    outputs: {gitops: {}}
""",
)

ALWAYS_PROMOTED = Code(
    "GIT103",
    "gitops-always-promoted",
    """With `outputs.gitops`, an environment after the first has `promote: always`.

Why: Argo CD applies what is merged. Each change of the spec would reach the environment at once, with the image of the
last release, and nothing would prove that the environment before has run it.

Example:

    environments: {dev: {}, prod: {promote: always}}
    outputs: {gitops: {}}

Use instead:

    environments: {dev: {}, prod: {promote: reviewed}}
    outputs: {gitops: {}}
""",
)

NO_CLUSTER = Code(
    "GIT104",
    "gitops-without-cluster",
    """Argo CD has no name for the cluster of an environment.

Why: an Application names the cluster that it deploys to. A kubeconfig has no name that Argo CD knows.

Example:

    environments: {prod: {kubernetes: {namespace: shop}}}
    outputs: {gitops: {}}

Use instead (the name is that of `argocd cluster list`; `in-cluster` is the cluster of Argo CD itself):

    environments: {prod: {kubernetes: {namespace: shop}, overrides: {outputs.gitops.cluster: shop-prod}}}
    outputs: {gitops: {cluster: in-cluster}}
""",
)

NO_CREATOR = Code(
    "GIT105",
    "gitops-without-status-creator",
    """`outputs.gitops` does not name the account with which Argo CD reports to GitHub.

Why: a promotion needs a commit status that the environment before is healthy. Each workflow of the repository may write
statuses, so only the account of the author distinguishes a report of Argo CD from a forged one.

Example:

    outputs: {gitops: {}, github: {}}

Use instead (the GitHub App of `service.github` in `argocd-notifications-cm`):

    outputs: {gitops: {status_creator: "example-argocd[bot]"}, github: {}}
""",
)

PARTIAL = Code(
    "GIT106",
    "gitops-in-some-environments",
    """`outputs.gitops` is set in some environments only.

Why: the evidence for a promotion differs. A workflow attests what it has deployed, and Argo CD reports a commit status;
opsgen verifies one of the two.

Example:

    environments: {dev: {}, prod: {overrides: {outputs.gitops: {}}}}

Use instead:

    environments: {dev: {}, prod: {}}
    outputs: {gitops: {}}
""",
)

CODES = (NO_MANIFESTS, NO_REPOSITORY, ALWAYS_PROMOTED, NO_CLUSTER, NO_CREATOR, PARTIAL)
