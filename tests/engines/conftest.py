"""Engines to check data with: each is started where it can be had, and else its tests are skipped with the reason."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engines import nasty
from program import forking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engines.buckets import Bucket
    from program import Zygote

DEBIAN = Path("/usr/lib/postgresql")
DRIVERS = ("obstore", "psycopg")


@pytest.fixture(scope="session")
def postgres() -> Iterator[int]:
    """A PostgreSQL server of the tests' own, on this machine; its port."""
    pytest.importorskip("psycopg")
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("no PostgreSQL is installed")
    with tempfile.TemporaryDirectory(prefix="opsgen-postgres-") as name:
        server = _Server(programs, Path(name), _free_port())
        server.start()
        try:
            yield server.port
        finally:
            server.stop()


@pytest.fixture
def connection(postgres: int) -> dict[str, Any]:
    """An empty database, as a spec's connection."""
    import psycopg

    settings = {"host": "localhost", "port": postgres, "user": "opsgen"}
    with psycopg.connect(**settings, dbname="postgres", autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS lab WITH (FORCE)")
        server.execute("CREATE DATABASE lab")
    return {"type": "postgres", **settings, "database": "lab", "sslmode": "disable"}


@pytest.fixture(scope="session")
def spark() -> None:
    """Spark runs on this machine."""
    pytest.importorskip("pyspark")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, which is not installed")


@pytest.fixture(scope="session")
def nasty_tables(postgres: int) -> dict[str, Any]:
    """A connection of a spec to a PostgreSQL database that holds the nasty data."""
    import psycopg

    settings = {"host": "localhost", "port": postgres, "user": "opsgen"}
    with psycopg.connect(**settings, dbname="postgres") as connection:
        for table, rows in nasty.ROWS.items():
            connection.execute(nasty.create(table))
            connection.cursor().executemany(nasty.insert(table, "%s"), rows)
    return {"type": "postgres", **settings, "database": "postgres", "sslmode": "disable"}


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the nasty data in Parquet."""
    duckdb = pytest.importorskip("duckdb")
    folder = tmp_path_factory.mktemp("lake")
    (folder / "data").mkdir()
    with duckdb.connect() as connection:
        for table, rows in nasty.ROWS.items():
            connection.execute(nasty.create(table))
            connection.executemany(nasty.insert(table, "?"), rows)
            connection.execute(f"COPY {table} TO '{folder}/data/{table}.parquet' (FORMAT parquet)")
    return folder


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a server of the tests' own."""
    pytest.importorskip("obstore")
    moto = pytest.importorskip("moto.server")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    import boto3

    from engines.buckets import Bucket

    monkeypatch.setenv("LAKE_KEY", "key")
    monkeypatch.setenv("LAKE_SECRET", "secret")
    name = f"lake-{zlib.crc32(request.node.nodeid.encode())}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=endpoint, **keys).create_bucket(Bucket=name)
    return Bucket(endpoint, name)


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """A process that forks, and has imported the drivers that are installed."""
    yield from forking(tmp_path_factory, *filter(find_spec, DRIVERS))


@pytest.fixture(scope="session")
def rival(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Another one, for two commands at once."""
    yield from forking(tmp_path_factory, *filter(find_spec, DRIVERS))


class _Server:
    def __init__(self, programs: Path, folder: Path, port: int) -> None:
        self.port = port
        self._programs = programs
        self._folder = folder
        # It refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, -1)

    def start(self) -> None:
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "opsgen", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-p {self.port} -k '' -c listen_addresses=localhost -F"
        self._run("pg_ctl", "-D", data, "-w", "-t", "600", "-o", options, "-l", self._folder / "log", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: object) -> None:
        command = [self._programs / program, *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self._user, cwd=self._folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


def _postgres_programs() -> Path | None:
    found = shutil.which("initdb")
    folders = sorted(DEBIAN.glob("*/bin"), reverse=True) + ([Path(found).parent] if found else [])
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)
