"""The features and the label that `transforms/flight_features.sql` writes, and their split into two sets."""

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
    """The training rows, and the held-out rows that training never reads."""

    train: pd.DataFrame
    held_out: pd.DataFrame


def features_path(lake: UPath) -> UPath:
    """Return the path of the dataset `flight_features`."""
    return lake / "features" / "flights.parquet"


def split(flights: pd.DataFrame, seed: int) -> Split:
    """Hold out a quarter of the rows; the same seed holds out the same rows."""
    return Split(*train_test_split(flights, test_size=0.25, random_state=seed, stratify=flights[LABEL]))
