"""The SQL that each dialect is given, whole, to be read by people: most of these engines cannot run here.

`OPSGEN_UPDATE_GOLDEN=1` writes it anew; read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlglot
from sqlglot import exp

from golden import UPDATE
from opsgen.runtime.drift.bins import NumberBins, ValueBins
from opsgen.runtime.drift.sql.column_summary import outline
from opsgen.runtime.drift.sql.counts import frequent, per_bin
from opsgen.runtime.drift.sql.distance import distance, numbers
from opsgen.runtime.drift.sql.sample import DriftSample
from opsgen.runtime.drift.sql.unseen import texts, unseen
from opsgen.sql.dialects import DIALECTS
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.rules.table import RuleTable
from opsgen.sql.rules.types import kind
from runtime.drift.lab import graph, spec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.runtime.drift.bins import Bins

GOLDEN = Path(__file__).parent / "golden"

COLUMNS: dict[str, Any] = {
    "size": {"type": "number"},
    "id": {"type": "integer"},
    "code": {"type": "string"},
    "ok": {"type": "boolean"},
    "at": {"type": "timestamp"},
}
TYPES = {
    "duckdb": ("DOUBLE", "BIGINT", "VARCHAR", "BOOLEAN", "TIMESTAMP"),
    "postgres": ("double precision", "bigint", "text", "boolean", "timestamp with time zone"),
    "spark": ("double", "bigint", "string", "boolean", "timestamp"),
    "snowflake": ("FLOAT", "NUMBER(38,0)", "VARCHAR(10)", "BOOLEAN", "TIMESTAMP_NTZ(9)"),
    "bigquery": ("FLOAT64", "INT64", "STRING", "BOOL", "DATETIME"),
    "trino": ("double", "bigint", "varchar", "boolean", "timestamp(3)"),
}
BINS: dict[str, Bins] = {
    "size": NumberBins((-0.5, 1e30), whole=False, frequent=frozenset({-0.5})),
    "id": ValueBins((1.0, 7.0)),
    "code": ValueBins(("a", "it's", "b\\c"), exhaustive=False),
    "ok": ValueBins((True, False)),
}


def samples(dialect: str) -> tuple[DriftSample, DriftSample]:
    """The reference, and a window of the current data."""
    datasets = graph(spec(COLUMNS, [{"column": "size", "metric": "psi"}])).spec.datasets
    # Snowflake has names in upper case, unless somebody quoted them.
    shown = str.upper if dialect == "snowflake" else str
    columns = tuple(
        SourceColumn(shown(name), type_, kind(exp.DataType.build(type_, dialect=dialect, udt=True)))
        for name, type_ in zip(COLUMNS, TYPES[dialect], strict=True)
    )
    learned, asked = (
        RuleTable(datasets[name], Relation(name, exp.table_(name, db="shop"), columns, dialect), DIALECTS[dialect])
        for name in ("learned", "asked")
    )
    return DriftSample(learned), DriftSample(asked, "at", "2024-01-31T12:00:00+00:00")


def queries(dialect: str) -> Iterator[tuple[str, exp.Query]]:
    """Every query of a comparison."""
    reference, current = samples(dialect)
    yield "what the numbers of the reference are like", outline(reference, ["size", "id"], {"size"}).select
    yield "its most frequent values", frequent(reference, {"code": "values", "ok": "values", "id": "numbers"})
    yield "the rows of each bin", per_bin(current, BINS)
    yield "the rows with new texts", unseen(reference, current, "code")
    yield "each text, where they lie behind two connections", texts(current, "code")
    yield "how far numbers are apart", distance(reference, current, "size", (1000, 500))
    yield "each number, where they lie behind two connections", numbers(current, "size")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_sql_of_a_dialect(dialect: str) -> None:
    parts = [f"-- {name}\n{query.sql(dialect, pretty=True, comments=False)};\n" for name, query in queries(dialect)]
    text, path = "\n".join(parts), GOLDEN / f"{dialect}.sql"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_it_is_read_back_as_it_was_meant(dialect: str) -> None:
    for name, query in queries(dialect):
        text = query.sql(dialect, comments=False)
        (read,) = sqlglot.parse(text, read=dialect)
        assert read is not None
        assert read.sql(dialect).casefold() == text.casefold(), name
