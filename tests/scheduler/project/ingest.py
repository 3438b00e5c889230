"""Writes the events of a day: three, or as many as the file `rows` says, with the amount in the file `amount`."""

import os
from pathlib import Path

import duckdb

day, output = os.environ["OPSGEN_PARTITION"], os.environ["OPSGEN_OUTPUT"]
rows = int(Path("rows").read_text()) if Path("rows").exists() else 3
amount = int(Path("amount").read_text()) if Path("amount").exists() else 1
ids = ", ".join(f"({int(day[-2:]) * 10 + number}, date '{day}', {amount})" for number in range(rows))
duckdb.sql(f"copy (from (values {ids}) as events(id, day, amount)) to '{output}' (format parquet)")
