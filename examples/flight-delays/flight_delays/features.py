"""The features that the model sees, as they stand in the lake after `transforms/flight_features.sql`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sklearn.model_selection import train_test_split

if TYPE_CHECKING:
    import pandas as pd
    from upath import UPath

CATEGORIES = ["carrier", "origin"]
FEATURES = [*CATEGORIES, "distance", "hour", "plane_age"]
LABEL = "late"


class Split(NamedTuple):
    """Rows to learn from, and rows that the model never sees."""

    train: pd.DataFrame
    held_out: pd.DataFrame


def features_path(lake: UPath) -> UPath:
    """Where the dataset `flight_features` lies."""
    return lake / "features" / "flights.parquet"


def split(flights: pd.DataFrame, seed: int) -> Split:
    """Hold a quarter of the rows out; the same seed holds out the same rows."""
    return Split(*train_test_split(flights, test_size=0.25, random_state=seed, stratify=flights[LABEL]))
