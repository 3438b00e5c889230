"""Words that an engine may read as a part of its SQL, so that a table or a schema of that name needs quotes."""

from __future__ import annotations

from functools import cache

_WORDS = (
    "account all alter analyse analyze and anti any array as asc asof assert_rows_modified asymmetric at "
    "authorization between binary both by case cast check coalesce collate collation column concurrently connect "
    "connection constraint contains create cross cube current current_catalog current_date current_path current_role "
    "current_schema current_time current_timestamp current_user database deallocate default deferrable define delete "
    "desc describe distinct do drop else end enum escape except exclude execute exists extract false fetch filter "
    "following for foreign freeze from full function glob grant group grouping grouping_id groups gscluster hash "
    "having if ignore ilike in increment initially inner inout insert intersect interval into is isnull issue join "
    "json_array json_exists json_object json_query json_table json_value lambda lateral leading left like limit "
    "listagg localtime localtimestamp lookup map merge minus national natural new no none normalize not notnull "
    "nullif nulls of offset on only or order organization outer over overlaps overlay partition pivot pivot_longer "
    "pivot_wider placing position preceding precision prepare primary proto qualify range recursive references regexp "
    "respect returning revoke right rlike rollup row rows sample schema select semi session_user set setof show "
    "similar skip some start struct substring summarize symmetric system_user table tablesample then to top trailing "
    "treat trigger trim true try_cast uescape unbounded union unique unnest unpivot update user using values variadic "
    "verbose view when whenever where window with within without xmlattributes xmlconcat xmlelement xmlexists "
    "xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable"
)
RESERVED = frozenset(_WORDS.split())
"""What PostgreSQL, DuckDB, Spark, Snowflake, BigQuery or Trino reserve. Quotes around one too many change nothing."""


@cache
def keywords(dialect: str) -> frozenset[str]:
    """The words, in lower case, that are not written without quotes in a dialect: those that it reserves, and those
    that sqlglot reads as something else than a name."""
    from sqlglot import Dialect

    engine = Dialect.get_or_raise(dialect)
    read = {word.lower() for word in engine.tokenizer_class.KEYWORDS if word.isidentifier()}
    return RESERVED | read | {word.lower() for word in engine.generator_class.RESERVED_KEYWORDS}
