from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
from upath import UPath

from flight_delays.features import FEATURES, split
from flight_delays.storage import read_model
from flight_delays.train import train

if TYPE_CHECKING:
    from workspace import Workspace


def test_model_passes_the_gate_of_the_spec(trained: Workspace) -> None:
    metrics = json.loads(trained.metrics.read_text())

    assert metrics["roc_auc"] >= 0.62
    assert 0 < metrics["brier_score"] < 0.25


def test_metrics_are_also_those_of_each_airport(trained: Workspace) -> None:
    metrics = json.loads(trained.metrics.read_text())
    origins = metrics["slices"]["origin"]

    assert set(origins) == {"EWR", "JFK", "LGA"}
    assert sum(airport["rows"] for airport in origins.values()) == metrics["rows"]
    assert all(airport["roc_auc"] >= 0.6 for airport in origins.values())


def test_parameters_and_seed_decide_the_model(trained: Workspace) -> None:
    features = pd.read_parquet(trained.lake / "features" / "flights.parquet").head(20_000)
    first, again = (train(features, {"max_iter": 3}, seed=7) for _ in range(2))

    assert first.n_iter_ == 3
    assert (first.predict_proba(features[FEATURES]) == again.predict_proba(features[FEATURES])).all()
    assert read_model(UPath(trained.artifacts)).get_params()["max_iter"] == 40


def test_same_seed_holds_out_the_same_rows(trained: Workspace) -> None:
    features = pd.read_parquet(trained.lake / "features" / "flights.parquet").head(20_000)

    assert split(features, seed=7).held_out.index.equals(split(features, seed=7).held_out.index)
    assert not split(features, seed=7).held_out.index.equals(split(features, seed=8).held_out.index)
    assert not set(split(features, seed=7).train.index) & set(split(features, seed=7).held_out.index)


def test_explanation_ranks_every_feature(trained: Workspace) -> None:
    trained.run("flight_delays.explain")
    explanation = json.loads((trained.artifacts / "explanation.json").read_text())
    importances = explanation["importances"]

    assert explanation["method"] == "permutation_importance"
    assert {importance["feature"] for importance in importances} == set(FEATURES)
    assert importances == sorted(importances, key=lambda importance: -importance["mean"])
    assert importances[0]["feature"] == "hour"


def test_scores_are_those_of_the_last_day_however_often_it_is_scored(trained: Workspace) -> None:
    flights = pd.read_csv(trained.lake / "raw" / "flights.csv")
    last_day = flights[(flights["month"] == 12) & (flights["day"] == 31) & flights["arr_delay"].notna()]
    for _ in range(2):
        trained.run("flight_delays.score")
    (file,) = (trained.lake / "scores").iterdir()
    scores = pd.read_parquet(file)

    assert file.name == "2013-12-31.parquet"
    assert sorted(scores["flight"]) == sorted(last_day["flight"])
    assert scores["probability"].between(0, 1).all()
    assert scores["probability"].nunique() > 100
