from __future__ import annotations

import pytest

pytest.importorskip("duckdb", reason="the rules run on DuckDB here")
