"""The codes of what no SQL can say."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

NO_SQL_READS_IT = Code(
    "SQL201",
    "iceberg-path-unsupported",
    """`outputs.sql` is asked for data that Spark's SQL cannot read by a path.

Why: the files must run as they are. Spark finds Iceberg data by the name of a table in a catalogue; only programs read
it from a folder.

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

CODES = (NO_SQL_READS_IT,)
