from __future__ import annotations

import pytest

pytest.importorskip("duckdb", reason="the comparisons run on DuckDB here")
