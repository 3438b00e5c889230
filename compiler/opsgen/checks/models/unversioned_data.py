"""Nothing records which data a model was trained on.

Why: files are replaced by the next run; a model whose data cannot be told cannot be trained again or explained. With a
registry, each version of the model carries the version of its data; tables in the formats delta and iceberg keep their
own history.

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
            message = f"nothing records which data `{name}` was trained on"
            help_ = ("add a `registry:`, which keeps the data's version with the model's",)
            yield Finding(Place(("models", name, "features", "dataset")), message, help_)
