"""SELECTs that lint reads without sqlglot are read as sqlglot reads them, in every dialect."""

# ruff: noqa: S608 - what is made here is SQL.

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from opsgen.sql.safety import DIALECTS, parse
from opsgen.sql.safety.fast_path import RESERVED
from opsgen.sql.safety.fast_select import LONGEST, plain_select
from opsgen.sql.safety.read import Read, read, read_tree

EXAMPLE = Path(__file__).parents[3] / "examples" / "flight-delays" / "transforms" / "flight_features.sql"
ALL = sorted(set(DIALECTS.values()))
TABLES = ("t", "u", "Long_Name")

EVERYWHERE = (
    "select w, t.w as b, w.a as w from t as x join w on w.w = x.w left join u as t on t.a = w.a where w < 1 - w",
    "select w.a from w join u as t on t.a = w.b",
)
"""SELECTs with the table, the alias and the column `w` wherever a name can be."""
BEHIND_TABLES = ("select t.a from t w join u on t.a = u.b", "select a from t w where a = 1", "select a from t w")
"""SELECTs with `w` where an alias can be without `as`."""


def assert_alike(sql: str, tables: tuple[str, ...] = TABLES, dialects: list[str] = ALL) -> bool:
    """Whether a SELECT is plain; what is then found in it is what sqlglot's tree has."""
    found = plain_select(sql, tables)
    if found is None:
        return False
    for dialect in dialects:
        tree = read_tree(parse.select(sql, dialect, tables))
        wanted = tree._replace(named=tuple(sorted(tree.named, key=lambda each: each.part or (0, 0))))
        named = tuple(sorted(found.named, key=lambda each: each.part or (0, 0)))
        assert Read(named, None, found.datasets, found.columns, found.passed_on) == wanted, (dialect, sql)
    return True


def test_the_example_is_plain() -> None:
    assert assert_alike(EXAMPLE.read_text(), ("flights", "planes"))


VALUES = st.recursive(
    st.sampled_from(["a", "t.b", "U.A", "B", "day", "1", "2.5", "'x'", "'; --'", "c_1"]),
    lambda inner: st.builds(
        str.format,
        st.sampled_from(
            [
                *("{} + {}", "-({})", "({} * {})", "coalesce({}, {})", "cast({} as bigint)", "lower({})"),
                *("CAST({} AS Varchar)", "{}-{}", "nullif({}, {})"),
            ]
        ),
        inner,
        inner,
    ),
    max_leaves=4,
)
CONDITIONS = st.builds(
    str.format,
    st.sampled_from(
        [
            *("{} = {}", "{} is not null", "{} between 1 and {}", "not {} < {}", "({} <> {} or a = 1)"),
            *("{} in ({}, 1) and b > 2", "{} not like '%;' -- {}\n"),
        ]
    ),
    VALUES,
    VALUES,
)
ITEMS = st.one_of(
    st.sampled_from(["a", "t.b", "T.B", "u.a", "day"]),
    st.builds("{} as {}".format, VALUES | CONDITIONS, st.sampled_from(["a", "c1", "B", "t", "day"])),
)
FROM = st.sampled_from(
    [
        *("t", "t as u", "T", "t join u on t.a = u.a", "t left join u on u.a = t.a and u.b > 1", "long_name as T"),
        "t x",
        *("t v join u as b on v.a = b.a", "t left join u left on a = 1"),
        *("t inner join u on (a = b or t.a is null) left outer join long_name as v on v.a in (1, 2)", "u as U -- t\n"),
    ]
)
SELECTS = st.builds(
    "{}select {}\nfrom {}{}{}".format,
    st.sampled_from(["", "-- why; 'not'\n", "\n\t"]),
    st.lists(ITEMS, min_size=1, max_size=3).map(",\n  ".join),
    FROM,
    st.just("") | CONDITIONS.map("\nwhere {}".format),
    st.sampled_from(["", ";", " ; -- end", "\n-- end\n"]),
)


@given(SELECTS)
def test_what_is_found_in_plain_selects_is_what_sqlglot_finds(sql: str) -> None:
    assert_alike(sql)


def test_such_selects_are_plain() -> None:
    assert assert_alike("select a, t.b as day, -(a) + 1 as c1 from t join u on t.a = u.a where not a < 2 ; -- end")
    assert assert_alike("select x.a from t x left join u z on x.a = z.a")
    assert assert_alike("-- why; 'not'\nselect CAST(U.A AS Varchar) as B\nfrom long_name as T\njoin u on u.a = t.b")


WORDS = """
select a t.b 1 'x' , as c from t u join left on = where group by ( ) count * ; -- /* */ order limit union distinct
using cast date with over ' :: $1 read_text lateral values into for update " ` \\ . cross b'1' sum(a) max(t.b) a.b.c
not is null and or in like between e'x' 1e5 0x1 1_0 # // ? : [ ] { } % t,u t.* é
"""
STRANGE = ("\n", "\xa0", "\u2028", "\r", "\x0b", "--\n", "--$\n", "/*+ x */", "(select 1)")


@given(
    st.lists(st.sampled_from([*WORDS.split(), *STRANGE]), max_size=4), st.integers(0, 30), st.integers(0, 2), SELECTS
)
def test_nothing_is_plain_that_means_something_else_to_sqlglot(words: list[str], at: int, less: int, sql: str) -> None:
    parts = re.findall(r"\s+|\S+", sql)
    assert_alike("".join([*parts[:at], *(f" {word} " for word in words), *parts[at + less :]]))


@pytest.mark.parametrize("dialect", ALL)
def test_no_word_is_a_plain_name_that_is_more_to_sqlglot(dialect: str) -> None:
    engine = sqlglot.Dialect.get_or_raise(dialect)
    keywords = {word for key in engine.tokenizer_class.KEYWORDS for word in re.findall(r"[a-z_]\w*", key.lower())}
    checked = sorted(keywords - RESERVED)
    assert len(checked) > 100
    for word in checked:
        for sql in EVERYWHERE:
            assert assert_alike(re.sub(r"\bw\b", word, sql), ("t", "u", word), [dialect]), word
        for sql in BEHIND_TABLES:
            assert_alike(re.sub(r"\bw\b", word, sql), ("t", "u"), [dialect])


@pytest.mark.parametrize(
    "sql",
    [
        "select a from t; select b from u",
        "select * from t",
        "select t.* from t",
        "select distinct a from t",
        "select a + 1 from t",
        "select a b from t",
        "select a into u from t",
        "select a from read_csv('x')",
        "select a from t, u",
        "select a from t join u using (a)",
        "select a from t join t on true",
        "select a from v",
        "select v.a from t",
        "select read_text('x') as a from t",
        "select a from s.t",
        'select "a" from t',
        "select a from t where a in (select b from u)",
        "select count(*) as n from t",
        "select a from t group by a",
        "select a from t order by a",
        "with v as (select a from t) select a from v",
        "select t.a.b from t",
        "delete from t",
        "",
        ";",
        "--a\n",
        "select a from t --\n$",
        f"select a from t where a in ({'1, ' * (LONGEST // 3)}1)",
        f"select a from t where {'not ' * 2}a = 1",
        f"select a {'+ a' * 300} as b from t",
    ],
)
def test_more_is_left_to_sqlglot(sql: str) -> None:
    assert plain_select(sql, TABLES) is None


def test_lint_reads_plain_selects_without_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "select", None)
    found = read("select a from t as plain_and_unread", "duckdb", TABLES, whole=True)
    assert found.columns == ("a",)
    assert found.error is None
