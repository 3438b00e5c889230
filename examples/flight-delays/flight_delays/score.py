"""Score the flights of one day in a batch: `scores/<day>.parquet`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from flight_delays.features import FEATURES, features_path
from flight_delays.storage import read_model, read_table, write_table
from flight_delays.task import Task

if TYPE_CHECKING:
    from datetime import date

    from sklearn.ensemble import HistGradientBoostingClassifier


def newest_day(flights: pd.DataFrame) -> tuple[date, pd.DataFrame]:
    """Select the flights of the newest day. The public data ends in 2013, so that day replaces tomorrow."""
    days = pd.to_datetime(flights["time_hour"], utc=True).dt.tz_convert("America/New_York").dt.date
    day = days.max()
    return day, flights[days == day]


def score(model: HistGradientBoostingClassifier, flights: pd.DataFrame) -> pd.DataFrame:
    """Predict for each flight the probability that it is late."""
    return flights[["flight"]].assign(probability=model.predict_proba(flights[FEATURES])[:, 1])


def main() -> None:
    """Write the scores; a second run on the same day replaces the first."""
    task = Task.from_environment()
    day, flights = newest_day(read_table(features_path(task.lake)))
    write_table(score(read_model(task.artifacts), flights), task.lake / "scores" / f"{day}.parquet")


if __name__ == "__main__":
    main()
