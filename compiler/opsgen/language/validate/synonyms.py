"""What to write instead of a value that was refused, where it is plain what was meant; empty where it is not.

Only imported when something is wrong, so that nothing here costs whoever writes a valid spec.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SYNONYMS = {
    # types of columns, as databases and data frames name them
    **dict.fromkeys(("varchar", "text", "str", "char", "character", "uuid", "utf8", "category"), "string"),
    **dict.fromkeys(("int", "bigint", "smallint", "tinyint", "long", "short", "int32", "int64", "serial"), "integer"),
    **dict.fromkeys(("float", "double", "decimal", "numeric", "real", "float32", "float64", "money"), "number"),
    **dict.fromkeys(("datetime", "timestamptz", "timestamp_ntz", "timestamp_tz", "datetime64"), "timestamp"),
    **dict.fromkeys(("json", "jsonb", "struct", "map", "record", "variant", "dict"), "object"),
    "bool": "boolean",
    "list": "array",
    # connections
    **dict.fromkeys(("local", "filesystem"), "files"),
    **dict.fromkeys(("gs", "google_cloud_storage"), "gcs"),
    **dict.fromkeys(("adls", "azure", "wasb", "wasbs", "abfss", "azure_blob"), "abfs"),
    **dict.fromkeys(("starburst", "presto", "athena"), "trino"),
    # keys
    **dict.fromkeys(("tests", "checks", "rules", "expectations"), "quality"),
    **dict.fromkeys(("depends_on", "upstream", "sources"), "inputs"),
    **dict.fromkeys(("cron", "schedule_interval", "crontab"), "schedule"),
    **dict.fromkeys(("tz", "time_zone"), "timezone"),
    **dict.fromkeys(("cmd", "args", "entrypoint", "script", "run"), "command"),
    **dict.fromkeys(("env", "envs"), "environment"),
    **dict.fromkeys(("enum", "values", "choices"), "allowed"),
    **dict.fromkeys(("not_null", "mandatory"), "required"),
    **dict.fromkeys(("minimum", "gte", "ge"), "min"),
    **dict.fromkeys(("maximum", "lte", "le"), "max"),
    **dict.fromkeys(("pk", "is_key"), "primary_key"),
    **dict.fromkeys(("foreign_key", "fk"), "references"),
    "ttl": "retention",
    "replicas": "scaling",
    "ingress": "exposure",
    "healthcheck": "probes",
    "slo": "objectives",
    "gates": "evaluate",
    # rules, as dbt and Great Expectations name them
    "relationships": "references",
    "between": "range",
    "in_set": "accepted_values",
    "expect_column_values_to_not_be_null": "not_null",
    "expect_column_values_to_be_unique": "unique",
    "expect_column_values_to_be_between": "range",
    "expect_column_values_to_be_in_set": "accepted_values",
    "expect_column_values_to_match_regex": "pattern",
    "expect_column_mean_to_be_between": "mean",
    "expect_table_row_count_to_be_between": "row_count",
    # rules, as Soda names them
    **dict.fromkeys(("missing_count", "missing_percent", "no_missing_values"), "not_null"),
    **dict.fromkeys(("duplicate_count", "duplicate_percent", "no_duplicate_values"), "unique"),
    **dict.fromkeys(("avg", "average"), "mean"),
    **dict.fromkeys(("stddev_samp", "standard_deviation"), "stddev"),
    **dict.fromkeys(("percentile", "median"), "quantile"),
    **dict.fromkeys(("avg_length", "min_length", "max_length"), "length"),
    **dict.fromkeys(("failed_rows", "custom_sql_expr"), "query"),
    "invalid_percent": "accepted_values",
    "invalid_count": "accepted_values",
}
"""What other tools call the words of the language; a word counts only where the language has its meaning."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 30 * 86400, "y": 365 * 86400}
_WORDS = {"month": "mo", "months": "mo", "year": "y", "years": "y", "yr": "y", "hours": "h", "days": "d", "weeks": "w"}
_CORES = ("", "core", "cores", "cpu", "cpus", "vcpu", "vcpus")


def synonym(word: str, allowed: list[str]) -> str | None:
    """The word that is allowed for one that another tool has."""
    plain = word.lower().replace("-", "_")
    for meant in (SYNONYMS.get(plain), SYNONYMS.get(SYNONYMS.get(plain, ""))):
        if meant in allowed:
            return meant  # The second look: in a column, Soda's `missing_count` is `required`, not the rule `not_null`.
    # A version may name a patch release that the language does not distinguish: 1.34.2 is 1.34.
    return next((each for each in allowed if plain.removeprefix("v").startswith(f"{each}.")), None)


def duration(value: str) -> str:
    """`90`, `1.5h`, `1y`, `PT15M`; what is only spelled in another way is a matter of repairs."""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return f"add its unit, such as `{value}s`"
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?) ?([a-z]+)", _plain_duration(value.strip().lower()))
    length = sum((float(count) * _SECONDS.get(_WORDS.get(unit, unit), float("nan")) for count, unit in parts), 0.0)
    if not parts or not (length * 1000).is_integer() or not length:
        return ""
    if not length.is_integer():
        return f"write `{int(length * 1000)}ms`"
    unit = next(unit for unit in ("d", "h", "m", "s") if length % _SECONDS[unit] == 0)
    return f"write `{int(length / _SECONDS[unit])}{unit}`"


def _plain_duration(value: str) -> str:
    """Counts with their units, also of ISO 8601's form; empty where it is something else."""
    iso = re.fullmatch(r"p([0-9]+[wd])?(?:t([0-9]+h)?([0-9]+m)?([0-9]+s)?)?", value)
    if iso:
        return "".join(filter(None, iso.groups()))
    return value if re.fullmatch(r"([0-9]{1,9}(\.[0-9]{1,9})? ?[a-z]+,? ?)+", value) else ""


def quantity(value: str) -> str:
    """`4GB`, `4 gi`, `.5Gi`, `2 cores`."""
    found = re.fullmatch(r"([0-9]{0,15}\.?[0-9]{1,9}) ?([A-Za-z]*)", value.strip())
    if not found:
        return ""
    number, unit = f"0{found[1]}" if found[1].startswith(".") else found[1], found[2].lower()
    if unit in _CORES:
        return f"write `{number}`"
    power = re.fullmatch(r"([kmgtpe])(i?)b?", unit)
    if not power or unit == "m":
        return ""
    letter = "k" if power[1] == "k" and not power[2] else power[1].upper()
    return f"write `{number}{letter}{power[2]}`"


def cron(value: str, is_valid: Callable[[str], bool]) -> str:
    """`22:30`, `0 0 4 * * ?`."""
    if clock := re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", value):
        return f'write `"{int(clock[2])} {int(clock[1])} * * *"` to run at that time every day'
    fields = ["*" if field == "?" else field for field in value.split()]
    if len(fields) == 6 and fields[0] == "0" and "?" in value:  # with seconds in front, as Quartz has it
        fields = fields[1:]
    fixed = " ".join(fields)
    return f'write `"{fixed}"`' if len(fields) == 5 and fixed != value and is_valid(fixed) else ""


def time_zone(value: str) -> str:
    """`Z`, `+01:00`, `UTC+1`."""
    if value.upper() in {"Z", "ZULU"}:
        return "write `UTC`"
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])0?([1-9]|1[0-4])(?::?00)?", value.upper())
    if not offset:
        return ""
    sign = "-" if offset[1] == "+" else "+"
    return f"use a place such as Europe/Berlin, or write `Etc/GMT{sign}{offset[2]}`, where the sign is inverted"


def host(value: str) -> str:
    """`https://Example.com/x`: the name alone, in lower case."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://|[:/].*$", "", value.strip().lower(), flags=re.ASCII)
    return f"write `{bare}`" if bare != value and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", bare) else ""


_STORES = {"s3a": "s3", "s3n": "s3", "gfs": "gs", "wasb": "az", "wasbs": "az", "adl": "abfss", "adls": "abfss"}
"""What other tools call the schemes of stores."""


def scheme(value: str, known: Sequence[str]) -> str:
    """`s3a`, `S3`, `htps`, `file`."""
    from opsgen.diagnostics.suggest import listed, nearest

    plain = value.lower()
    if plain in ("file", "dbfs"):
        return "write the folder itself, without a scheme"
    if plain in ("hdfs", "viewfs"):
        return "read it through a connection of type `spark`"
    meant = plain if plain in known else _STORES.get(plain) or nearest(plain, known)
    return f"did you mean `{meant}://`?" if meant else f"an address starts with {listed(known)} and `://`"
