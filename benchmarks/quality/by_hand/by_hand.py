"""Runs `by_hand.sql`, and writes what it gives."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

answer = duckdb.connect().execute(Path(__file__).with_suffix(".sql").read_text())
names = [column[0] for column in answer.description]
row = answer.fetchone() or ()
Path(sys.argv[1]).write_text(json.dumps(dict(zip(names, map(float, row), strict=True))))
