"""SQL as an engine gets it: it means what was written, or it is refused."""

# ruff: noqa: S608 - what is made here is SQL.

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
import sqlglot

from opsgen.sql.safety import parse
from opsgen.sql.safety.refusal import RefusedSqlError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = """
(1, 2.5::double, 'Abc def', timestamp '2024-03-31 10:20:30', date '2024-02-29', [3, 1, null]),
(-3, null, 'x', timestamp '2023-12-31 23:59:59', date '2023-01-01', [1]), (null, 0.5, null, null, null, null)
"""

CALLS = """
dayname(d)
monthname(d)
list(i)
array_agg(i)
list_position(l,1)
array_position(l,1)
left(s,-1)
right(s,-1)
left(s,2)
corr(i,f)
list_contains(l,1)
string_agg(s,',')
date_diff('month',d,ts)
datediff('day',d,ts)
week(d)
dayofweek(d)
isodow(d)
regexp_replace(s,'b','x')
regexp_extract(s,'(b)',1)
regexp_matches(s,'b')
split_part(s,' ',-1)
instr(s,'b')
round(f)
log(f)
log2(f)
greatest(i,f)
concat_ws('-',s,i)
len(l)
strlen(s)
bit_length(s)
count_if(i>0)
last_day(d)
epoch(ts)
epoch_ms(ts)
mode(i)
median(f)
quantile_cont(f,0.5)
approx_quantile(f,0.5)
strftime(d,'%A')
strptime('2024','%Y')
date_trunc('month',d)
date_trunc('month',ts)
array_to_string(l,'-')
list_distinct(l)
list_sum(l)
levenshtein(s,'x')
hex(s)
to_base64(s::blob)
md5(s)
sha256(s)
ascii(s)
chr(65)
substring(s,-2,2)
lpad(s,5,'x')
l[1]
l[-1]
year(d)
date_add(d,interval 1 day)
d+1
ts::date
i//2
i/2
i%2
nullif(i,1)
any_value(i)
first(i)
max_by(i,f)
kurtosis(f)
skewness(f)
var_pop(f)
contains(s,'b')
s ilike 'A%'
s similar to 'A.*'
s ~ 'A.*'
json_extract('{"a":1}','$.a')
'{"a":1}'->>'a'
isnan(f)
count(distinct i)
format('{}',i)
trim(s,'x')
reverse(s)
repeat(s,2)
cbrt(f)
factorial(3)
trunc(f)
day(d)
century(d)
quarter(d)
time_bucket(interval 1 day,ts)
datetrunc('day',ts)
""".strip().splitlines()


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"create table t as select * from (values {ROWS}) as v(i, f, s, ts, d, l)")
        connection.execute("create view opsgen__input_1 as select * from t")
        yield connection


def test_duckdb_computes_the_same_from_what_is_written(database: duckdb.DuckDBPyConnection) -> None:
    compared = 0
    for call in CALLS:
        try:
            written = parse.select(f"select {call} from t", "duckdb", ["t"]).tree.sql("duckdb", comments=False)
        except RefusedSqlError:
            continue
        wanted = database.execute(f"select {call} from t").fetchall()
        assert repr(database.execute(written).fetchall()) == repr(wanted), call
        compared += 1
    assert compared > 70


NATIVE = {
    "postgres": "to_char(a, '999')|to_number(a, '999')|to_date(c, 'YYYY-MM-DD')|date_trunc('month', d)|round(a, 2)",
    "spark": "date_format(d, 'yyyy-MM')|to_date(c, 'yyyy-MM-dd')|date_add(d, 1)|to_number(c, '999')|sha2(c, 256)",
    "snowflake": "to_char(a, '999')|to_date(c, 'YYYY-MM-DD')|dateadd(day, 1, d)|datediff(day, d, d)|round(a, 2)",
    "bigquery": "format_date('%Y', d)|date_add(d, interval 1 day)|date_diff(d, d, day)|parse_date('%Y', c)|round(a, 2)",
    "trino": "date_format(d, '%Y')|date_add('day', 1, d)|date_diff('day', d, d)|date_trunc('month', d)|round(a, 2)",
    "duckdb": "strftime(d, '%Y')|date_diff('day', d, d)|date_trunc('month', d)|round(a, 2)|regexp_matches(c, 'x')",
}


@pytest.mark.parametrize("dialect", NATIVE)
def test_what_is_written_reads_as_the_same(dialect: str) -> None:
    engine = sqlglot.Dialect.get_or_raise(dialect)
    for call in NATIVE[dialect].split("|"):
        tree = parse.select(f"select {call} as x from t", dialect, ["t"]).tree
        written = tree.sql(dialect, comments=False)
        (again,) = engine.parse(written)
        assert again is not None
        assert again.sql(dialect, comments=False) == written


@pytest.mark.parametrize(
    ("dialect", "call", "named"),
    [
        ("spark", "to_char(a, '999')", "to_char"),
        ("duckdb", "to_char(a, '999')", "to_char"),
        ("duckdb", "sha2(a, 512)", "sha2"),
        ("duckdb", "levenshtein(a, b, c)", "levenshtein"),
        ("duckdb", "chr(a, b)", "b"),
        ("postgres", "to_number(a)", "to_number"),
    ],
)
def test_what_would_mean_something_else_is_refused(dialect: str, call: str, named: str) -> None:
    for sql in (f"select {call} as x from t", f"select 1 as x from t where {call} is null"):
        with pytest.raises(RefusedSqlError, match=f"`{named}`.* written for {dialect}") as refused:
            parse.select(sql, dialect, ["t"])
        assert refused.value.help is not None
        assert refused.value.part is not None
        assert sql[slice(*refused.value.part)] == named
    with pytest.raises(RefusedSqlError, match="written for"):
        parse.expression(f"{call} is null", dialect)
