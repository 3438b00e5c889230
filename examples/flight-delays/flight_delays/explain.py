"""Explain the model: measure how much worse it ranks held-out flights when one feature's values are shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sklearn.inspection import permutation_importance

from flight_delays.features import FEATURES, LABEL, features_path, split
from flight_delays.storage import read_model, read_table, write_json
from flight_delays.task import Task

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.ensemble import HistGradientBoostingClassifier

METRIC = "roc_auc"


def explain(model: HistGradientBoostingClassifier, flights: pd.DataFrame, seed: int) -> dict[str, Any]:
    """Rank the features by the mean loss of the metric, the most important first."""
    result = permutation_importance(model, flights[FEATURES], flights[LABEL], scoring=METRIC, random_state=seed)
    importances = [
        {"feature": feature, "mean": float(mean), "std": float(std)}
        for feature, mean, std in zip(FEATURES, result.importances_mean, result.importances_std, strict=True)
    ]
    return {
        "method": "permutation_importance",
        "metric": METRIC,
        "rows": len(flights),
        "importances": sorted(importances, key=lambda importance: importance["mean"], reverse=True),
    }


def main() -> None:
    """Write the explanation to the folder of the model."""
    task = Task.from_environment()
    held_out = split(read_table(features_path(task.lake)), task.seed).held_out
    write_json(explain(read_model(task.artifacts), held_out, task.seed), task.artifacts / "explanation.json")


if __name__ == "__main__":
    main()
