"""Check the SQL of one transform: it is safe, reads only its inputs, and returns the columns of its dataset."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from opsgen.checks.data import misspelled_column, undeclared_column, ungrouped_column
from opsgen.compile.transforms import codes
from opsgen.compile.transforms.files import UnusableError
from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import nearest, remove
from opsgen.graph.partitioned import is_partitioned
from opsgen.graph.references import input_names
from opsgen.graph.rules import forbids_more
from opsgen.sql.safety import DIALECTS
from opsgen.sql.safety.declared_columns import undeclared
from opsgen.sql.safety.read import Read, read, read_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlglot import exp

    from opsgen.compile.transforms.files import Files, Sql
    from opsgen.diagnostics.model import Code
    from opsgen.language.dataset import Dataset, LogicalType, Transform
    from opsgen.language.root import Spec
    from opsgen.sql.safety.refusal import RefusedSqlError

    Found = tuple[Code, Finding]


def check(spec: Spec, name: str, files: Files) -> Iterator[Found]:
    """Yield the mistakes in the SQL of a dataset's transform."""
    dataset = spec.datasets[name]
    transform = dataset.transform
    if transform is None or transform.sql is None or not spec.datasets.keys() >= set(input_names(transform)):
        return  # Missing inputs are already reported; findings about reading them would only follow from that.
    place = Place(("datasets", name, "transform", "sql"))
    try:
        sql = files.sql(transform.sql)
    except UnusableError as error:
        yield codes.SQL_FILE, Finding(place, error.message, (error.help,))
        return
    connection = spec.connections.get(dataset.source.connection)
    dialect = DIALECTS[connection.type] if connection is not None else "duckdb"
    found = _read(sql.text, dialect, tuple(input_names(transform)), _partitioned_by(dataset))
    if found.error is not None:
        yield _refused(place, spec, sql, found.error)
        return
    yield from _unread(name, transform, sql, found.datasets)
    yield from _undeclared(spec, place, sql, found)
    yield from _ungrouped(place, sql, found)
    yield from _types(spec, name, sql, found)
    if found.columns is not None:
        for message, help_, column, missed in _differences(name, dataset, found.columns):
            where, beside = sql.place(place, sql.column(None if missed else column))
            declared = (Place(("datasets", name, "columns", column), "key"), "it is declared here")
            related = (declared,) if missed else beside
            yield codes.SQL_FILE_COLUMNS, Finding(where, f"{sql.called} {message}", help_, related)


def _read(sql: str, dialect: str, inputs: tuple[str, ...], partitioned_by: LogicalType | None) -> Read:
    if ":" in sql or "?" in sql:  # as parameters have
        return _read_with_parameters(sql, dialect, inputs, partitioned_by)
    return read(sql, dialect, inputs, whole=True)


@lru_cache(maxsize=1024)
def _read_with_parameters(sql: str, dialect: str, inputs: tuple[str, ...], partitioned_by: LogicalType | None) -> Read:
    from opsgen.sql.safety import parse
    from opsgen.sql.safety.refusal import RefusedSqlError

    parameters: Mapping[str, exp.Expr] = {}
    if partitioned_by is not None:
        from opsgen.sql.parameters import example_parameters

        parameters = example_parameters(partitioned_by, dialect)
    try:
        return read_tree(parse.select(sql, dialect, inputs, parameters))
    except RefusedSqlError as error:
        return Read(error=error)


def _partitioned_by(dataset: Dataset) -> LogicalType | None:
    """The type of the column by which a dataset has partitions; None if it has none."""
    if not is_partitioned(dataset):
        return None
    column = dataset.columns.get((dataset.partition.column if dataset.partition else None) or "")
    return "date" if column is not None and column.type == "date" else "timestamp"


def _unread(name: str, transform: Transform, sql: Sql, datasets: Collection[str]) -> Iterator[Found]:
    for index, source in enumerate(input_names(transform)):
        if source not in datasets:
            place = Place(("datasets", name, "transform", "inputs", index))
            help_ = (f"remove it from the inputs, or read it in {sql.called}",)
            repair = remove(place, "the SQL does not read it")
            yield codes.UNREAD_INPUT, Finding(place, f"the SQL does not read `{source}`", help_, repair=repair)


def _undeclared(spec: Spec, place: Place, sql: Sql, select: Read) -> Iterator[Found]:
    reported = set[str]()
    for found in sorted(undeclared(spec, select.named), key=lambda each: each.named.part or (0, 0)):
        # In the spec each use has a fix of its own. In a file, which opsgen does not change, the first use is enough.
        if sql.source is not None and found.message in reported:
            continue
        reported.add(found.message)
        where, beside = sql.place(place, found.named.part)
        repair = found.repair(where) if sql.source is None else None
        code = undeclared_column.CODE if found.forbidden else misspelled_column.CODE
        yield code, Finding(where, found.message, found.help(spec), (*beside, *found.related), repair=repair)


def _ungrouped(place: Place, sql: Sql, select: Read) -> Iterator[Found]:
    for found in select.ungrouped:
        where, related = sql.place(place, found.part)
        yield ungrouped_column.CODE, Finding(where, found.message, (found.help,), related)


def _types(spec: Spec, name: str, sql: Sql, select: Read) -> Iterator[Found]:
    from opsgen.compile.transforms.column_types import declared_columns, differ

    dataset = spec.datasets[name]
    connection = spec.connections.get(dataset.source.connection)
    for each in declared_columns(spec, dataset, select.passed_on):
        column = Place(("datasets", name, "columns", each.column))
        wanted = dataset.columns[each.column].type
        if each.declared is None:
            if _may_have_folder_columns(spec.datasets[each.dataset]):
                continue
            help_ = f"declare `{each.source}` with its type in the columns of `{each.dataset}`"
            message = f"{sql.called} selects `{each.source}` from `{each.dataset}`, which does not declare it"
            yield codes.UNDECLARED_INPUT, Finding(column._replace(at="key"), message, (help_,))
            continue
        given = spec.datasets[each.dataset].columns[each.declared].type
        if connection is not None and differ(given, wanted, dataset, connection.type):
            source = Place(("datasets", each.dataset, "columns", each.declared, "type"))
            message = f"`{each.column}` is declared as {wanted}, but {sql.called} returns values of type {given}"
            help_ = f"write `{given}`, or cast the column in the SQL"
            where = Place((*column.path, "type"))
            yield codes.COLUMN_TYPE, Finding(where, message, (help_,), ((source, "its type is declared here"),))


def _may_have_folder_columns(dataset: Dataset) -> bool:
    """Whether folders named `column=value` may be columns that the dataset need not declare."""
    return bool(dataset.source.hive_partitioning) or "=" in (dataset.source.path or "")


def _refused(place: Place, spec: Spec, sql: Sql, error: RefusedSqlError) -> Found:
    help_ = (error.help,) if error.help else ()
    named = sql.text[slice(*error.part)].strip('"`') if error.part else ""
    if error.reason == "outside" and named in spec.datasets:
        help_ = (f"add `{named}` to the transform's `inputs`",)
    message = error.message if sql.source is None else f"{sql.called}: {error.message}"
    where, related = sql.place(place, error.part)
    return _code(error), Finding(where, message, help_, related)


def _code(error: RefusedSqlError) -> Code:
    return _CODES.get(error.reason, codes.SQL_FILE_SELECT)


_CODES = {"outside": codes.SQL_FILE_OUTSIDE, "parameter": codes.SQL_FILE_PARAMETER}


def _differences(
    name: str, dataset: Dataset, columns: Collection[str]
) -> Iterator[tuple[str, tuple[str, ...], str, bool]]:
    """Yield the differences of a SELECT from its dataset: message, help, column, and whether it is missing."""
    given = Counter(column.casefold() for column in columns if column)
    declared = {column.casefold() for column in dataset.columns}
    extra = [column for column in columns if column and column.casefold() not in declared]
    for column in dataset.columns:
        if column.casefold() not in given:
            unnamed = ("name each expression with `as`",) if "" in columns else ()
            near = nearest(column, extra)
            help_ = (f"it returns `{near}`: rename it with `as {column}`, or declare `{near}`",) if near else unnamed
            yield f"returns no column `{column}`", help_, column, True
    for column, times in given.items():
        if times > 1:
            yield f"returns {times} columns named `{column}`", ("give each its own name with `as`",), column, False
    if extra and forbids_more(name, dataset):
        help_ = ("declare it, or remove it from the SQL: `schema_match` forbids other columns",)
        yield from ((f"returns the column `{column}`, which is not declared", help_, column, False) for column in extra)
