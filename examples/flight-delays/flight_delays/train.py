"""Train the model on the features in the lake, and evaluate it on held-out rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from flight_delays.features import CATEGORIES, FEATURES, LABEL, features_path, split
from flight_delays.storage import read_table, write_json, write_model
from flight_delays.task import Task

if TYPE_CHECKING:
    import pandas as pd


def train(flights: pd.DataFrame, parameters: dict[str, Any], seed: int) -> HistGradientBoostingClassifier:
    """Fit a model; the same rows, parameters and seed give the same model."""
    model = HistGradientBoostingClassifier(categorical_features=CATEGORIES, random_state=seed, **parameters)
    return model.fit(flights[FEATURES], flights[LABEL])


def evaluate(model: HistGradientBoostingClassifier, flights: pd.DataFrame) -> dict[str, Any]:
    """Evaluate a model: its metrics on all rows, and on the rows of each airport."""
    scored = flights.assign(probability=model.predict_proba(flights[FEATURES])[:, 1])
    by_origin = {str(origin): _metrics(rows) for origin, rows in scored.groupby("origin")}
    return {**_metrics(scored), "slices": {"origin": by_origin}}


def _metrics(scored: pd.DataFrame) -> dict[str, float]:
    late, probability = scored[LABEL], scored["probability"]
    return {
        "rows": len(scored),
        "roc_auc": float(roc_auc_score(late, probability)),
        "average_precision": float(average_precision_score(late, probability)),
        "log_loss": float(log_loss(late, probability)),
        "brier_score": float(brier_score_loss(late, probability)),
    }


def main() -> None:
    """Write the model and its metrics."""
    task = Task.from_environment()
    flights = split(read_table(features_path(task.lake)), task.seed)
    model = train(flights.train, task.parameters, task.seed)
    write_model(model, task.artifacts)
    write_json(evaluate(model, flights.held_out), task.metrics)


if __name__ == "__main__":
    main()
