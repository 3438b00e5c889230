from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from workspace import Workspace


def test_ingest_keeps_every_row_and_writes_missing_values_as_na(raw: Workspace) -> None:
    flights = pd.read_csv(raw.lake / "raw" / "flights.csv", keep_default_na=False, dtype=str)
    planes = pd.read_csv(raw.lake / "raw" / "planes.csv", keep_default_na=False, dtype=str)

    assert (len(flights), len(planes)) == (336_776, 3_322)
    assert (flights["dep_delay"] == "NA").sum() == 8_255
    assert not (flights == "").any(axis=None)
    assert planes["tailnum"].is_unique


def test_features_are_one_row_for_each_flight_that_arrived(transformed: Workspace) -> None:
    flights = pd.read_csv(transformed.lake / "raw" / "flights.csv")
    features = pd.read_parquet(transformed.lake / "features" / "flights.parquet")
    arrived = flights[flights["arr_delay"].notna()]

    assert len(features) == len(arrived) == 327_346
    assert features["late"].sum() == (arrived["arr_delay"] > 30).sum()
    assert features[["carrier", "origin", "distance", "hour", "late"]].notna().all(axis=None)
    assert features["hour"].between(0, 23).all()


def test_age_is_that_of_the_plane_and_missing_where_the_plane_is_unknown(transformed: Workspace) -> None:
    features = pd.read_parquet(transformed.lake / "features" / "flights.parquet")
    flights = pd.read_csv(transformed.lake / "raw" / "flights.csv", usecols=["tailnum", "arr_delay"])
    years = pd.read_csv(transformed.lake / "raw" / "planes.csv", index_col="tailnum")["year"]
    expected = 2013 - flights.loc[flights["arr_delay"].notna(), "tailnum"].map(years)

    assert (features["plane_age"].dropna() >= 0).all()
    assert sorted(features["plane_age"].dropna()) == sorted(expected.dropna())
