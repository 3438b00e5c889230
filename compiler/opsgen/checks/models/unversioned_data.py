"""No record exists of the data that a model was trained on.

Why: the next run replaces files. Without the data, nobody can reproduce or explain the model. With a registry, each
version of the model records the version of its data. Tables in the formats delta and iceberg keep their own history.

Example:

    datasets:
      flight_features: {source: {connection: lake, path: features.parquet}}
    models:
      delay: {features: {dataset: flight_features}}

Use instead:

    models:
      delay:
        features: {dataset: flight_features}
        registry: {type: mlflow, uri: {secret: MLFLOW_TRACKING_URI}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("MOD105", "unversioned-data", __doc__, Severity.WARNING)


WITH_HISTORY = frozenset({"delta", "iceberg"})


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for name, model in graph.spec.models.items():
        dataset = graph.spec.datasets.get(model.features.dataset)
        if model.registry is None and dataset is not None and dataset.source.format not in WITH_HISTORY:
            message = f"the version of the data that `{name}` is trained on is not recorded"
            help_ = ("add a `registry:`, which records the version of the data with each version of the model",)
            yield Finding(Place(("models", name, "features", "dataset")), message, help_)
