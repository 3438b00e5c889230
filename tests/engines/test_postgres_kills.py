"""PostgreSQL tables that are published while others read them, and while processes are killed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engines.database import execute
from proof.version_cases import MODES, Subject, VersionCases

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("psycopg")


class TestVersions(VersionCases):
    cases = tuple(("postgres", mode) for mode in MODES)

    @pytest.fixture
    def subject(self, request: pytest.FixtureRequest, connection: dict[str, Any], tmp_path: Path) -> Subject:
        execute(connection, "CREATE TABLE raw AS SELECT generate_series(0, 1999) AS id")
        raw, good = ({"connection": "server", "table": table} for table in ("raw", "good"))
        address = "host={host} port={port} user={user} dbname={database}".format_map(connection)
        subject = Subject(tmp_path, {"server": connection}, raw, good, "postgres", address, request.param[1])
        subject.lay_out()
        return subject
