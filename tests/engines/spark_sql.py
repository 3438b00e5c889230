"""Runs the SQL on standard input in Spark, in a process of its own, and prints the columns of all one-row results.

A JVM stays in the folder that it was started in, and paths in SQL are relative to that.
"""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession


def main() -> None:
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.getOrCreate()
    found: dict[str, object] = {}
    for statement in sys.stdin.read().split(";\n"):
        if statement.strip():
            rows = session.sql(statement).collect()
            found |= rows[0].asDict() if "SELECT\n" in statement and rows else {}
    session.stop()
    json.dump(found, sys.stdout, default=str)


if __name__ == "__main__":
    main()
