"""Places where a dataset can be published, for tests that hold for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import duckdb

from runtime.check.lab import csv_of, graph, write

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph

SQL = "select id from raw"


class Place(Protocol):
    """Where `good` is published, which is built from `raw`."""

    @property
    def connections(self) -> dict[str, Any]: ...

    @property
    def good(self) -> dict[str, Any]:
        """The source of `good`."""
        ...

    @property
    def raw(self) -> dict[str, Any]:
        """The source of `raw`."""
        ...

    def fill(self, folder: Path, rows: int) -> None:
        """Give `raw` this many rows."""
        ...

    def published(self, folder: Path) -> list[int]:
        """The rows that a reader sees who does not use opsgen."""
        ...


class _InFolder:
    connections: ClassVar[dict[str, Any]] = {
        "lake": {"type": "files", "root": "data"},
        "db": {"type": "duckdb", "path": "lake.db"},
    }
    raw: ClassVar[dict[str, Any]] = {"connection": "lake", "path": "raw.csv"}

    def fill(self, folder: Path, rows: int) -> None:
        write(folder, "".join(f"{each}\n" for each in ("id", *range(rows))), "raw.csv")


@dataclass(frozen=True)
class File(_InFolder):
    path: str

    @property
    def good(self) -> dict[str, Any]:
        return {"connection": "lake", "path": self.path}

    def published(self, folder: Path) -> list[int]:
        return sorted(int(row[0]) for row in duckdb.sql(f"from '{folder}/data/{self.path}'").fetchall())


@dataclass(frozen=True)
class Versions(_InFolder):
    path: str

    @property
    def good(self) -> dict[str, Any]:
        return {"connection": "lake", "path": self.path, "layout": "versioned"}

    def published(self, folder: Path) -> list[int]:
        place = folder / "data" / self.path
        version = place / (place / "_current").read_text().strip()
        (part,) = version.iterdir()
        return sorted(int(row[0]) for row in duckdb.sql(f"from '{part}'").fetchall())


class DuckDbTable(_InFolder):
    good: ClassVar[dict[str, Any]] = {"connection": "db", "table": "good"}

    def published(self, folder: Path) -> list[int]:
        with duckdb.connect(str(folder / "lake.db"), read_only=True) as connection:
            return [row[0] for row in connection.sql("select id from good order by id").fetchall()]


PLACES: dict[str, Place] = {
    "parquet": File("made/good.parquet"),
    "csv.gz": File("good.csv.gz"),
    "jsonl": File("good.jsonl"),
    "versions": Versions("made/good"),
    "versions.csv.gz": Versions("good.csv.gz"),
    "duckdb": DuckDbTable(),
}


def project(place: Place, folder: Path, rows: int = 5, sql: str = SQL) -> EnvironmentGraph:
    """`good` is built from `raw`, which has this many rows."""
    place.fill(folder, rows)
    return graph_of(place, sql)


def graph_of(place: Place, sql: str = SQL) -> EnvironmentGraph:
    """`good` must have three rows."""
    raw = csv_of({"id": {"type": "integer"}}) | {"source": place.raw}
    good = {
        "source": place.good,
        "columns": {"id": {"type": "integer", "primary_key": True}},
        "quality": [{"row_count": {"min": 3}}],
        "transform": {"inputs": ["raw"], "sql": sql},
    }
    return graph({"raw": raw, "good": good}, place.connections)
