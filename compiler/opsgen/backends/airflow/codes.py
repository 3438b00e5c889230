"""The codes of what Airflow cannot express or would refuse."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

LONG_TAG = Code(
    "AFL101",
    "tag-too-long",
    """A tag of a DAG would have more than 100 characters.

Why: Airflow refuses to import a DAG with such a tag. The owner is a tag too, as `owner:NAME`.

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
    """Tasks are to run in pods, but the project has no image that the pods could run.

Why: a pod runs a container image; nothing else can bring the project's code into the cluster.

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
    """Tasks are to run in pods, but the environment does not say in which namespace.

Why: the pods would run wherever Airflow's own connection says, beside or away from what the environment deploys.

Example:

    environments:
      prod: {runner: kubernetes}

Use instead:

    environments:
      prod: {runner: kubernetes, kubernetes: {namespace: flight-delays}}
""",
)

CODES = (LONG_TAG, NO_IMAGE, NO_NAMESPACE)
