"""The engine for everything that is read without a server."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from opsgen.emit.atomic_file import atomic_file
from opsgen.graph.changed import changed
from opsgen.graph.formats import DATABASES, published_path
from opsgen.runtime.engines.duckdb.decoded import copied, dropped_lines, empty_lines, needs_copy
from opsgen.runtime.engines.duckdb.files import written
from opsgen.runtime.engines.duckdb.records import lines_of
from opsgen.runtime.engines.duckdb.rejects import parts, rejected, without
from opsgen.runtime.engines.duckdb.session import Session, first_line
from opsgen.runtime.engines.engine import (
    EngineDatasets,
    QueryError,
    Rejected,
    UnreadableError,
    leads_out,
    place_of_result,
    refuse_ending,
)
from opsgen.runtime.engines.versions import one_file
from opsgen.source.access import may_replace, resolved
from opsgen.sql.dialects import DuckDb
from opsgen.sql.fingerprints import of_values
from opsgen.sql.rules.relation import Relation, SourceColumn
from opsgen.sql.sources import columns, json
from opsgen.sql.sources.files import FileReader, folder_keys, has_partitions, partitions, reader
from opsgen.sql.sources.locations import address, constant_folder, files_at, is_remote, outside, special_at
from opsgen.sql.sources.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from opsgen.language.dataset import Dataset

BATCH = 10_000


class DuckDbEngine:
    """Reads files, and databases of DuckDB's own."""

    dialect = DuckDb()

    def __init__(self, behind: EngineDatasets, folder: Path, writes: str | None = None) -> None:
        """`writes` is the dataset that is to be replaced, if one is."""
        self._behind = behind
        self._folder = folder
        self._writes = writes
        self._structures: dict[str, json.Structure] = {}
        self._open(frugal=writes is None)

    def _open(self, *, frugal: bool) -> None:
        self._session = Session(frugal=frugal)
        behind = self._behind
        self._unreadable: dict[str, UnreadableError] = {}
        self._copies: dict[str, str] = {}
        self._readable: dict[str, exp.Expr] = {}
        addresses = [self._address(name) for name in behind.datasets]
        for name, found in zip(behind.datasets, addresses, strict=True):
            try:
                self._prepare(name, found)
            except UnreadableError as error:  # the other datasets can still be read
                self._unreadable[name] = error
        self._session.lock(
            constant_folder(found)
            for name, found in zip(behind.datasets, addresses, strict=True)
            if found is not None and name not in self._unreadable
        )

    def relation(self, name: str) -> Relation:
        self.reach(name)
        dataset, found = self._behind.datasets[name], self._address(name)
        if found is None:
            table = self._table(name)
            return Relation(name, table, self._columns(table), "duckdb", columnar=True)
        files = self._reader(name, dataset, found)
        folders = self._folders(name, dataset, files)
        if files.format == "json":
            return self._json(name, dataset, files, folders)
        if files.format == "csv":
            return self._csv(name, dataset, self._readable.get(name) or files.call())
        return Relation(name, files.call(), self._columns(files.call(), dataset, folders), "duckdb", columnar=True)

    def row(self, query: exp.Query) -> Mapping[str, Any]:
        names, rows = self.rows(query)
        return dict(zip(names, next(rows), strict=True))

    def rows(self, query: exp.Query) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        try:
            cursor = self._asked(query.sql("duckdb", comments=False))
            return [column[0] for column in cursor.description], self._fetch(cursor)
        except self._session.Error as error:
            raise QueryError(first_line(error)) from None

    def arrival(self, name: str) -> datetime | None:
        found = self._address(name)
        if found is None:
            found = str(self._database(name))
        if not is_remote(found):
            newest = max((file.stat().st_mtime for file in files_at(found)), default=None)
            return None if newest is None else datetime.fromtimestamp(newest, UTC)
        changed = exp.cast(
            exp.Max(this=exp.Anonymous(this="epoch", expressions=[exp.column("last_modified")])), "DOUBLE"
        )
        listing = exp.Anonymous(this="read_blob", expressions=[exp.Literal.string(found)])
        newest = self.row(exp.select(exp.alias_(changed, "newest")).from_(listing))["newest"]
        return None if newest is None else datetime.fromtimestamp(newest, UTC)

    def write(self, name: str, query: exp.Query) -> None:
        self.reach(name)
        found, sql = self._address(name), query.sql("duckdb", comments=False)
        if found is None:
            self.execute(f"CREATE OR REPLACE TABLE {self._table(name).sql('duckdb')} AS {sql}")
        elif is_remote(found):
            refuse_ending(self._behind.datasets[name].source)
            self._copy(sql, found, name)  # object stores publish an object only when it is complete
        else:
            self._write_file(sql, Path(one_file(found)), name)

    def columns(self, table: exp.Table) -> tuple[SourceColumn, ...]:
        """The columns of a table. Empty if there is no such table."""
        # Reading a table that does not exist would abort the transaction.
        return self._columns(table) if self._exists(table) else ()

    def _exists(self, table: exp.Table) -> bool:
        names = zip(("table_catalog", "table_schema", "table_name"), (table.catalog, table.db, table.name), strict=True)
        conditions = (exp.func("lower", exp.column(column)).eq(name.lower()) for column, name in names)
        tables = exp.table_("tables", db="information_schema", catalog="system")
        return next(self.rows(exp.select("1").from_(tables).where(*conditions))[1], None) is not None

    def execute(self, statement: str) -> None:
        """Run a statement that returns nothing. Raises QueryError."""
        try:
            self._session.execute(statement)
        except self._session.Error as error:
            raise QueryError(first_line(error)) from None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block take effect at its end, or none of them if it raises."""
        self.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            with suppress(QueryError):  # An error of DuckDB's may have ended the transaction already.
                self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def lock(self, target: exp.Table, staged: exp.Table | None = None) -> None:
        """Nothing: only one process can have a database file open for writing."""

    def fingerprint(self, table: exp.Table, columns: Sequence[str], within: exp.Expr | None = None) -> str | None:
        """Two numbers that change with the rows of a table, or those within a condition."""
        return "{rows} {total}".format_map(self.row(of_values(table, columns, within)))

    def places(self, name: str, column: str, texts: Sequence[str]) -> Sequence[str]:
        found, source = self._address(name), self._behind.datasets[name].source
        paths = [] if found is None or is_remote(found) else files_at(found)
        if found is None or not texts or not paths:
            return [""] * len(texts)
        if reader(self._behind.datasets[name], found).format == "csv":
            names = list(self._behind.datasets[name].columns)
            index = None if source.header else names.index(column) if column in names else -1
            return lines_of(paths, source, index, column, texts)
        return self._row_numbers(name, column, texts) if len(paths) == 1 else [""] * len(texts)

    def _row_numbers(self, name: str, column: str, texts: Sequence[str]) -> Sequence[str]:
        text = exp.alias_(exp.cast(exp.column(column, quoted=True), "TEXT"), "text")
        number = exp.alias_(exp.Window(this=exp.RowNumber()), "number")
        rows = exp.select(text, number).from_(self.relation(name).source.copy())
        first = exp.alias_(exp.Min(this=exp.column("number")), "first")
        wanted = exp.column("text").isin(*map(exp.Literal.string, texts))
        query = exp.select("text", first).from_(rows.subquery("numbered")).where(wanted).group_by("text")
        found = {row[0]: f"row {row[1]:,}" for row in self.rows(query)[1]}
        return [found.get(each, "") for each in texts]

    def leave_out(self, name: str) -> Rejected | None:
        dataset, found = self._behind.datasets[name], self._address(name)
        if found is None or is_remote(found) or name in self._unreadable or name in self._readable:
            return None
        files = self._reader(name, dataset, found)
        if files.format != "csv":
            return None
        paths, copies, source = files_at(found), files_at(self._copies.get(name, found)), dataset.source
        names = [each for each in dataset.columns if each not in partitions(source)] if not source.header else None
        split = parts(files, paths, copies, source, names)
        if not split:
            return None
        try:
            rows = rejected(self._session, split, source, [dropped_lines(path, source) for path in paths])
        except self._session.Error:
            return None
        if rows is not None:
            self._readable[name] = without(split)
        return rows

    def progress(self) -> float | None:
        done: float = self._session.connection.query_progress()
        return done / 100 if done >= 0 else None

    def close(self) -> None:
        self._session.close()

    def reach(self, name: str) -> None:
        if name in self._unreadable:
            raise self._unreadable[name]

    def _address(self, name: str) -> str | None:
        """The address of a dataset's files. None if it is a table."""
        path, connection = self._behind.datasets[name].source.path, self._behind.connection(name)
        if path is None:
            return None
        if connection.type == "duckdb":
            return (self._folder / path).as_posix()
        return address(connection, path, self._folder)

    def _root(self, name: str) -> Path:
        """The folder on this machine that must contain a dataset's files."""
        connection = self._behind.connection(name)
        return self._folder if connection.type == "duckdb" else Path(address(connection, "", self._folder))

    def _table(self, name: str) -> exp.Table:
        return table_of(self._behind.datasets[name].source, self._behind.connection(name))

    def _write_file(self, sql: str, path: Path, name: str) -> None:
        source = self._behind.datasets[name].source
        place = place_of_result(changed(source, path=one_file(source.path or "")), self._root(name))
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if published_path(place.name) != place.name:
                # Nobody reads a staged file, and the ledger lists it. A killed process would leave a draft behind.
                self._copy(sql, str(place), name, ", USE_TMP_FILE false")
                return
            with atomic_file(path, place) as draft:  # a link stays a link
                # A file of DuckDB's own next to the draft would be left behind if the process were killed.
                self._copy(sql, str(draft), name, ", USE_TMP_FILE false")
        except OSError as error:
            raise QueryError(f"{path} cannot be written: {error.strerror}") from None

    def _copy(self, sql: str, address: str, name: str, more: str = "") -> None:
        options = written(self._behind.datasets[name].source) + more
        self.execute(f"COPY ({sql}) TO {exp.Literal.string(address).sql('duckdb')} ({options})")

    def _database(self, name: str) -> Path:
        connection = self._behind.connection(name)
        if connection.type != "duckdb":
            raise UnreadableError(f"the source of {name} names no path")
        return self._folder / connection.path

    def _prepare(self, name: str, found: str | None) -> None:
        dataset = self._behind.datasets[name]
        if name in self._behind.unreadable:
            raise self._behind.unreadable[name]
        if found is None:
            path, writing = self._database(name), self._writes in self._beside(name)
            if not path.is_file():
                _refuse_absent(path, writing=writing)
            self._session.attach(str(path), dataset.source.connection, writing=writing)
            return
        if not is_remote(found) and (special := special_at(found)):
            path, kind = special
            raise UnreadableError(f"{path} is {kind}, not a data file")
        if name != self._writes and not is_remote(found) and (link := outside(found, self._root(name))):
            raise leads_out(link, self._root(name))
        self._session.prepare(self._behind.connection(name), found)
        extension = reader(dataset, found).format
        if extension in ("delta", "iceberg"):
            self._session.load(extension)

    def _beside(self, name: str) -> list[str]:
        """The datasets of the same connection."""
        connection = self._behind.datasets[name].source.connection
        return [each for each, dataset in self._behind.datasets.items() if dataset.source.connection == connection]

    def _asked(self, sql: str) -> Any:
        """Run a query. If it exceeds the frugal memory limit, run it again with all the memory of the process."""
        try:
            return self._session.execute(sql)
        except self._session.OutOfMemory:
            if not self._session.frugal:
                raise
        self._session.close()
        self._open(frugal=False)
        return self._session.execute(sql)

    def _describe(self, source: exp.Expr) -> list[tuple[str, str]]:
        query = exp.select(exp.Star()).from_(source.copy()).sql("duckdb", comments=False)
        try:
            found = self._session.execute(f"DESCRIBE {query}").fetchall()
        except self._session.Error as error:
            raise UnreadableError(first_line(error)) from None
        return [(row[0], row[1]) for row in found]

    def _reader(self, name: str, dataset: Dataset, found: str) -> FileReader:
        """How a dataset's files are read, or copies of them if DuckDB would misread the files."""
        files = reader(dataset, found)
        if files.format != "csv" or is_remote(found):
            return files
        source, options, copies = dataset.source, dict(files.options), needs_copy(dataset.source)
        if copies:
            found = self._copy_of(name, dataset, found)
            options |= {"comment": exp.Literal.string(""), "compression": exp.Literal.string("none")}
            options.pop("encoding", None)
        skipped = 0 if source.comment is not None else (source.skip or 0) + empty_lines(found, source, plain=copies)
        options["skip"] = exp.Literal.number(skipped)
        return reader(dataset, found)._replace(options=options)

    def _copy_of(self, name: str, dataset: Dataset, found: str) -> str:
        if name not in self._copies:
            self._copies[name] = copied(found, dataset, self._session.copies / name)
        return self._copies[name]

    def _columns(
        self, source: exp.Expr, dataset: Dataset | None = None, folders: frozenset[str] = frozenset()
    ) -> tuple[SourceColumn, ...]:
        return tuple(
            columns.of_text(name, columns.declared_type(name, dataset))
            if dataset is not None and name in folders
            else columns.typed(name, type_)
            for name, type_ in self._describe(source)
        )

    def _folders(self, name: str, dataset: Dataset, files: FileReader) -> frozenset[str]:
        """The columns that come from folder names. An error, if the files have a column of the same name."""
        if not has_partitions(dataset.source):
            return frozenset()
        own = {column.casefold(): column for column, _ in self._describe(files.without_folders().call())}
        keys = {key.casefold(): key for key in self._folder_keys(name, dataset)}
        if twice := next((key for key in keys if key in own), None):
            raise UnreadableError(
                f"`{own[twice]}` is a column of the files and, as `{keys[twice]}=`, the name of a folder; "
                "write `hive_partitioning: false` to read that of the files"
            )
        return frozenset(column for column, _ in self._describe(files.call()) if column.casefold() not in own)

    def _folder_keys(self, name: str, dataset: Dataset) -> tuple[str, ...]:
        found = self._address(name) or ""
        if dataset.source.hive_partitioning is None or is_remote(found):
            return partitions(dataset.source)
        below = len(found) - len(dataset.source.path or "")
        first = next(iter(files_at(found)), None)
        return folder_keys(first.as_posix()[below:]) if first is not None else ()

    def _csv(self, name: str, dataset: Dataset, source: exp.Expr) -> Relation:
        found = tuple(columns.of_csv(column, dataset) for column, _ in self._describe(source))
        return Relation(name, source, found, "duckdb", names=dataset.source.header)

    def _json(self, name: str, dataset: Dataset, files: FileReader, folders: frozenset[str]) -> Relation:
        """Each field as the JSON value that it is; a field that a document lacks is null."""
        found = self._describe(files.call())
        whole = self._structure(files) if json.needs_structure(dataset, [column for column, _ in found]) else None
        return json.relation(name, dataset, files, found, whole, folders)

    def _structure(self, files: FileReader) -> json.Structure:
        """The structure of all documents."""
        query = json.structure(files).sql("duckdb", comments=False)
        if query not in self._structures:
            try:
                (found,) = self._asked(query).fetchone()
            except self._session.Error as error:
                raise UnreadableError(first_line(error)) from None
            self._structures[query] = loads(found) if found else json.NOTHING
        return self._structures[query]

    def _fetch(self, cursor: Any) -> Iterator[tuple[Any, ...]]:
        while True:
            try:
                rows = self._session.fetch(cursor, BATCH)
            except self._session.Error as error:
                raise QueryError(first_line(error)) from None
            except (OverflowError, ValueError):
                raise QueryError("a value is beyond what Python can hold; cast it to text") from None
            if not rows:
                return
            yield from rows


def _refuse_absent(database: Path, *, writing: bool) -> None:
    """Raise an error for a missing database file. Only a transform creates one, and only with a database's ending."""
    if not writing:
        raise UnreadableError(f"there is no database file {database}")
    real = resolved(database)
    if real.suffix.lower() not in DATABASES or may_replace(real.name, str(real.parent)) is None:
        endings = " or ".join(f"`{each}`" for each in DATABASES)
        raise UnreadableError(
            f"there is no database file {database}, and none is created there: its path must end in {endings} "
            "and be outside of `.git` and `.opsgen`"
        )
