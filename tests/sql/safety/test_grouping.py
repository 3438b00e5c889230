"""Ungrouped columns: lint reports only what DuckDB refuses for that reason, and finds all of the plain kinds."""

# ruff: noqa: S608 - what is made here is SQL.

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import duckdb
import pytest

from opsgen.sql.safety import DIALECTS
from opsgen.sql.safety.grouping import ungrouped
from opsgen.sql.safety.parse import select
from opsgen.sql.safety.refusal import RefusedSqlError

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = {
    "t": "a int, b int, c varchar, ts timestamp, day date, place struct(city varchar, zip int)",
    "u": "a int, d int, e varchar",
}

REPORTED = {
    "select a, sum(b) from t": ["a"],
    "select t.a, t.b, count(*) from t group by t.a": ["t.b"],
    "select a, b, c, count(*) from t": ["a", "b", "c"],
    "select a, a + 1, count(*) from t": ["a"],
    "select a, count(*) from t group by a having b > 1": ["b"],
    "select a, count(*) as n from t group by a order by n, b": ["b"],
    "select a, count(*) from t group by a order by b": ["b"],
    "select a from t having count(*) > 1": ["a"],
    "select a from t order by count(*)": ["a"],
    "select day, count(*) from t": ["day"],
    "select *, count(*) from t": ["*"],
    "select count(*), x.* from t x": ["x.*"],
    "select a + b, count(*) from t group by a": ["b"],
    "select case when a > 1 then b end, count(*) from t group by a": ["b"],
    "select coalesce(c, 'none'), count(*) from t": ["c"],
    "select c, count(*) from t group by lower(c)": ["c"],
    "select b, count(*) as a from t group by a": ["b"],
    "select a, sum(b) over () from t group by a": ["b"],
    "select a, sum(sum(b)) over (partition by c) from t group by a": ["c"],
    "select distinct a, count(*) from t": ["a"],
    "select a, count(*) filter (where b > 1) from t": ["a"],
    "select a, count(*) from t group by ()": ["a"],
    "select a, b, count(*) from t group by rollup (a)": ["b"],
    "select a, b, count(*) from t group by grouping sets ((a), ())": ["b"],
    "select t.a, u.d, sum(b) from t join u on t.a = u.a group by t.a": ["u.d"],
    "select place.city, count(*) from t group by a": ["place.city"],
    "with x as (select a, sum(b) as total from t) select * from x": ["a"],
    "select x.a from (select a, sum(b) as n from t) as x": ["a"],
    "select a from u union all select a from (select a, count(*) from t) as x": ["a"],
    "select a from u where exists (select t.c, count(*) from t where t.a = u.a)": ["t.c"],
    'select "a", count(*) from t': ["a"],
}

RIGHT = """
select a, b from t
select count(*), sum(a), 1, 'x', current_date from t
select a, sum(b) from t group by a
select A, sum(b) from t group by "a"
select t.a, sum(b) from t group by a
select a, sum(b) from t x group by x.a
select a, sum(b) from t group by 1
select a + 1 as n, sum(b) from t group by 1 order by 1
select a as n, sum(b) from t group by n
select date_trunc('month', ts) as month, count(*) from t group by month order by month
select date_trunc('month', ts), count(*) from t group by date_trunc('month', ts)
select date_trunc('month', ts), count(*) from t group by (date_trunc('month', t.TS))
select lower(c) || 'x', count(*) from t group by lower(c)
select lower(c) as c, count(*) from t group by lower(c) order by lower(c)
select cast(ts as date), count(*) from t group by cast(ts as date)
select a, b, count(*) from t group by all
select a, b, count(*) from t group by rollup (a, b)
select a, b, count(*), grouping(a) from t group by cube (a, b)
select a, b, count(*) from t group by grouping sets ((a, b), (a), ())
select a, b, count(*) from t group by a, rollup (b)
select a as x, x + 1 as y, count(*) from t group by a
select a, count(*) as n from t group by a having n > 1 order by n
select a, count(*) from t group by a having sum(b) > 1 order by max(b)
select sum(b), count(*) * 2 as n from t having n > 1
select a, row_number() over (partition by b order by c) from t
select a, sum(b) over (partition by a) from t
select a, sum(sum(b)) over (order by a) from t group by a
select a, rank() over (order by count(*)) from t group by a
select distinct a, b from t
select place.city, count(*) from t group by place.city
select place.city, count(*) from t group by place
select x.place.city, count(*) from t x group by x.place.city
select a, (select max(d) from u where u.a = t.a) from t group by a
select a, (select count(*) from u where u.a = t.a) from t
select a from t where b > (select avg(d) from u)
select a, (select max(d) + t.a from u) from t
select a, (select sum(u.d) + b from u) from t
select a from t where a in (select a from u group by a having count(*) > 1)
select a, n from t join (select a as k, count(*) as n from u group by a) x on x.k = t.a
with x as (select a, count(*) as n from t group by a) select a, n, count(*) from x group by a, n
select string_agg(c, ',' order by a), count(distinct b) filter (where a > 1) from t
select percentile_cont(0.5) within group (order by a) from t
select max(a) + min(b) from t
select case when a > 1 then 'x' else 'y' end as k, count(*) from t group by k
select case when a > 1 then 'x' end, count(*) from t group by case when a > 1 then 'x' end
select extract(year from ts), count(*) from t group by extract(year from ts)
select a, any_value(b), first(c), max_by(b, ts), array_agg(b) from t group by a
select a % 10 as bucket, avg(b) from t group by a % 10
select a from t union select count(*) from u
select t.a, u.a, count(*) from t, u group by t.a, u.a
""".strip().splitlines()

NOT_DUCKDB = {
    "spark": [
        "select a, count(*) from t group by a with rollup",
        "select first(a), count_if(b > 1), collect_list(b) from t",
        "select b + a, count(*) from t group by a + b",
        "select a, count(*) from t group by a order by `count(1)`",
    ],
    "snowflake": [
        "select a, listagg(c, ',') within group (order by b) from t group by a",
        "select a as x, count(*) from t group by x qualify row_number() over (order by x) = 1",
        'select a, count(*) from t group by a order by "COUNT(*)"',
    ],
    "bigquery": [
        "select a, countif(b > 1), string_agg(c order by b limit 2) from t group by 1",
        "select extract(year from ts) as year, count(*) from t group by year order by year",
        "select a, count(*) from t group by a order by f0_",
    ],
    "trino": [
        "select a, approx_distinct(b), arbitrary(c) from t group by a",
        "select a, count(*) from t group by a order by _col1",
    ],
    "postgres": [
        "select a::int, count(*) from t group by a",
        "select a, count(*) from t group by a::int",
        "select a, count(*) from t group by a order by count",
        "select a, bool_and(b > 1), every(c = 'x') from t group by a",
    ],
}


def found(sql: str, dialect: str = "duckdb") -> list[str]:
    return [each.name for each in ungrouped(select(sql, dialect, list(TABLES)).tree)]


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, columns in TABLES.items():
            connection.execute(f"create table {name} ({columns})")
        yield connection


def _refused(database: duckdb.DuckDBPyConnection, sql: str) -> bool | None:
    """Whether DuckDB refuses an ungrouped column; None where it refuses something else."""
    try:
        database.execute(f"explain {sql}")
    except duckdb.Error as error:
        return True if "must appear in the GROUP BY clause" in str(error) else None
    return False


@pytest.mark.parametrize("sql", REPORTED)
def test_ungrouped_columns_are_reported_where_they_are(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    reported = ungrouped(select(sql, "duckdb", list(TABLES)).tree)
    assert [each.name for each in reported] == REPORTED[sql]
    assert all(sql[slice(*each.part)].strip('"') == each.name for each in reported if each.part is not None)
    assert all(each.part is not None or "*" in each.name for each in reported)
    assert _refused(database, sql)


@pytest.mark.parametrize("sql", RIGHT)
def test_right_queries_are_not_reported(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert found(sql) == []
    assert _refused(database, sql) is False


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
def test_no_dialect_reports_right_queries(dialect: str) -> None:
    read = 0
    for sql in [*(each for each in RIGHT if '"' not in each), *NOT_DUCKDB.get(dialect, ())]:
        try:
            assert found(sql, dialect) == [], sql
            read += 1
        except RefusedSqlError:
            assert sql not in NOT_DUCKDB.get(dialect, ()), sql
    assert read > 40


@pytest.mark.parametrize("dialect", sorted(set(DIALECTS.values())))
def test_every_dialect_reports_the_plain_kinds(dialect: str) -> None:
    for sql in list(REPORTED)[:14]:
        assert found(sql, dialect) == REPORTED[sql], sql


def test_what_is_reported_says_what_to_do() -> None:
    (none,) = ungrouped(select("select t.a, sum(b) from t", "duckdb", ["t"]).tree)
    assert none.help == "add `group by t.a`, or aggregate it, such as `max(t.a)`"
    (some,) = ungrouped(select("select a, b, count(*) from t group by a", "duckdb", ["t"]).tree)
    assert some.help == "add `b` to `group by`, or aggregate it, such as `max(b)`"


def test_duckdb_refuses_whatever_is_reported(database: duckdb.DuckDBPyConnection) -> None:
    seen: Counter[tuple[bool, bool | None]] = Counter()
    for seed in range(500):
        sql = _Queries(Random(seed)).query()  # noqa: S311
        try:
            reported, refused = bool(found(sql)), _refused(database, sql)
        except RefusedSqlError:  # sqlglot reads no expressions in CUBE
            continue
        assert refused is not False or not reported, sql
        seen[reported, refused] += 1
    assert seen[True, True] > 100
    assert seen[False, False] > 100


def test_all_columns_of_plain_queries_are_found(database: duckdb.DuckDBPyConnection) -> None:
    """Columns and calls of functions, grouped by columns: what DuckDB refuses there is reported, and nothing else."""
    seen: Counter[bool] = Counter()
    for seed in range(200):
        sql = _Queries(Random(seed)).plain()  # noqa: S311
        refused = _refused(database, sql)
        assert bool(found(sql)) == refused, sql
        seen[bool(refused)] += 1
    assert min(seen.values()) > 40


class _Queries:
    """Makes queries, of which many group by less than they name."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._depth = 0

    def plain(self) -> str:
        columns = ["a", "b", "c", "day"]
        grouped = self._random.sample(columns, self._random.randint(0, 3))
        named = self._random.sample(grouped or columns, self._random.randint(0, len(grouped or columns)))
        named += self._random.sample(columns, 1) if self._random.random() < 0.4 else []
        items = [self._random.choice(["{}", "t.{}", "coalesce({}, null)"]).format(each) for each in named]
        items.append(self._random.choice(["count(*)", "sum(b)", "max(c)", "min(day) as first_day"]))
        by = f" group by {', '.join(grouped)}" if grouped else ""
        return f"select {', '.join(items)} from t{by}"

    def query(self) -> str:
        self._depth += 1
        source = self._pick("t", "t", "t", "t x", "t join u on t.a = u.a", "t join u using (a)", self._inner)
        self._names = ["a", "b", "c", "ts"] if source == "t" else ["b", "c", "d"] if "join" in source else ["b", "c"]
        if source in ("t", "t x"):
            self._names += [f"{source[-1]}.{name}" for name in ("a", "c", "place.city")]
        names = self._names
        groups = [self._grouped() for _ in range(self._random.randint(0, 2))]
        items = [self._item(groups) for _ in range(self._random.randint(1, 3))]
        having = self._pick("", "", f" having count(*) > {self._value(groups)} is null", " having n > 1")
        order = self._pick(
            "", "", f" order by {self._value(groups)}", " order by 1", " order by n", " order by count(*)"
        )
        self._names = names
        self._depth -= 1
        return f"select {', '.join(items)} from {source}{self._by(groups, items)}{having}{order}"

    def _by(self, groups: list[str], items: list[str]) -> str:
        if not groups:
            return self._pick("", "", " group by all", " group by ()")
        listed = ", ".join(groups)
        if self._random.random() < 0.2:
            listed = self._pick(f"rollup ({listed})", f"grouping sets (({listed}), ())", f"cube ({listed})")
        elif self._random.random() < 0.2:
            listed += self._pick(", n", ", 1", f", {len(items)}")
        return f" group by {listed}"

    def _inner(self) -> str:
        return f"({self.query()}) as z(b, c)" if self._depth < 2 else "t"

    def _grouped(self) -> str:
        name = self._pick(*self._names)
        return self._pick(
            name, name, f"lower({name}::varchar)", f"coalesce({name}, null)", f"({name})", f"{name} is null"
        )

    def _item(self, groups: list[str]) -> str:
        return self._value(groups) + self._pick("", "", " as n", " as a", " as b")

    def _value(self, groups: list[str]) -> str:
        name = self._pick(*self._names)
        group = self._pick(*groups) if groups else name
        return self._pick(
            *(name, group, group, group.upper()),
            *("count(*)", f"max({name})", f"count(distinct {name}) + count({group})", "1", "'x'"),
            f"coalesce({group}, null)",
            f"case when {group} is null then {self._pick(name, group, '1')} end is null",
            f"count(*) over (partition by {self._pick(name, group)})",
            f"sum(count(*)) over (order by {group})",
            f"count(*) filter (where {name} is null)",
            f"(select max(u.d) from u where u.d::varchar = {self._pick(name, group)}::varchar)",
            f"({group}) is not null",
        )

    def _pick(self, *choices: object) -> str:
        chosen = self._random.choice(choices)
        return chosen() if callable(chosen) else str(chosen)
