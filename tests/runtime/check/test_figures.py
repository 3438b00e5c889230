"""Figures and limits to all their digits: from the spec's text to SQL, the comparison and the report.

What engines find is compared with Python's fractions in `engines/test_figures.py`.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from opsgen.language.values import exact
from opsgen.report.formats import show
from opsgen.runtime.check import wording
from opsgen.source.scalars import ScalarError, plain
from opsgen.sql import numbers
from opsgen.sql.rules.rule import Tolerance
from opsgen.sql.rules.types import ValueKind
from opsgen.terminal.color import Colors
from program import opsgen
from runtime.check.lab import csv_of, rules, run, write

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.sql.numbers import Operator

SPEC = """\
version: 1
project: {name: lab, owner: ml}
connections: {lake: {type: files, root: data}}
datasets:
  d:
    description: Figures.
    source: {connection: lake, path: data.parquet}
    columns:
      n: {type: integer, max: 9007199254740993}
      x: {type: number, min: -0.1, allowed: [0.10, 12345678901234567890.123, 1e300]}
    quality:
      - sum: {column: n, max: 9007199254740993}
      - range: {column: n, min: 0.5, max: 9007199254740992.5}
outputs: {sql: {}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        ("1.10", "1.10"),
        ("0.1", "0.1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("9007199254740993.0", "9007199254740993.0"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ("1e3", "1000"),
        ("0x10", "16"),
        ("1e-400", "0"),
        ("1e-999999999", "0"),
        ("1e308", "1e308"),
    ],
)
def test_a_number_is_worth_what_its_text_says(text: str, expected: str) -> None:
    assert exact(plain(text)) == Decimal(expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(("share", "broken"), [(0.29, 29), (0.07, 7), (0.57, 57), (1e-05, 0)])
def test_a_share_is_compared_exactly(share: float, broken: int) -> None:
    assert Tolerance(max_fraction=share).allows(broken, 100)
    assert not Tolerance(max_fraction=share).allows(broken + 1, 100)


OPERATORS: tuple[Operator, ...] = ("<", "<=", ">", ">=")
KINDS = (
    ValueKind("integer"),
    ValueKind("integer", decimal=True, scale=0),
    ValueKind("number", decimal=True, scale=2),
    ValueKind("number", decimal=True, scale=10),
)


@given(
    st.sampled_from(KINDS),
    st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**40), max_value=10**40),
    st.sampled_from(OPERATORS),
    st.sampled_from(("duckdb", "postgres", "spark", "snowflake", "bigquery", "trino")),
    st.data(),
)
def test_a_limit_that_is_moved_to_a_possible_value_means_the_same(
    kind: ValueKind, limit: Decimal, operator: Operator, dialect: str, data: st.DataObject
) -> None:
    places = kind.places or 0
    near = int(limit.scaleb(places))
    most = 10**38 - 1 if kind.decimal else 2**63 - 1
    drawn = data.draw(st.integers(-most, most) | st.integers(max(-most, near - 2), max(-most, near + 2)))
    value = Fraction(max(-most, min(most, drawn)), 10**places)
    tree = numbers.compare(exp.column("x"), operator, _as_written(limit), kind, dialect)
    right = Fraction(tree.expression.find(exp.Literal).this) * (-1 if tree.expression.find(exp.Neg) else 1)
    assert _holds(value, _SIGNS[type(tree)], right) == _holds(value, operator, Fraction(limit))


_SIGNS = {each: sign for sign, each in numbers.COMPARISONS.items()}


def _as_written(limit: Decimal) -> Any:
    return plain(f"{limit:f}")


def _holds(value: Fraction, operator: str, limit: Fraction) -> bool:
    return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[operator]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2**64, "18,446,744,073,709,551,616"),
        (Decimal("9007199254740993.5"), "9,007,199,254,740,993.5"),
        (Decimal("1234567.8900"), "1,234,567.89"),
        (Decimal("-0.00"), "0"),
        (Decimal("1e300"), "1e+300"),
        (Decimal(300000), "300,000"),
        (Fraction(1, 3), "0.333333"),
        (0.1, "0.1"),
    ],
)
def test_people_see_all_digits_of_exact_numbers(value: Any, shown: str) -> None:
    assert wording.number(value) == shown


def figure(tmp_path: Path, query: str, rule: dict[str, Any], type_: str = "integer") -> Any:
    import duckdb

    (tmp_path / "data").mkdir(exist_ok=True)
    duckdb.sql(query).write_parquet(str(tmp_path / "data" / "data.parquet"))
    result = run(tmp_path, {"d": csv_of({"x": {"type": type_}}, [rule], path="data.parquet")})
    (found,) = (
        each for each in json.loads(show("check", "json", result, Colors(on=False)))["datasets"][0]["rules"][1:]
    )
    return found


def test_the_report_has_all_digits(tmp_path: Path) -> None:
    found = figure(tmp_path, "select 9007199254740993 as x", {"sum": {"column": "x", "max": 9007199254740992}})
    assert (found["outcome"], found["value"], found["exact"]) == ("fail", 9007199254740993, "9007199254740993")
    wide = "select 1234567890123456789.01::decimal(38, 2) as x"
    found = figure(tmp_path, wide, {"max": {"column": "x", "max": plain("1234567890123456789")}}, "number")
    assert (found["outcome"], found["exact"]) == ("fail", "1234567890123456789.01")
    assert (found["found"], found["limit"]) == ("1,234,567,890,123,456,789.01", "at most 1,234,567,890,123,456,789")
    found = figure(tmp_path, "select 0.5::decimal(4, 2) as x", {"max": {"column": "x", "max": 1}}, "number")
    assert (found["value"], found["exact"]) == (0.5, None)


def test_a_figure_just_beyond_its_limit_does_not_look_like_it(tmp_path: Path) -> None:
    query = "select unnest([0.1, 0.2])::double as x"
    found = figure(tmp_path, query, {"sum": {"column": "x", "max": 0.3}}, "number")
    assert (found["outcome"], found["found"], found["limit"]) == ("fail", "0.30000000000000004", "at most 0.3")


def test_a_mean_is_exact(tmp_path: Path) -> None:
    query = "select unnest([9007199254740993, 9007199254740993, 9007199254740994]) as x"
    for key, limit, outcome in (
        ("min", "9007199254740993.3333333333333333", "pass"),
        ("min", "9007199254740993.3333333333333334", "fail"),
        ("max", "9007199254740993.3333333333333333", "fail"),
    ):
        assert figure(tmp_path, query, {"mean": {"column": "x", key: plain(limit)}})["outcome"] == outcome


def test_text_that_is_nearly_an_integer_is_none(tmp_path: Path) -> None:
    write(tmp_path, "x\n9007199254740993.4\n9007199254740993.0\n9223372036854775807\n9223372036854775808\n1e3\n")
    found = rules(run(tmp_path, {"d": csv_of({"x": {"type": "integer"}})}))
    assert found["schema"].rows_broken == 2


def test_the_digits_of_a_spec_reach_the_artifacts(tmp_path: Path) -> None:
    (tmp_path / "opsgen.yaml").write_text(SPEC)
    ran = opsgen("build", folder=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (path,) = tmp_path.rglob("d.sql")
    text = path.read_text()
    for literal in (
        "> 9007199254740993 ",
        "0.10, 12345678901234567890.123, 1E+300",
        "< -0.1",
        "< 1 ",
        "> 9007199254740992",
    ):
        assert literal in text, literal


def test_an_integer_beyond_64_bits_is_a_limit_as_lint_says(tmp_path: Path) -> None:
    import duckdb

    with pytest.raises(ScalarError) as refused:
        plain("99999999999999999999999")
    assert refused.value.help[0] == "write `99999999999999999999999.0` if it is a limit; all of its digits are compared"
    (tmp_path / "data").mkdir()
    value = "unnest([99999999999999999999998, 99999999999999999999999, 100000000000000000000000])::decimal(38)"
    duckdb.sql(f"select {value} as n").write_parquet(str(tmp_path / "data" / "data.parquet"))
    limit = plain("99999999999999999999999.0")
    quality = [
        {"range": {"name": "low", "column": "n", "min": limit}},
        {"range": {"name": "high", "column": "n", "max": limit}},
        {"max": {"name": "largest", "column": "n", "max": limit}},
    ]
    found = rules(run(tmp_path, {"data": csv_of({"n": {"type": "integer"}}, quality, path="data.parquet")}))
    assert [found["low"].rows_broken, found["high"].rows_broken] == [1, 1]
    assert "100000000000000000000000" in found["largest"].found.replace(",", "")
