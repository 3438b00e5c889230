"""Codes of what Airflow cannot express or would refuse."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

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

CODES = (LONG_TAG, NO_IMAGE, NO_NAMESPACE)
