"""A real Airflow on this machine: its own processes, a database in a file, and nothing outside of loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

PATIENCE = 900
"""Seconds after which what has not happened counts as never happening; machines that test are slow."""
FINAL = ("success", "failed")
_AT_ONCE = {"CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "0"}
"""By default, Airflow stores a DAG that was changed again within half a minute only later."""


class Airflow:
    """`folder` holds its state; `project` is the folder of the project whose DAGs it runs."""

    release: str
    """Its value of `outputs.airflow.version`."""
    parts: Sequence[tuple[str, ...]]
    """The commands of its processes."""
    waiting: Sequence[str]
    """Queries for events whose runs are not created yet."""

    def __init__(self, folder: Path, project: Path, programs: str) -> None:
        self._folder = folder
        settings = {
            "CORE__DAGS_FOLDER": str(project / "dags" / "default"),
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__PARALLELISM": "2",
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "CORE__DAGBAG_IMPORT_TIMEOUT": "600",
            **self.settings(),
        }
        own = {f"AIRFLOW__{name}": value for name, value in settings.items()}
        own |= {"AIRFLOW_HOME": str(folder), "OPSGEN_PATH_PARTS": programs, "OPSGEN_FOLDER_PARTS": str(project)}
        self._environment = os.environ | own

    parser: Sequence[str]
    """The command that reads all DAG files once."""
    has_bundles: bool
    """Whether DAGs can come from several folders, each of which is on Python's path."""

    def settings(self) -> dict[str, str]:
        """The settings of this release."""
        raise NotImplementedError

    def parse(self, folders: Mapping[str, Path]) -> None:
        """Read each DAG file of these folders once, all by one command."""
        own = {f"AIRFLOW__{name}": value for name, value in self.reading(folders).items()}
        paths = os.pathsep.join(map(str, folders.values()))
        environment = self._environment | own | ({} if self.has_bundles else {"PYTHONPATH": paths})
        with (self._folder / "parse.log").open("a") as log:
            words = ["airflow", *self.parser]
            subprocess.run(words, env=environment, check=True, stdout=log, stderr=subprocess.STDOUT, timeout=PATIENCE)

    def python(self, script: str, *words: str) -> str:
        """What a script of this folder prints, by Airflow's own Python."""
        command = [sys.executable, str(Path(__file__).with_name(script)), *words]
        return subprocess.run(
            command, env=self._environment, check=True, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
        ).stdout

    def reading(self, folders: Mapping[str, Path]) -> dict[str, str]:
        """The settings of a parser that reads these folders."""
        raise NotImplementedError

    def build(self, dag_id: str, first: str, last: str) -> None:
        """Have partitions built again by the command for that, both days included."""
        raise NotImplementedError

    def clear(self, dag_id: str, day: str) -> None:
        """Have the run of one day run again, as a person does who clears it."""
        raise NotImplementedError

    def runs(self, dag_id: str) -> list[tuple[str, str]]:
        """The day and the state of each run, in the order in which they were created."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Create the database."""
        self._folder.mkdir()
        self.command("db", "migrate")

    @contextmanager
    def running(self) -> Iterator[Airflow]:
        """Start all processes, and end them."""
        self.prepare()
        processes = []
        try:
            for words in self.parts:
                with (self._folder / f"{words[0]}.log").open("w") as log:
                    processes.append(
                        subprocess.Popen(
                            ["airflow", *words],
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

    def command(self, *words: str, may_fail: bool = False) -> None:
        subprocess.run(["airflow", *words], env=self._environment, check=not may_fail, stdout=subprocess.DEVNULL)

    def trigger(self, dag_id: str) -> None:
        self.command("dags", "trigger", dag_id)

    def dags(self) -> set[str]:
        return {name for (name,) in self.rows("SELECT dag_id FROM serialized_dag")}

    def tasks(self, dag_id: str) -> dict[str, str]:
        """The states of the tasks of the run that ended last."""
        last = "SELECT run_id FROM dag_run WHERE dag_id = ? ORDER BY end_date DESC LIMIT 1"
        query = f"SELECT task_id, state FROM task_instance WHERE dag_id = ? AND run_id = ({last})"  # noqa: S608
        return dict(self.rows(query, dag_id, dag_id))

    def is_idle(self) -> bool:
        """Whether nothing runs, and no event leads to a run that is still to come."""
        running = "SELECT count(*) FROM dag_run WHERE state NOT IN ('success', 'failed')"
        return all(self.rows(query) == [(0,)] for query in (running, *self.waiting))

    def rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(f"file:{self._folder}/airflow.db?mode=ro", uri=True, timeout=60)) as database:
            return database.execute(query, values).fetchall()


class Airflow3(Airflow):
    release = "3"
    parser = ("dag-processor", "--num-runs", "1")
    has_bundles = True
    waiting = (
        "SELECT count(*) FROM asset_dag_run_queue",
        "SELECT count(*) FROM asset_partition_dag_run WHERE created_dag_run_id IS NULL",
    )

    def settings(self) -> dict[str, str]:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        self.parts = (
            ("api-server", "--host", "127.0.0.1", "--workers", "1", "--port", str(port)),
            ("dag-processor",),
            ("scheduler", "--skip-serve-logs"),
            ("triggerer", "--skip-serve-logs"),
        )
        return {
            "CORE__EXECUTOR": "LocalExecutor",
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

    def reading(self, folders: Mapping[str, Path]) -> dict[str, str]:
        local = "airflow.dag_processing.bundles.local.LocalDagBundle"
        bundles = [{"name": n, "classpath": local, "kwargs": {"path": str(path)}} for n, path in folders.items()]
        return {"DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles), **_AT_ONCE}

    def build(self, dag_id: str, first: str, last: str) -> None:
        # Airflow refuses another back-fill until it has marked the one before as complete.
        pending = "SELECT count(*) FROM backfill WHERE completed_at IS NULL"
        wait_for(lambda: self.rows(pending) == [(0,)], "the back-fill before is complete")
        days = ("--from-date", first, "--to-date", f"{last}T12:00:00")
        self.command("backfill", "create", "--dag-id", dag_id, *days, "--reprocess-behavior", "completed")

    def clear(self, dag_id: str, day: str) -> None:
        self.command("dags", "clear", dag_id, "--partition-key", day, "--yes")

    def runs(self, dag_id: str) -> list[tuple[str, str]]:
        query = "SELECT coalesce(partition_key, ''), state FROM dag_run WHERE dag_id = ? ORDER BY id"
        return self.rows(query, dag_id)  # type: ignore[return-value]


class Airflow2(Airflow):
    release = "2.11"
    # With a database in a file, only the scheduler can have a DAG processor.
    parser = ("dags", "reserialize")
    has_bundles = False
    parts = (("scheduler", "--skip-serve-logs"),)
    waiting = ("SELECT count(*) FROM dataset_dag_run_queue",)

    def settings(self) -> dict[str, str]:
        return {
            # The only one that runs with a database in a file.
            "CORE__EXECUTOR": "SequentialExecutor",
            "CORE__DAG_FILE_PROCESSOR_TIMEOUT": "900",
            "SCHEDULER__MIN_FILE_PROCESS_INTERVAL": "600",
            "SCHEDULER__PARSING_PROCESSES": "1",
            "SCHEDULER__USE_ROW_LEVEL_LOCKING": "False",
            "SCHEDULER__SCHEDULER_ZOMBIE_TASK_THRESHOLD": "1200",
            "SCHEDULER__LOCAL_TASK_JOB_HEARTBEAT_SEC": "60",
        }

    def reading(self, folders: Mapping[str, Path]) -> dict[str, str]:
        (above,) = {path.parent for path in folders.values()}
        return {"CORE__DAGS_FOLDER": str(above), **_AT_ONCE}

    def build(self, dag_id: str, first: str, last: str) -> None:
        days = ("--start-date", first, "--end-date", f"{last}T12:00:00")
        # Unlike in Airflow 3, this command runs the tasks itself, and fails if one of them does.
        self.command("dags", "backfill", dag_id, *days, "--reset-dagruns", "--yes", may_fail=True)

    def clear(self, dag_id: str, day: str) -> None:
        # The scheduler starts no task of a run that was made by a back-fill, so clearing is not enough.
        self.build(dag_id, day, day)

    def runs(self, dag_id: str) -> list[tuple[str, str]]:
        query = (
            "SELECT CASE WHEN run_type = 'dataset_triggered' THEN '' ELSE date(data_interval_start) END, state "
            "FROM dag_run WHERE dag_id = ? ORDER BY id"
        )
        return self.rows(query, dag_id)  # type: ignore[return-value]


def airflow_here() -> type[Airflow]:
    """The Airflow that is installed."""
    return Airflow2 if version("apache-airflow").startswith("2.") else Airflow3


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
