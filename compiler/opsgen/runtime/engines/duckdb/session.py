"""A DuckDB session that can read only what the spec's connections allow."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.runtime.engines import limits, secret
from opsgen.runtime.engines.driver import driver
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.runtime.engines.objects import is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opsgen.language.connection import Connection, S3Connection

CONFIG = {
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
SETTINGS = (
    "TimeZone = 'UTC'",
    "enable_progress_bar = true",  # progress is measured, and shown by whoever follows the check
    "enable_progress_bar_print = false",
)
ROOM = 256
"""How many MiB each thread has for a query; what it groups beyond that goes to disk, which also takes less time."""
INTERVAL = 0.5
"""How often an interrupt is checked for, in seconds, on systems where waiting is not interruptible."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.5
"""Seconds between two attempts to open a database that another process has open."""
LOCKED = ("Could not set lock on file", "it is being used by another process")
"""DuckDB's messages, on Unix and on Windows, about a database that another process has open."""
EXTENSIONS = dict.fromkeys(("abfs", "abfss", "az", "azure"), "azure")
"""The extensions that objects are read with, by the scheme of their address; httpfs for all others."""
SNIFFING = "Error when sniffing file "
"""The start of DuckDB's message about a file whose CSV dialect it cannot detect."""


class Session:
    """A connection that is prepared first and then locked. SQL cannot open new files or databases after that."""

    def __init__(self, *, frugal: bool) -> None:
        """`frugal` limits memory to what grouping needs, whatever the number of rows."""
        self._module = driver("duckdb", "duckdb")
        self._worker = ThreadPoolExecutor(1)
        self._spill = tempfile.TemporaryDirectory(prefix="opsgen-")
        self.copies = Path(self._spill.name) / "copies"
        """The folder for copies of files that must be converted."""
        config = {**CONFIG, "temp_directory": f"{self._spill.name}/spill"}
        self.connection: Any = self._module.connect(":memory:", config=config)
        for setting in SETTINGS:
            self.connection.execute(f"SET {setting}")
        self._objects: dict[str, Any] = {}
        self._room = self._memory()
        if frugal:
            self._limit_memory()
        self.frugal = frugal
        self._timeout = limits.seconds()
        self._left: float = self._timeout
        self.Error: type[Exception] = self._module.Error
        self.OutOfMemory: type[Exception] = self._module.OutOfMemoryException

    def execute(self, sql: str) -> Any:
        """Run a statement; the cursor gives the rows that it has. Raises LimitError."""
        self._left = self._timeout
        return self._interruptible(self.connection.execute, sql)

    def fetch(self, cursor: Any, most: int) -> list[tuple[Any, ...]]:
        """The next rows, at most this many."""
        rows: list[tuple[Any, ...]] = self._interruptible(cursor.fetchmany, most)
        return rows

    def _interruptible(self, run: Callable[[Any], Any], argument: Any) -> Any:
        """Run a function in another thread, since DuckDB rarely checks for interrupts itself."""
        began = time.monotonic()
        with limits.of_memory(self._room):
            future = self._worker.submit(run, argument)
            try:
                while not wait([future], min(INTERVAL, max(self._left, 0))).done:
                    if time.monotonic() - began > self._left:
                        raise limits.too_long()
            except BaseException:
                self.connection.interrupt()
                wait([future])
                raise
            finally:
                self._left -= time.monotonic() - began
        try:
            return future.result()
        except (self.OutOfMemory, MemoryError):
            if self.frugal:
                raise
            raise limits.too_large() from None

    def prepare(self, connection: Connection, address: str | None) -> None:
        """Load the extensions that a connection needs, and set its credentials."""
        scheme = (address or "").partition("://")[0] if address and "://" in address else None
        if address is not None and is_object(address) and not self._has(EXTENSIONS.get(scheme or "", "httpfs")):
            self._read_objects(connection, scheme or "", address)
            return
        if scheme in ("s3", "gs", "gcs", "r2", "http", "https"):
            self.load("httpfs")
        if connection.type == "s3":
            self._s3(connection)
        elif scheme in ("abfs", "abfss", "az", "azure"):
            self.load("azure")
            self.connection.execute("CREATE OR REPLACE SECRET opsgen_azure (TYPE azure, PROVIDER credential_chain)")
        elif scheme in ("s3", "gs", "gcs"):
            self._from_environment("s3" if scheme == "s3" else "gcs")

    def _has(self, extension: str) -> bool:
        try:
            self.connection.execute(f"LOAD {exp.to_identifier(extension).sql('duckdb')}")
        except self.Error:
            return False
        return True

    def _read_objects(self, connection: Connection, scheme: str, address: str) -> None:
        """Read objects through obstore, which comes from PyPI as opsgen does. DuckDB downloads its extensions from a
        server of its own, which not every machine can reach."""
        if scheme not in self._objects:
            from opsgen.runtime.engines.duckdb.object_files import object_files

            try:
                self._objects[scheme] = object_files(scheme)
            except UnreadableError as error:
                raise UnreadableError(f"{_not_installed(EXTENSIONS.get(scheme, 'httpfs'))}; or: {error}") from None
            self.connection.register_filesystem(self._objects[scheme])
        self._objects[scheme].add(connection, address)

    def load(self, extension: str) -> None:
        if not self._has(extension):
            raise UnreadableError(_not_installed(extension))

    def attach(self, path: str, name: str, *, writing: bool = False) -> None:
        """Attach a database file under a name."""
        known = self.connection.execute("SELECT database_name FROM duckdb_databases()").fetchall()
        if (name,) in known:
            return
        database, alias = exp.Literal.string(path).sql("duckdb"), exp.to_identifier(name, quoted=True).sql("duckdb")
        statement = f"ATTACH {database} AS {alias} ({'READ_WRITE' if writing else 'READ_ONLY'})"
        try:
            self._when_unlocked(statement)
        except self.Error as error:
            raise UnreadableError(first_line(error)) from None

    def _when_unlocked(self, statement: str) -> None:
        """Run a statement; while another process has the database open, wait for as long as a query may run."""
        started, pause = time.monotonic(), SHORTEST_PAUSE
        while True:
            try:
                self.connection.execute(statement)
            except self.Error as error:
                if not any(words in str(error) for words in LOCKED):
                    raise
                if time.monotonic() - started + pause > self._timeout:
                    raise UnreadableError(
                        f"{first_line(error)}; opsgen waited {limits.text()} for the other process: end it, or set "
                        f"{limits.TIMEOUT} to a longer time"
                    ) from None
            else:
                return
            # DuckDB fails at once and offers no way to wait for the lock.
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def lock(self, folders: Iterable[str]) -> None:
        """Deny access to everything but these folders. This cannot be undone."""
        allowed = exp.convert(sorted({*folders, f"{self.copies.as_posix()}/"})).sql("duckdb")
        self.connection.execute(f"SET allowed_directories = {allowed}")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def close(self) -> None:
        self._worker.shutdown()
        self.connection.close()
        self._spill.cleanup()

    def _memory(self) -> int:
        """DuckDB's default memory limit in bytes: a share of the memory of the machine or container."""
        (found,) = self.connection.execute("SELECT parse_formatted_bytes(current_setting('memory_limit'))").fetchone()
        return int(found)

    def _limit_memory(self) -> None:
        (threads,) = self.connection.execute("SELECT current_setting('threads')").fetchone()
        self.connection.execute(f"SET memory_limit = '{threads * ROOM}MiB'")

    def _s3(self, connection: S3Connection) -> None:
        options = {"REGION": connection.region, "KEY_ID": secret.value(connection.access_key_id)}
        options["SECRET"] = secret.value(connection.secret_access_key)
        if connection.endpoint:
            scheme, _, host = connection.endpoint.partition("://")
            options |= {"ENDPOINT": host.rstrip("/"), "URL_STYLE": "path", "USE_SSL": str(scheme == "https").lower()}
        if not connection.access_key_id:
            self.load("aws")
            options["PROVIDER"] = "credential_chain"
        self._secret("s3", {**options, "SCOPE": f"s3://{connection.bucket}"}, f"opsgen_{connection.bucket}")

    def _from_environment(self, type_: str) -> None:
        if type_ == "s3":
            self.load("aws")
            self._secret(type_, {"PROVIDER": "credential_chain"}, "opsgen_s3")

    def _secret(self, type_: str, options: dict[str, str | None], name: str) -> None:
        given = [f"{key} {exp.Literal.string(value).sql('duckdb')}" for key, value in options.items() if value]
        alias = exp.to_identifier(name, quoted=True).sql("duckdb")
        try:
            self.connection.execute(f"CREATE OR REPLACE SECRET {alias} ({', '.join([f'TYPE {type_}', *given])})")
        except self.Error:  # The message may quote the secret.
            raise UnreadableError(f"DuckDB rejected the credentials for {type_}") from None


def _not_installed(extension: str) -> str:
    install = f"python -c \"import duckdb; duckdb.sql('INSTALL {extension}')\""
    return f"DuckDB's extension {extension} is not installed; run: {install}"


def first_line(error: Exception) -> str:
    """The message of a DuckDB error, without its type and the quoted SQL."""
    head = str(error).strip().split("\n\n")[0].split("\n")[0]
    kind, colon, rest = head.partition("Error: ")
    said = rest if colon and kind.strip().replace(" ", "").isalpha() else head
    if said.startswith(SNIFFING):
        return f"{said.removeprefix(SNIFFING).rstrip('.')} has lines that are not CSV as its source describes it"
    return said
