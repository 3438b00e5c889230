"""SELECTs that are judged without sqlglot: as sqlglot would have judged them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsgen.checks.sql import DIALECTS, user
from opsgen.checks.sql.plain_select import plain_select

EXAMPLE = Path(__file__).parents[2] / "examples" / "flight-delays" / "transforms" / "flight_features.sql"
TABLES = ["t", "u"]


def test_the_example_is_plain() -> None:
    found = plain_select(EXAMPLE.read_text())
    assert found is not None
    assert found.tables == {"flights", "planes"}
    assert found.columns == ("flight", "time_hour", "late", "carrier", "origin", "distance", "hour", "plane_age")


VALUES = st.recursive(
    st.sampled_from(["a", "t.b", "u.a", "1", "2.5", "'x'"]),
    lambda inner: st.builds(
        str.format,
        st.sampled_from(["{} + {}", "-({})", "({} * {})", "coalesce({}, {})", "cast({} as bigint)", "lower({})"]),
        inner,
        inner,
    ),
    max_leaves=4,
)
CONDITIONS = st.builds(
    str.format,
    st.sampled_from(["{} = {}", "{} is not null", "{} between 1 and {}", "not {} < {}", "({} <> {} or a = 1)"]),
    VALUES,
    VALUES,
)
AGGREGATES = st.builds(str.format, st.sampled_from(["count(*)", "sum({})", "max({})"]), VALUES)
ITEMS = st.one_of(
    st.sampled_from(["a", "t.b"]), st.builds("{} as c{}".format, VALUES | CONDITIONS | AGGREGATES, st.integers(0, 9))
)
FROM = st.sampled_from(["t", "t as v", "t join u on t.a = u.a", "t left join u as w on w.a = t.a and w.b > 1"])
SELECTS = st.builds(
    "-- why\nselect {}{}\nfrom {}{}{};".format,
    st.sampled_from(["", "distinct "]),
    st.lists(ITEMS, min_size=1, max_size=3).map(",\n  ".join),
    FROM,
    st.just("") | CONDITIONS.map("\nwhere {}".format),
    st.sampled_from(["", " group by a", " group by 1, t.b"]),
)


@settings(deadline=None)
@given(SELECTS)
def test_plain_selects_are_what_every_dialect_takes(sql: str) -> None:
    assert_the_same(sql)
    assert plain_select(sql) is not None


WORDS = ["select", "a", "t.b", "1", "'x'", ",", "as", "c", "from", "t", "u", "join", "left", "on", "=", "where"]
WORDS += ["group", "by", "(", ")", "count", "*", ";", "--", "/*", "*/", "order", "limit", "union", "using", "cast"]
WORDS += ["date", "with", "over", "'", "::", "$1", "read_text", "lateral", "values", "into", '"', "`", "\\", "\n"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=8), st.integers(0, 9), SELECTS)
def test_nothing_is_plain_that_means_something_else(words: list[str], at: int, sql: str) -> None:
    parts = sql.split(" ")
    assert_the_same(" ".join([*parts[:at], *words, *parts[at:]]))


@pytest.mark.parametrize(
    "sql",
    [
        "select a from t; select b from u",
        "select * from t",
        "select a + 1 from t",
        "select a into u from t",
        "select a from read_csv('x')",
        "select a from t, u",
        "select read_text('x') as a from t",
        "select a from s.t",
        "select 'a\n-- b' as c from t",
        "select a from t where a in (select b from u)",
        "delete from t",
        "",
    ],
)
def test_more_is_left_to_sqlglot(sql: str) -> None:
    assert plain_select(sql) is None


def assert_the_same(sql: str) -> None:
    """What is said of a plain SELECT is what sqlglot says, in every dialect."""
    found = plain_select(sql)
    if found is None:
        return
    assert found.tables <= set(TABLES)
    for dialect in set(DIALECTS.values()):
        read = user.select(sql, dialect, TABLES)
        assert [name.lower() for name in read.named_selects] == list(found.columns)
