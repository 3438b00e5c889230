"""Names after a point, which PostgreSQL may take for functions."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from opsgen.sql.safety import parse
from opsgen.sql.safety.fields import only_fields
from sql.safety.calls import CALLS


@pytest.mark.parametrize("sql", CALLS)
def test_no_name_is_left_that_could_be_called(sql: str) -> None:
    tree = sqlglot.parse_one(parse.select(sql, "postgres", ["orders"]).tree.sql("postgres"), dialect="postgres")
    for dot in tree.find_all(exp.Dot):
        assert isinstance(dot.expression, exp.Star)
    for unnest in tree.find_all(exp.Unnest):
        alone = unnest.find_ancestor(exp.Select)
        assert alone is not None
        assert [type(each) for each in alone.expressions] == [exp.Star]


def test_an_expression_has_its_fields_from_a_record() -> None:
    whole = parse.expression("(a).b", "postgres").sql("postgres")
    assert whole == "(SELECT opsgen__object.b FROM (SELECT (a).*) AS opsgen__object)"
    inner = parse.expression("((a).b).c = 1", "postgres").sql("postgres")
    assert inner.count("opsgen__object") == 4


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "snowflake", "bigquery", "trino"])
def test_other_engines_read_a_point_as_it_is(dialect: str) -> None:
    tree = sqlglot.parse_one("SELECT (a).b FROM t", dialect=dialect)
    assert only_fields(tree, dialect).sql(dialect) == "SELECT (a).b FROM t"
