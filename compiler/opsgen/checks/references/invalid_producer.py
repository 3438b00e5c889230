"""`produced_by` does not name a deployment that writes the dataset.

Why: `produced_by` links the data to the server that writes it, or to the batch job that has it as `output`. Any other
value links it to nothing.

Example:

    datasets:
      requests: {produced_by: delay-api}

Use instead:

    datasets:
      requests: {produced_by: deployments.delay-api}

Fix: safe for the bare name of a deployment; unsafe for a name that clearly resembles one deployment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place
from opsgen.diagnostics.suggest import nearest, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph
    from opsgen.language.root import Spec

CODE = Code("REF111", "invalid-producer", __doc__)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    spec = graph.spec
    for name, dataset in spec.datasets.items():
        if dataset.produced_by is None:
            continue
        section, _, deployment = dataset.produced_by.partition(".")
        if section != "deployments" or not deployment:
            yield _malformed(name, dataset.produced_by, spec)
        elif deployment in spec.deployments:
            yield from _wrong_output(name, deployment, spec)


def _malformed(name: str, written: str, spec: Spec) -> Finding:
    near = nearest(written.rpartition(".")[2], spec.deployments)
    help_ = f"write `deployments.{near or 'NAME'}`"
    message = f"`{written}` does not have the form `deployments.NAME`"
    place, same = Place(("datasets", name, "produced_by")), written in spec.deployments
    repair = write(place, written, f"deployments.{near}", safe=same) if near else None
    return Finding(place, message, (help_,), repair=repair)


def _wrong_output(name: str, deployment_name: str, spec: Spec) -> Iterator[Finding]:
    deployment = spec.deployments[deployment_name]
    if deployment.type != "batch" or deployment.output == name:
        return
    place, path = Place(("datasets", name, "produced_by")), ("deployments", deployment_name)
    if deployment.output is None:
        related = (Place(path, "key"), "it has no `output`")
        message = f"deployment `{deployment_name}` does not write `{name}`"
        yield Finding(place, message, (f"add `output: {name}` to the deployment",), (related,))
    else:
        related = (Place((*path, "output")), "its `output` is here")
        message = f"deployment `{deployment_name}` writes `{deployment.output}`, not `{name}`"
        yield Finding(place, message, (f"name the deployment with `output: {name}`",), (related,))
