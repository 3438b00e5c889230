"""Read and write files of the lake and artifacts, on a disk or in object storage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import joblib
import pandas as pd

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from upath import UPath


def read_table(path: UPath) -> pd.DataFrame:
    """Read a Parquet file."""
    with path.open("rb") as file:
        return pd.read_parquet(file)


def write_table(table: pd.DataFrame, path: UPath) -> None:
    """Write a Parquet file, replacing an existing one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        table.to_parquet(file, index=False)


def write_json(value: dict[str, Any], path: UPath) -> None:
    """Write a JSON document, replacing an existing one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def read_model(folder: UPath) -> HistGradientBoostingClassifier:
    """Read the trained model from its artifacts folder."""
    with (folder / "model.joblib").open("rb") as file:
        return joblib.load(file)


def write_model(model: HistGradientBoostingClassifier, folder: UPath) -> None:
    """Write the trained model to its artifacts folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "model.joblib").open("wb") as file:
        joblib.dump(model, file)
