"""Expressions that lint accepts without sqlglot are those that sqlglot reads in the same way in every dialect."""

from __future__ import annotations

import itertools
import re
from random import Random

import pytest
import sqlglot
from sqlglot import exp

from fuzz.expressions import Expressions
from opsgen.sql.safety import DIALECTS, parse
from opsgen.sql.safety.fast_path import RESERVED, is_plain

ALL = sorted(set(DIALECTS.values()))

EVERYWHERE = (
    "w = 'x' and 1 < w and w is not null or not w like 'x' and w in (1, w) and lower(w) between -w and (w - w) "
    "and not w < w and w * 2 > w"
)


@pytest.mark.parametrize(
    "sql",
    [
        "a = 1",
        "distance between 10 and 6000 and origin <> 'XXX'",
        "not (a is null or b not in (1, 2.5, 'x'))",
        "coalesce(a, 0) + 1 >= -b and lower(c) like 'x%'",
    ],
)
def test_comparisons_of_columns_are_plain(sql: str) -> None:
    assert is_plain(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "a",
        "a = 1 -- x",
        "a = 1;",
        "a == 1",
        "a = b'1'",
        "a.b = 1",
        "f(a) = 1",
        "a = 'x\\' or '1'",
        "#1 > 0",
        "not not a = 1",
    ],
)
def test_the_rest_is_not(sql: str) -> None:
    assert not is_plain(sql)


def test_plain_expressions_are_what_every_dialect_takes() -> None:
    found = 0
    for seed in range(600):
        sql = Expressions(Random(seed)).mutated()  # noqa: S311
        if is_plain(sql):
            found += 1
            for dialect in ALL:
                parse.expression(sql, dialect)
    assert found > 100


@pytest.mark.parametrize("dialect", ALL)
def test_no_word_is_plain_that_is_more_than_a_name_to_sqlglot(dialect: str) -> None:
    engine = sqlglot.Dialect.get_or_raise(dialect)
    keywords = {word for key in engine.tokenizer_class.KEYWORDS for word in re.findall(r"[a-z_]\w*", key.lower())}
    expected = parse.expression(EVERYWHERE, dialect)
    checked = sorted(keywords - RESERVED)
    assert len(checked) > 100
    for word in checked:
        tree = parse.expression(re.sub(r"\bw\b", word, EVERYWHERE), dialect)
        for name in tree.find_all(exp.Identifier):
            name.set("this", "w")
        assert tree == expected, word


def test_short_texts_are_judged_alike_with_and_without_sqlglot() -> None:
    words = ["a", "=", "1", "(", ")", "and", "in", "is", "null", "-", ","]
    texts = [" ".join(each) for size in (1, 2, 3, 4) for each in itertools.product(words, repeat=size)]
    accepted = [sql for sql in texts if is_plain(sql)]
    assert "a = 1" in accepted
    for sql in accepted:
        parse.expression(sql, "duckdb")
