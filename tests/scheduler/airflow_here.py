"""A real Airflow on this machine: its own processes, a database in a file, and nothing outside of loopback."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PARTS = (
    ("api-server", "--host", "127.0.0.1", "--workers", "1"),
    ("dag-processor",),
    ("scheduler", "--skip-serve-logs"),
    ("triggerer", "--skip-serve-logs"),
)
PATIENCE = 900
"""Seconds after which what has not happened counts as never happening; machines that test are slow."""


class Airflow:
    """`folder` holds its state; `project` is the folder of the project whose DAGs it runs."""

    def __init__(self, folder: Path, project: Path, programs: str) -> None:
        self._folder = folder
        self._port = _free_port()
        url = f"http://127.0.0.1:{self._port}"
        settings = {
            "CORE__DAGS_FOLDER": str(project / "dags" / "default"),
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__EXECUTOR": "LocalExecutor",
            "CORE__PARALLELISM": "2",
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "CORE__DAGBAG_IMPORT_TIMEOUT": "600",
            "CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
            "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
            "API__BASE_URL": url,
            "API_AUTH__JWT_SECRET": os.urandom(48).hex(),
            "WORKERS__EXECUTION_API_TIMEOUT": "120",
            "DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT": "900",
            "DAG_PROCESSOR__STALE_DAG_THRESHOLD": "1800",
            "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",
            "DAG_PROCESSOR__PARSING_PROCESSES": "1",
            "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "1200",
        }
        own = {f"AIRFLOW__{name}": value for name, value in settings.items()}
        own |= {"AIRFLOW_HOME": str(folder), "OPSGEN_PATH_PARTS": programs, "OPSGEN_FOLDER_PARTS": str(project)}
        self._environment = os.environ | own

    @contextmanager
    def running(self) -> Iterator[Airflow]:
        """Start all processes, and end them."""
        self.command("db", "migrate")
        processes = []
        try:
            for name, *options in PARTS:
                port = ["--port", str(self._port)] if name == "api-server" else []
                with (self._folder / f"{name}.log").open("w") as log:
                    processes.append(
                        subprocess.Popen(
                            ["airflow", name, *options, *port],
                            env=self._environment,
                            stdout=log,
                            stderr=subprocess.STDOUT,
                            start_new_session=True,
                        )
                    )
            yield self
        finally:
            for process in processes:
                os.killpg(process.pid, signal.SIGTERM)
            for process in processes:
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)

    def command(self, *words: str) -> None:
        subprocess.run(["airflow", *words], env=self._environment, check=True, stdout=subprocess.DEVNULL)

    def runs(self, dag_id: str) -> list[tuple[str, str]]:
        """The partition and the state of each run, in the order in which they were created."""
        query = "SELECT coalesce(partition_key, ''), state FROM dag_run WHERE dag_id = ? ORDER BY id"
        return self._rows(query, dag_id)

    def dags(self) -> set[str]:
        return {name for (name,) in self._rows("SELECT dag_id FROM dag")}

    def tasks(self, dag_id: str, partition: str) -> dict[str, str]:
        """The states of the tasks of the runs for a partition."""
        query = (
            "SELECT task_id, task_instance.state FROM task_instance JOIN dag_run USING (dag_id, run_id) "
            "WHERE dag_id = ? AND partition_key = ?"
        )
        return dict(self._rows(query, dag_id, partition))

    def is_backfilling(self) -> bool:
        """Whether a back-fill is not marked as complete. Airflow refuses another one until then."""
        return bool(self._rows("SELECT id FROM backfill WHERE completed_at IS NULL"))

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(f"file:{self._folder}/airflow.db?mode=ro", uri=True, timeout=60)) as database:
            return database.execute(query, values).fetchall()


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Wait until a condition holds. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
