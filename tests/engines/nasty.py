"""Data that engines like to disagree on, and every kind of rule for it."""

from __future__ import annotations

import random
from typing import Any

HUGE = 2**63 - 1

WHOLE = (None, 0, 1, -1, 7, 2**31, -(2**31), 2**53, 2**53 + 1, HUGE, -HUGE)
EXACT = (None, "0.0000", "-0.0001", "0.1000", "12345678901234.5678", "-99999999999999.9999")
REAL = (None, "NaN", "Infinity", "-Infinity", "0.0", "-0.0", "0.1", "0.3", "-2.5", "1.5")
FAR = (None, "1e308", "-1e308", "5e-324", "0")
NAME = (
    None,
    "",
    " ",
    "a",
    "A",
    "b ",
    "ab",
    "aB",
    "z",
    "é",
    "e\u0301",
    "ß",
    "İ",
    "K",
    "日本",
    "🤦🏼",
    "😀",
    "a\nb",
    "a\n",
    "\t",
    "it's",
    'say "x"',
    "back\\slash",
    "%_",
    "٣",
    "7",
    "null",
    "NA",
    "a-b.c",
    "a]b",
)
DAY = (None, "1582-10-04", "1582-10-15", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31")
AT = (
    None,
    "1970-01-01 00:00:00",
    "1969-12-31 23:59:59.999999",
    "2024-02-29 23:59:59.999999",
    "2024-03-31 02:30:00",  # an hour that summer time leaves out in Europe
    "2038-01-19 03:14:08",
    "9999-12-31 23:59:59.999999",
)
FLAG = (None, True, False)

Row = tuple[Any, ...]


def rows(count: int = 600) -> list[Row]:
    """Rows of values drawn from those above; texts stand for what Python or SQL would change on the way."""
    draw = random.Random(7)  # noqa: S311
    pools: tuple[tuple[Any, ...], ...] = (WHOLE, EXACT, REAL, FAR, NAME, DAY, AT, FLAG)
    return [(number // 2, *(draw.choice(pool) for pool in pools)) for number in range(count)]


COLUMNS: dict[str, Any] = {
    "id": {"type": "integer", "required": True},
    "whole": {"type": "integer", "min": -HUGE},
    "exact": {"type": "number", "max": 12345678901234.5678},
    "real": {"type": "number", "required": True},
    "far": {"type": "number"},
    "name": {"type": "string", "max_length": 5},
    "day": {"type": "date"},
    "at": {"type": "timestamp"},
    "flag": {"type": "boolean", "allowed": [True]},
}
KEYS: dict[str, Any] = {
    "whole": {"type": "integer"},
    "name": {"type": "string"},
    "day": {"type": "date"},
}


def keys() -> list[Row]:
    """What the rows refer to, or nearly: not all that they name is there, and some is there twice, or null."""
    return [
        (None, None, None),
        *zip(WHOLE[1:6] * 2, ("", "a", "A", "é", "日本", "a\n", "b", "ß", "7", "a"), DAY[2:] * 2, strict=True),
    ]


PATTERNS = (
    "",
    "a",
    "[a-z]+",
    "[A-Za-z]",
    r"\w+",
    r"\W",
    r"\d",
    r"\s*",
    ".",
    ".*",
    "..",
    "a.b",
    r"[^a]*",
    r"\D+",
    "^a|b $",
    r"a\nb",
    r"[\]\\'\"%_. -]+",
    r".*\\.*",
    "日.",
    "[À-ÿ]",
    "(?:a|b| )+",
    "a{1,2}",
    "(ab?)*",
    r"it's",
    "[😀-🤦].*",
)

RULES: list[dict[str, Any]] = [
    {"row_count": {"min": 1}},
    {"row_count": {"min": 1, "where": "name = 'a'"}},
    *({"not_null": {"column": column}} for column in COLUMNS),
    {"not_null": {"column": "real", "where": "whole > 0 or name = ''"}},
    *({"unique": {"columns": [column]}} for column in COLUMNS),
    {"unique": {"columns": ["name", "flag"]}},
    {"unique": {"columns": ["real", "day"], "where": "flag"}},
    *({"distinct_count": {"column": column, "min": 1}} for column in COLUMNS),
    {"distinct_count": {"column": "name", "min": 1, "where": "whole > 0"}},
    {"accepted_values": {"column": "name", "values": ["a", "", "é", "it's", "back\\slash", "a\n"]}},
    {"accepted_values": {"column": "whole", "values": [0, HUGE, 2**53 + 1]}},
    {"accepted_values": {"column": "real", "values": [0, 0.1, -2.5, 1.5]}},
    {"accepted_values": {"column": "far", "values": [0, 1e308]}},
    {"accepted_values": {"column": "exact", "values": [0, 0.1, -0.0001]}},
    {"accepted_values": {"column": "day", "values": ["2024-02-29", "9999-12-31", "1582-10-04"]}},
    {"accepted_values": {"column": "at", "values": ["1970-01-01T00:00:00Z", "2024-03-31T04:30:00+02:00"]}},
    {"accepted_values": {"column": "flag", "values": [False]}},
    {"range": {"column": "whole", "min": 2**53 + 1}},
    {"range": {"column": "whole", "max": 2**53}},
    {"range": {"column": "whole", "min": -1, "max": 7, "exclusive_min": True, "exclusive_max": True}},
    {"range": {"column": "whole", "min": 0.5}},
    {"range": {"column": "exact", "min": -0.0001, "max": 0.1}},
    {"range": {"column": "real", "min": 0}},
    {"range": {"column": "real", "min": 0, "exclusive_min": True}},
    {"range": {"column": "real", "max": 0.3}},
    {"range": {"column": "real", "min": -1e308, "max": 1e308}},
    {"range": {"column": "far", "min": 0, "max": 1e308, "exclusive_min": True, "exclusive_max": True}},
    {"range": {"column": "name", "min": "a", "max": "z"}},
    {"range": {"column": "name", "min": "B"}},
    {"range": {"column": "name", "max": "日"}},
    {"range": {"column": "day", "min": "1970-01-01", "exclusive_min": True}},
    {"range": {"column": "day", "max": "1582-10-15"}},
    {"range": {"column": "at", "min": "1970-01-01T01:00:00+01:00", "max": "2038-01-19T03:14:08Z"}},
    {"range": {"column": "at", "max": "2024-02-29T23:59:59.999998Z"}},
    *({"pattern": {"column": "name", "regex": regex}} for regex in PATTERNS),
    {"pattern": {"column": "name", "regex": "a.*", "where": "flag = true"}},
    {"length": {"column": "name", "min": 1}},
    {"length": {"column": "name", "max": 1}},
    {"length": {"column": "name", "min": 2, "max": 2}},
    {"references": {"column": "whole", "to": "keys.whole"}},
    {"references": {"column": "name", "to": "keys.name"}},
    {"references": {"column": "day", "to": "keys.day", "where": "name = 'a'"}},
    {"freshness": {"column": "at", "max_age": "1d"}},
    {"freshness": {"column": "day", "max_age": "1d", "severity": "warn"}},
    {"expression": {"sql": "whole > 0"}},
    {"expression": {"sql": "whole > 0 and flag"}},
    {"expression": {"sql": "not (name = 'a' or day > date '2000-01-01')"}},
    {"expression": {"sql": "case when flag then whole else 1 end between 0 and 7"}},
    {"expression": {"sql": "(name in ('a', 'b')) is null or name like 'a%'"}},
    {"expression": {"sql": "lower(name) = 'a'", "where": "name <> ''"}},
    {"query": {"sql": "select * from data where whole = 7"}},
    {"query": {"sql": "select name from data group by name having count(*) > 20"}},
    {
        "query": {
            "sql": "with k as (select name from keys where name is not null) select data.name from data"
            " left join k on k.name = data.name where k.name is null and data.name is not null"
        }
    },
    *({function: {"column": "id", "min": 0}} for function in ("mean", "sum", "min", "max", "stddev")),
    *({function: {"column": "whole", "min": 0}} for function in ("mean", "sum", "min", "max", "stddev")),
    *({function: {"column": "exact", "min": 0}} for function in ("mean", "sum", "min", "max", "stddev")),
    *({function: {"column": "real", "min": 0}} for function in ("mean", "sum", "min", "max", "stddev")),
    *(
        {function: {"column": "real", "min": 0, "where": "real between -2 and 2"}}
        for function in ("mean", "sum", "min", "max", "stddev")
    ),
    {"min": {"column": "far", "min": 0}},
    {"max": {"column": "far", "min": 0}},
    {"min": {"column": "real", "min": 0, "where": "name = 'no such name'"}},
    {"mean": {"column": "id", "min": 0, "where": "name = 'no such name'"}},
    {"sum": {"column": "id", "min": 1, "where": "name = 'no such name'"}},
    {"stddev": {"column": "id", "min": 0, "where": "id = 0 and name = 'a'"}},
    *({"quantile": {"column": "id", "quantile": at, "min": 0}} for at in (0, 0.1, 0.25, 0.5, 0.99, 1)),
    {"quantile": {"column": "exact", "quantile": 0.3, "min": 0}},
    {"quantile": {"column": "real", "quantile": 0.5, "min": 0}},
    {"quantile": {"column": "real", "quantile": 0.5, "min": 0, "where": "real between 0 and 1.5"}},
]


def datasets(where: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The two datasets of a spec, by their sources."""
    rules = [
        {kind: {"name": f"{number} {kind}", **body}} for number, rule in enumerate(RULES) for kind, body in rule.items()
    ]
    return {
        "data": {"source": where, "columns": COLUMNS, "quality": rules},
        "keys": {"source": other, "columns": KEYS},
    }


TYPES = {
    "data": "id BIGINT, whole BIGINT, exact DECIMAL(20, 4), real DOUBLE PRECISION, far DOUBLE PRECISION, name TEXT,"
    ' day DATE, "at" TIMESTAMP, flag BOOLEAN',
    "keys": "whole BIGINT, name TEXT, day DATE",
}
ROWS = {"data": rows(), "keys": keys()}


def create(table: str) -> str:
    """The statement that makes a table for the data."""
    return f"CREATE TABLE {table} ({TYPES[table]})"


def insert(table: str, place: str) -> str:
    """The statement that puts a row in, with the driver's mark for a value."""
    return f"INSERT INTO {table} VALUES ({', '.join([place] * len(ROWS[table][0]))})"  # noqa: S608


def tables(connection: str) -> list[dict[str, Any]]:
    """The sources of tables behind a connection."""
    return [{"connection": connection, "table": table} for table in ROWS]
