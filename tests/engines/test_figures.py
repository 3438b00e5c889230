"""Figures and limits are compared exactly on every engine: what they find is what Python's fractions say."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from opsgen.language.values import exact
from opsgen.source.scalars import plain
from runtime.check.lab import LAKE, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opsgen.runtime.check.result import CheckResult, RuleResult

duckdb = pytest.importorskip("duckdb")

HUGE = 2**63

VALUES: dict[str, tuple[Any, ...]] = {
    # sums and means of these are no doubles
    "big": (HUGE - 1, HUGE - 2, HUGE - 3, -HUGE, 1 - HUGE, 2**53, 2**53 + 1, 2**53 - 1, 0, 7, 7),
    "near": (*(2**53 + number for number in range(10)), 2**53 + 1),
    "small": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    "wide": tuple(
        map(
            Decimal,
            (
                "1234567890123456789012345678.0123456789",
                "1234567890123456789012345678.0123456788",
                "-9999999999999999999999999999.9999999999",
                "9007199254740993.0000000001",
                "9007199254740993",
                "0.1",
                "0.1000000001",
                "-0.0000000001",
                "0",
                "0.3",
                "0.2",
            ),
        )
    ),
    "whole": tuple(
        map(Decimal, (10**37, 10**37 + 1, -(10**37), -(10**37) - 1, 2**64, 2**64 + 1, 1, 0, -1, 2**53 + 1, 2**53))
    ),
    "cents": tuple(
        map(Decimal, ("5", "0.10", "0.20", "0.30", "1.10", "2.20", "3.30", "-0.01", "0.00", "0.07", "19.99"))
    ),
    "real": (0.1, 0.2, 0.3, 0.1 + 0.2, 5e-324, -5e-324, 1e308, 2.0**53, 2.0**63, 0.0, 1.5),
}
TYPES = {
    "big": "BIGINT",
    "near": "BIGINT",
    "small": "INTEGER",
    "wide": "DECIMAL(38, 10)",
    "whole": "DECIMAL(38, 0)",
    "cents": "DECIMAL(18, 2)",
    "real": "DOUBLE PRECISION",
}
LIMITS = (
    "0",
    "0.1",
    "0.10000000005",
    "0.3",
    "0.30000000000000004",
    "-0.0000000001",
    "-0.005",
    "7",
    "6.999999999999999999999",
    "1e-300",
    "1e-400",
    "9007199254740992",
    "9007199254740993",
    "9007199254740992.5",
    "9007199254740993.00000000005",
    "9223372036854775807",
    "9223372036854775806.5",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775807.5",
    "18446744073709551615",
    "18446744073709551616.5",
    "1234567890123456789012345678.0123456789",
    "1234567890123456789012345678.01234567885",
    "10000000000000000000000000000000000001.0",
    "10000000000000000000000000000000000000.5",
    "99999999999999999999999999999999999999999.0",
    "-99999999999999999999999999999999999999999.0",
    "1e300",
    "-1e300",
    "3.3",
    "1.1",
)
"""As a spec has them."""
QUANTILES = (0, 0.1, 0.25, 0.3, 0.5, 0.7, 1)


def figures(column: str) -> Iterator[tuple[str, dict[str, Any], Fraction]]:
    """The exact figures of a column."""
    values = sorted(map(Fraction, VALUES[column]))
    yield "min", {}, values[0]
    yield "max", {}, values[-1]
    if column != "real":  # whose sums depend on their order
        yield "sum", {}, sum(values, Fraction())
        yield "mean", {}, sum(values, Fraction()) / len(values)
        for at in QUANTILES:
            place = Fraction(repr(at)) * (len(values) - 1)
            low, high = values[math.floor(place)], values[math.ceil(place)]
            yield "quantile", {"quantile": at}, low + (high - low) * (place - math.floor(place))


def around(figure: Fraction) -> Iterator[Any]:
    """Limits at a figure and just beside it, so near that no double tells them apart."""
    scaled = math.floor(figure * 10**12)
    for number in (scaled - 1, scaled, scaled + 1):
        sign, (whole, rest) = "-" * (number < 0), divmod(abs(number), 10**12)
        yield plain(f"{sign}{whole}.{rest:012}")


def rules() -> Iterator[tuple[dict[str, Any], Any]]:
    """Every rule with what must be found: the rows that break it, or whether the figure is within its limits."""
    for column, text in product(VALUES, LIMITS):
        limit = plain(text)
        beside = _beside(column, limit)
        values = [Fraction(value) for value in VALUES[column]]
        for key, exclusive in product(("min", "max"), (False, True)):
            body = {"column": column, key: limit, f"exclusive_{key}": exclusive}
            broken = sum(_breaks(value, key, beside, exclusive=exclusive) for value in values)
            yield {"range": body}, broken
        yield (
            {"accepted_values": {"column": column, "values": [limit, 7]}},
            sum(value not in (beside, _beside(column, 7)) for value in values),
        )
    for column in VALUES:
        for kind, more, figure in figures(column):
            limits = [*(around(figure) if column != "real" else ()), *map(plain, LIMITS[::5])]
            for limit, key in product(limits, ("min", "max")):
                kept = not _breaks(figure, key, _beside(column, limit), exclusive=False)
                yield {kind: {"column": column, key: limit, **more}}, kept


def _breaks(value: Fraction, key: str, limit: Fraction, *, exclusive: bool) -> bool:
    if value == limit:
        return exclusive
    return value < limit if key == "min" else value > limit


def _beside(column: str, limit: Any) -> Fraction:
    """A double column compares with the nearest double."""
    return Fraction(float(limit)) if column == "real" else Fraction(exact(limit))


CASES = list(rules())
EVERY = 13
"""Spark plans each query for long, and is asked every so many of the rules; no kind or column has so few."""


def dataset(every: int = 1, **source: Any) -> dict[str, Any]:
    columns = {name: {"type": "integer" if name in ("big", "near", "small", "whole") else "number"} for name in VALUES}
    quality = [
        {kind: {"name": str(number), **body}}
        for number, (rule, _) in enumerate(CASES)
        for kind, body in rule.items()
        if number % every == 0
    ]
    return {"figures": {"source": source, "columns": columns, "quality": quality}}


def wrong(result: CheckResult) -> list[tuple[Any, ...]]:
    """What was not found as it must be."""
    (data,) = result.datasets
    assert data.message is None
    found = {rule.name: rule for rule in data.rules}
    return [
        (rule, expected, found[str(number)].message, _said(found[str(number)]))
        for number, (rule, expected) in enumerate(CASES)
        if str(number) in found and _said(found[str(number)]) != expected
    ]


def _said(rule: RuleResult) -> Any:
    if rule.outcome == "error":
        return "error"
    return rule.rows_broken if rule.rows_broken is not None else rule.outcome == "pass"


def _statements() -> Iterator[str]:
    yield f"CREATE TABLE figures ({', '.join(f'{name} {type_}' for name, type_ in TYPES.items())})"
    for row in zip(*VALUES.values(), strict=True):
        written = ", ".join(
            f"CAST('{value!r}' AS {TYPES[name]})"
            if isinstance(value, float)
            else f"CAST('{value:f}' AS {TYPES[name]})"
            if isinstance(value, Decimal)
            else f"CAST({value} AS {TYPES[name]})"
            for name, value in zip(VALUES, row, strict=True)
        )
        yield f"INSERT INTO figures VALUES ({written})"  # noqa: S608


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data in Parquet, and in a database of DuckDB."""
    made = tmp_path_factory.mktemp("figures")
    (made / "data").mkdir()
    with duckdb.connect() as connection:
        for statement in _statements():
            connection.execute(statement)
        connection.execute(f"COPY figures TO '{made}/data/figures.parquet' (FORMAT parquet)")
    return made


def test_duckdb_compares_exactly(folder: Path) -> None:
    assert wrong(run(folder, dataset(connection="lake", path="figures.parquet"), connections=LAKE)) == []


def test_postgres_compares_exactly(postgres: int, tmp_path: Path) -> None:
    import psycopg

    settings = {"host": "localhost", "port": postgres, "user": "opsgen"}
    with psycopg.connect(**settings, dbname="postgres") as connection:
        for statement in _statements():
            connection.execute(statement)
    server = {"type": "postgres", **settings, "database": "postgres", "sslmode": "disable"}
    assert wrong(run(tmp_path, dataset(connection="server", table="figures"), connections={"server": server})) == []


def test_spark_compares_exactly(folder: Path) -> None:
    pytest.importorskip("pyspark")
    connections = {"cluster": {"type": "spark", "master": "local[1]"}}
    found = run(folder, dataset(EVERY, connection="cluster", path="data/figures.parquet"), connections=connections)
    assert wrong(found) == []
