"""PostgreSQL tables that are published while others read them, and while processes are killed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from engines.database import execute
from program import Zygote
from proof.version_cases import Subject, VersionCases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("psycopg")


@pytest.fixture(scope="module")
def zygotes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Zygote]]:
    if not hasattr(os, "fork"):
        pytest.skip("needs a system that forks")
    running = [Zygote(tmp_path_factory.mktemp("zygote"), "psycopg") for _ in range(2)]
    yield running
    for each in running:
        each.close()


@pytest.fixture
def zygote(zygotes: list[Zygote]) -> Zygote:
    return zygotes[0]


@pytest.fixture
def rival(zygotes: list[Zygote]) -> Zygote:
    return zygotes[1]


class TestVersions(VersionCases):
    @pytest.fixture
    def subject(self, connection: dict[str, Any], tmp_path: Path) -> Subject:
        execute(connection, "CREATE TABLE raw AS SELECT generate_series(0, 1999) AS id")
        raw, good = ({"connection": "server", "table": table} for table in ("raw", "good"))
        address = "host={host} port={port} user={user} dbname={database}".format_map(connection)
        subject = Subject(tmp_path, {"server": connection}, raw, good, "postgres", address)
        subject.lay_out()
        return subject
