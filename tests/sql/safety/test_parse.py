"""SQL of users: what may run, and what is refused."""

from __future__ import annotations

import contextlib

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType

from opsgen.sql.safety import DIALECTS, allowlist, parse
from opsgen.sql.safety.refusal import RefusedSqlError

TABLES = ["flights", "planes", "my-data"]


@pytest.mark.parametrize(
    "sql",
    [
        "distance between 10 and 6000",
        "lower(a) = 'x' or not b",
        "a::int > 1",
        "cast(a as boolean)",
        "a > 1 -- a comment",
        "a like 'x!%' escape '!'",
        "case when a then b > 1 end",
        "regexp_matches(a, 'b') and a[1] = 2",
        "date_trunc('day', a) >= now() - interval 7 day",
        "coalesce(a, b) is not distinct from c",
        "a ->> '$.x' = 'b'",
    ],
)
def test_expressions_over_a_row_may_run(sql: str) -> None:
    assert parse.expression(sql, "duckdb").sql("duckdb", comments=False)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("", "expression"),
        ("1", "expression"),
        ("a + 1", "expression"),
        ("a >", "expression"),
        ("a = 1)", "expression"),
        ("a = 1, b = 2", "expression"),
        ("a = 1; drop table x", "expression"),
        ("sum(a) > 1", "expression"),
        ("row_number() over () = 1", "expression"),
        ("a = $1", "expression"),
        ("(" * 3000 + "a" + ")" * 3000, "expression"),
        ("a = '" + "x" * 60_000 + "'", "expression"),
        ("(select 1) > 0", "outside"),
        ("a in (select b from c)", "outside"),
        ("exists (select 1)", "outside"),
        ("read_text('x') = 'a'", "outside"),
        ("getenv('HOME') = 'a'", "outside"),
        ("current_setting('x') = 'a'", "outside"),
        ("system.main.getenv('HOME') = 'a'", "outside"),
        ("\"read_text\"('x') = 'a'", "outside"),
        ("pg_sleep(10) is null", "outside"),
        ("columns('a') > 1", "outside"),
        ("nextval('s') > 1", "outside"),
        ("current_user = 'a'", "outside"),
        ("current_schema = 'a'", "outside"),
        ("* > 0", "expression"),
        ("#1 > 0", "expression"),
        ("cast(a as pg_catalog.regclass) = b", "expression"),
        ("cast(a as regclass) = b", "expression"),
        ("date_trunc('day) = b or true --', a) = b", "expression"),
    ],
)
def test_everything_else_is_no_expression(sql: str, reason: str) -> None:
    with pytest.raises(RefusedSqlError) as refused:
        parse.expression(sql, "duckdb")
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "sql",
    [
        "select * from flights",
        "(select 1)",
        "from flights",
        'select * from "my-data"',
        "select 1 union all select 2 from planes",
        "with x as (select * from flights) select * from x join planes using (tailnum)",
        "select a, row_number() over (partition by b order by c) from flights qualify count(*) over () > 1",
        "select a, count(*) filter (where b) from flights group by rollup (a) having sum(c) > 1 order by 1 limit 5",
        "select * exclude (a) from flights f where exists (select 1 from planes p where p.a = f.a)",
        "select a from flights;",
        "select a from flights; -- a comment",
        "select a from flights; /* a comment */ ;",
    ],
)
def test_a_select_over_datasets_may_run(sql: str) -> None:
    assert parse.select(sql, "duckdb", TABLES).tree.sql("duckdb")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("", "select"),
        ("select 1; select 2", "select"),
        ("insert into flights select 1", "select"),
        ("update flights set a = 1", "select"),
        ("delete from flights", "select"),
        ("merge into flights using planes on true when matched then delete", "select"),
        ("create table x as select 1", "select"),
        ("drop table flights", "select"),
        ("alter table flights drop column a", "select"),
        ("truncate flights", "select"),
        ("copy flights to 'x'", "select"),
        ("attach 'x'", "select"),
        ("pragma database_list", "select"),
        ("set x = 1", "select"),
        ("install httpfs", "select"),
        ("load httpfs", "select"),
        ("call f()", "select"),
        ("explain select 1", "select"),
        ("describe flights", "select"),
        ("show tables", "select"),
        ("values (1)", "select"),
        ("begin", "select"),
        ("grant select on flights to x", "select"),
        ("select * into x from flights", "select"),
        ("select * from flights for update", "select"),
        ("with x as (delete from flights returning 1) select * from x", "select"),
        ("with recursive x as (select 1 union all select * from x) select * from x", "select"),
        ("with flights as (select 1) select * from flights", "select"),
        ("select * from flights tablesample 10%", "select"),
        ("select * from flight", "outside"),
        ("select * from main.flights", "outside"),
        ("select * from information_schema.tables", "outside"),
        ("select * from 'flights.csv'", "outside"),
        ('select * from "s3://bucket/key.parquet"', "outside"),
        ("select * from read_csv('x')", "outside"),
        ("select * from parquet_scan('x')", "outside"),
        ("select * from read_blob('x')", "outside"),
        ("select * from glob('*')", "outside"),
        ("select * from duckdb_secrets()", "outside"),
        ("select * from query('select 1')", "outside"),
        ("select * from range(10)", "outside"),
        ("select pg_read_file('x')", "outside"),
        ("select * from dblink('x', 'y')", "outside"),
        ("select lo_import('x') from flights", "outside"),
        ("select (select max(a) from secrets) from flights", "outside"),
        ("select * from flights where a in (select b from (select * from secrets))", "outside"),
        ("select * from (table secrets)", "outside"),
        ("select * from (from secrets)", "outside"),
        ("select * from (describe secrets)", "select"),
        ("select * from (summarize secrets)", "select"),
        ("select * from (show tables)", "outside"),
        ("select * from (pivot secrets on a using sum(b))", "select"),
        ("select * from flights, lateral (select * from secrets)", "select"),
        ("select * from flights, flights.a", "outside"),
        ("select * from query_table('secrets')", "outside"),
        ("select columns('a') from flights", "outside"),
        ("select unnest(columns(*)) from flights", "outside"),
        ("select list_transform(a, x -> getenv(x)) from flights", "outside"),
        ("(select * from flights) as x", "select"),
    ],
)
def test_everything_else_is_no_select(sql: str, reason: str) -> None:
    with pytest.raises(RefusedSqlError) as refused:
        parse.select(sql, "duckdb", TABLES)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("select * from @stage", "snowflake"),
        ("select system$wait(10) from flights", "snowflake"),
        ("select * from table(result_scan('x'))", "snowflake"),
        ("select * from external_query('c', 'select 1')", "bigquery"),
        ("select * from `other.data.table`", "bigquery"),
        ("select reflect('java.lang.System', 'getenv', 'HOME') from flights", "spark"),
        ("select java_method('java.lang.System', 'exit', 0) from flights", "spark"),
        ("select * from csv.`/etc/passwd`", "spark"),
        ("select * from read_files('x')", "spark"),
        ("select query_to_xml('select 1', true, true, '') from flights", "postgres"),
        ("select * from pg_ls_dir('/')", "postgres"),
        ("select set_config('x', 'y', false) from flights", "postgres"),
        ("select * from table(system.query('select 1'))", "trino"),
        ("select * from flights for system_time as of now()", "bigquery"),
        ("select timestamp_trunc(a, 'day) from secrets --') from flights", "bigquery"),
        ("select date_trunc(a, 'day) from secrets --') from flights", "bigquery"),
        ("select last_day(a, 'day) from secrets --') from flights", "bigquery"),
        ("select 1 as `a\\\\` from flights", "bigquery"),
        ("select * from identifier('secrets')", "snowflake"),
        ("select * from table('secrets')", "snowflake"),
        ("with a as (select 1 union all select * from a) select * from a", "snowflake"),
        ("select user from flights", "postgres"),
        ("select current_schema from flights", "postgres"),
        ("select 'secrets'::regclass from flights", "postgres"),
        ("select 'secrets'::pg_catalog.regclass from flights", "postgres"),
        ("select 12::oid::regclass::text from flights", "postgres"),
        ("select * from (table secrets) x", "postgres"),
        ("select current_path from flights", "trino"),
        ("select user from flights", "spark"),
        ("with a as (table secrets) select * from a", "spark"),
        ("with a as (table secrets) select * from a", "snowflake"),
        ("select 1_000 from flights", "postgres"),
        ("select 0x1F from flights", "duckdb"),
    ],
)
def test_each_dialect_has_its_own_ways_out_and_none_is_open(sql: str, dialect: str) -> None:
    with pytest.raises(RefusedSqlError):
        parse.select(sql, dialect, TABLES)


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
@pytest.mark.parametrize("name", ["a", "date_add", "regexp_extract", "regexp_replace", "json_exists"])
def test_calls_that_sqlglot_cannot_read_are_refused(name: str, dialect: str) -> None:
    for arguments in ("", "''", "a", "a, b", "a, b, c, d, e"):
        with contextlib.suppress(RefusedSqlError):
            parse.select(f"select {name}({arguments}) from flights", dialect, TABLES)  # noqa: S608


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
def test_text_stays_text_where_sql_is_written(dialect: str) -> None:
    """Whatever an argument is taken for, what is in it does not become SQL."""
    engine = sqlglot.Dialect.get_or_raise(dialect)
    written = 0
    text = exp.Literal.string("$.day') from zzz --").sql(dialect)
    for name in _functions():
        for arguments in (text, f"a, {text}", f"{text}, a"):
            with contextlib.suppress(RefusedSqlError):
                tree = parse.select(f"select {name}({arguments}) from flights", dialect, TABLES).tree  # noqa: S608
                tokens = engine.tokenize(tree.sql(dialect, comments=False))
                assert not [token for token in tokens if token.token_type in BARE and "zzz" in token.text.lower()]
                assert not any(token.comments for token in tokens)
                written += 1
    assert written > 200


BARE = set(TokenType) - {TokenType.STRING, TokenType.RAW_STRING, TokenType.IDENTIFIER}


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
@pytest.mark.parametrize("word", ["date", "timestamp", "struct"])
def test_types_within_types_do_not_take_for_ever(word: str, dialect: str) -> None:
    with pytest.raises(RefusedSqlError, match="within each other"):
        parse.expression(f"{word}(" * 40 + "a" + ")" * 40 + " = b", dialect)
    with contextlib.suppress(RefusedSqlError):
        parse.expression(f"{word}(" * 4 + "a" + ")" * 4 + " = b", dialect)


def _functions() -> list[str]:
    """What functions that may be called are called in SQL."""
    classes = (getattr(exp, name) for name in sorted(allowlist.FUNCTIONS | allowlist.AGGREGATES))
    typed = [name.lower() for each in classes if issubclass(each, exp.Func) for name in each.sql_names()]
    return [*typed, *sorted(allowlist.UNTYPED)]


def test_what_is_refused_in_the_middle_is_pointed_at() -> None:
    sql = "select a, read_text('x') from flights"
    with pytest.raises(RefusedSqlError) as refused:
        parse.select(sql, "duckdb", TABLES)
    assert refused.value.part is not None
    assert sql[slice(*refused.value.part)] == "read_text"


def test_what_is_admitted_exists() -> None:
    assert [name for name in allowlist.IN_QUERY if not hasattr(exp, name)] == []
    assert not allowlist.IN_EXPRESSION & (allowlist.AGGREGATES | allowlist.QUERIES)
    known = {name.lower() for names in exp.ALL_FUNCTIONS for name in names.sql_names()}
    assert not {name for name in allowlist.UNTYPED if name in known and name.startswith("read")}
