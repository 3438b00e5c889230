"""The parameters of transforms, as each dialect has them."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from opsgen.graph.partitions.declared import partitioning_of
from opsgen.graph.partitions.keys import parse as key
from opsgen.language.validate.load import load
from opsgen.sql.parameters import example_parameters, parameters
from opsgen.sql.safety import DIALECTS, parse
from opsgen.sql.safety.refusal import RefusedSqlError

SQL = "select a from t where seen >= :interval_start and seen < :interval_end"
LOCAL = "select a from t where day >= :partition_start and day < :partition_end"


def dataset(column: str | None = "day", by: str = "day", timezone: str = "Europe/Berlin") -> Any:
    columns = {"day": {"type": "date"}, "seen": {"type": "timestamp"}}
    partition = {"by": by, "timezone": timezone} | ({"column": column} if column else {})
    made = {"source": {"connection": "lake", "path": "x.csv"}, "columns": columns, "partition": partition}
    connections = {"lake": {"type": "files", "root": "."}}
    project = {"name": "calendar", "owner": "data"}
    spec, found = load({"version": 1, "project": project, "connections": connections, "datasets": {"made": made}})
    assert not found
    assert spec is not None
    return spec.datasets["made"]


def bound(sql: str, of: Any, text: str, dialect: str = "duckdb") -> str:
    by, partitioning = of.partition.by, partitioning_of(of)
    assert partitioning is not None
    return parse.select(sql, dialect, ["t"], parameters(of, partitioning, key(text, by), dialect)).tree.sql(dialect)


@pytest.mark.parametrize(
    ("dialect", "type_"),
    [
        ("duckdb", "TIMESTAMPTZ"),
        ("postgres", "TIMESTAMPTZ"),
        ("spark", "TIMESTAMP"),
        ("snowflake", "TIMESTAMPTZ"),
        ("trino", "TIMESTAMP WITH TIME ZONE"),
    ],
)
def test_an_interval_is_two_instants_in_utc(dialect: str, type_: str) -> None:
    start, end = (f"CAST('{time}+00:00' AS {type_})" for time in ("2024-03-30 23:00:00", "2024-03-31 22:00:00"))
    made = bound(SQL, dataset(), "2024-03-31", dialect)
    assert made.endswith(f"WHERE seen >= {start} AND seen < {end}")


def test_bigquery_has_datetimes_in_utc_as_its_columns_are_read() -> None:
    start, end = (f"CAST('{time}' AS DATETIME)" for time in ("2024-03-30 23:00:00", "2024-03-31 22:00:00"))
    assert bound(SQL, dataset(), "2024-03-31", "bigquery").endswith(f"WHERE seen >= {start} AND seen < {end}")


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
def test_a_partition_by_date_has_dates_of_its_own_calendar(dialect: str) -> None:
    made = bound(LOCAL, dataset(), "2024-03-31", dialect)
    assert made.endswith("WHERE day >= CAST('2024-03-31' AS DATE) AND day < CAST('2024-04-01' AS DATE)")


@pytest.mark.parametrize("column", ["seen", None])
def test_any_other_partition_has_instants(column: str | None) -> None:
    made = bound(LOCAL, dataset(column, timezone="UTC"), "2024-03-31")
    assert "day >= CAST('2024-03-31 00:00:00+00:00' AS TIMESTAMPTZ)" in made


def test_months_and_hours_end_where_the_next_one_starts() -> None:
    assert "'2024-03-01' AS DATE) AND day < CAST('2024-04-01'" in bound(LOCAL, dataset(by="month"), "2024-03")
    hours = bound(SQL, dataset("seen", "hour", "UTC"), "2024-03-31T23")
    assert "'2024-03-31 23:00:00+00:00' AS TIMESTAMPTZ) AND seen < CAST('2024-04-01 00:00:00+00:00'" in hours


def test_duckdb_reads_them_as_they_are_meant() -> None:
    """In Berlin the day had 23 hours; the column is of the type that opsgen reads timestamps as."""
    select = "select count(*) as a from t where seen >= :interval_start and seen < :interval_end"
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            "create table opsgen__input_1 as select unnest(generate_series(timestamp '2024-03-30', "
            "timestamp '2024-04-02', interval '1 hour')) as seen"
        )
        assert connection.execute(bound(select, dataset(), "2024-03-31")).fetchall() == [(23,)]


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
@pytest.mark.parametrize(
    ("sql", "message", "help_"),
    [
        ("select a from t where a > :interval_begin", "`:interval_begin` is not a parameter", "did you mean"),
        ("select a from t where a > :x", "`:x` is not a parameter of a transform", "the parameters are `:interval_st"),
        ("select a from t where a > ?", "`?` is not a parameter of a transform", "the parameters are `:interval_st"),
    ],
)
def test_other_parameters_are_refused(dialect: str, sql: str, message: str, help_: str) -> None:
    with pytest.raises(RefusedSqlError) as refused:
        parse.select(sql, dialect, ["t"], example_parameters("date", dialect))
    error = refused.value
    assert (error.reason, error.message.startswith(message)) == ("parameter", True)
    assert str(error.help).startswith(help_)
    if error.part is not None:
        assert f"`{sql[slice(*error.part)]}`" in message


def test_a_parameter_needs_a_partition() -> None:
    with pytest.raises(RefusedSqlError, match="`:interval_start` is about a partition, and the dataset has no part"):
        parse.select(SQL, "duckdb", ["t"], {})


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
def test_only_the_sql_of_transforms_has_parameters(dialect: str) -> None:
    for read in (lambda: parse.select(SQL, dialect, ["t"]), lambda: parse.expression("a > :interval_start", dialect)):
        with pytest.raises(RefusedSqlError, match=r"`:interval_\w+` is a parameter, which only the SQL of a transform"):
            read()
