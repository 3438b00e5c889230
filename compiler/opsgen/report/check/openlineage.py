"""The result of a check as an OpenLineage event with the data quality facets, for data catalogs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from opsgen.runtime.check.result import Outcome

if TYPE_CHECKING:
    from opsgen.runtime.check.result import CheckResult, DatasetResult, RuleResult

SPEC = "https://openlineage.io/spec"
EVENT = f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
ASSERTIONS = f"{SPEC}/facets/1-0-1/DataQualityAssertionsDatasetFacet.json"
METRICS = f"{SPEC}/facets/1-0-2/DataQualityMetricsInputDatasetFacet.json"

MEASURED = {"sum": "sum", "min": "min", "max": "max", "distinct_count": "distinctCount"}
"""The name of a rule's figure in the metrics facet, by kind of rule."""


def show(result: CheckResult) -> str:
    """Return the result as one run event."""
    producer = f"urn:opsgen:{result.opsgen}"
    # A scheduler starts checks of several datasets within one second, and each is a run of its own.
    datasets = ",".join(f"{dataset.name} {dataset.seconds}" for dataset in result.datasets)
    # The same result gives the same run, so that an event that is sent twice is not counted twice.
    run = uuid5(NAMESPACE_URL, f"{producer}/{result.project}/{result.environment}/{result.started}/{datasets}")
    event = {
        "eventType": "FAIL" if result.outcome in (Outcome.FAIL, Outcome.ERROR) else "COMPLETE",
        "eventTime": result.started,
        "run": {"runId": str(run)},
        "job": {"namespace": result.project, "name": f"{result.environment}.check"},
        "inputs": [_input(dataset, producer) for dataset in result.datasets],
        "outputs": [],
        "producer": producer,
        "schemaURL": EVENT,
    }
    return json.dumps(event, indent=2, ensure_ascii=False) + "\n"


def _input(dataset: DatasetResult, producer: str) -> dict[str, Any]:
    namespace, name = _namespace_and_name(dataset.location)
    facets = {
        "dataQualityAssertions": {
            "_producer": producer,
            "_schemaURL": ASSERTIONS,
            "assertions": [assertion for rule in dataset.rules for assertion in _assertions(rule)],
        },
        "dataQualityMetrics": {
            "_producer": producer,
            "_schemaURL": METRICS,
            **({} if dataset.rows is None else {"rowCount": dataset.rows}),
            "columnMetrics": _metrics(dataset),
        },
    }
    return {"namespace": namespace, "name": name, "inputFacets": facets}


def _namespace_and_name(location: str) -> tuple[str, str]:
    """Return a dataset's identity by OpenLineage's naming rules: its store, and its name in that store."""
    scheme, separator, rest = location.partition("://")
    if not separator:
        return "file", location
    authority, _, name = rest.partition("/")
    return f"{scheme}://{authority}", name


def _assertions(rule: RuleResult) -> list[dict[str, Any]]:
    assertion = {"assertion": rule.name, "success": rule.outcome is Outcome.PASS}
    return [{**assertion, "column": column} for column in rule.columns] or [assertion]


def _metrics(dataset: DatasetResult) -> dict[str, dict[str, Any]]:
    metrics: dict[str, dict[str, Any]] = {}
    for rule in dataset.rules:
        # The facet describes the whole column, so rules about some rows or several columns do not fit.
        if rule.where is not None or len(rule.columns) != 1:
            continue
        found = metrics.setdefault(rule.columns[0], {})
        if rule.kind == "not_null" and rule.rows_broken is not None:
            found["nullCount"] = rule.rows_broken - (rule.rows_quarantined or 0)
        elif rule.kind in MEASURED and isinstance(rule.value, int | float):
            found[MEASURED[rule.kind]] = rule.value
    return {column: found for column, found in metrics.items() if found}
