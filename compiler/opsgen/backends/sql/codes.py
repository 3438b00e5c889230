"""Codes of what SQL files cannot express."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

ICEBERG_PATH = Code(
    "SQL201",
    "iceberg-path-unsupported",
    """`outputs.sql` includes Iceberg data that Spark SQL cannot read by path.

Why: the SQL files must run on their own. Spark SQL finds Iceberg data by its table name in a catalog; only programs can
read it from a folder.

Example:

    connections: {lake: {type: spark}}
    datasets:
      flights:
        source: {connection: lake, path: lake/flights, format: iceberg}

Use instead:

    datasets:
      flights:
        source: {connection: lake, table: aviation.flights}
""",
)

VERSIONED_PATH = Code(
    "SQL202",
    "versioned-path-unsupported",
    """`outputs.sql` includes data with `layout: versioned` that Spark reads.

Why: the SQL files must run on their own. The published version is a folder that the file `_current` names, and the SQL
of Spark cannot take a path from a file. For the engine DuckDB, the SQL files read `_current` first.

Example:

    connections: {lake: {type: spark}}
    datasets:
      flights:
        source: {connection: lake, path: lake/flights, format: parquet, layout: versioned}

Use instead:

    datasets:
      flights:
        source: {connection: lake, table: aviation.flights}
""",
)

CODES = (ICEBERG_PATH, VERSIONED_PATH)
