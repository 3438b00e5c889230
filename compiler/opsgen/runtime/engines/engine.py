"""The interface of engines, and their errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from opsgen.graph.formats import format_of, is_written_as, written_remedy, written_rule
from opsgen.source.access import may_replace, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlglot import exp

    from opsgen.language.connection import Connection
    from opsgen.language.dataset import Dataset, Source
    from opsgen.sql.dialects import Dialect
    from opsgen.sql.rules.relation import Relation


SHOWN = 3
"""How many examples of unreadable rows and values are reported."""


class UnreadableError(Exception):
    """The data could not be reached or read at all; the message says why."""


class QueryError(Exception):
    """An engine rejected a query or failed to run it, although the data can be read."""


def leads_out(path: Path, root: Path) -> UnreadableError:
    """The error for a data file that a link leads out of its connection's root."""
    return UnreadableError(
        f"{path} leads out of {root} through a link, and data is read below the `root` of its connection; "
        "write a connection whose `root` is the folder that the link leads to"
    )


def refuse_ending(source: Source) -> None:
    """Raise an error if a transform's path does not end like a data file. Programs run or obey other files."""
    path, format_ = source.path or "", source.format or format_of(source.path or "") or "parquet"
    if not is_written_as(path, format_):
        raise QueryError(f"{path} is not written: {written_rule(format_)}; {written_remedy(path, format_)}")


def place_of_result(source: Source, root: Path) -> Path:
    """The real path that a transform writes to. Files in `.git` are refused, since git runs commands they name."""
    if source.layout is None:  # Else it is a folder of a version, whose name no program obeys.
        refuse_ending(source)
    path, format_ = source.path or "", source.format or format_of(source.path or "") or "parquet"
    place = may_replace(path, str(resolved(root)))
    if place is None:
        raise QueryError(
            f"{root / path} is not written: a link leads out of {root}, or it lies in `.git` or `.opsgen`; "
            "give it another `path`"
        )
    if source.layout is None and not is_written_as(place, format_):
        raise QueryError(f"{root / path} is not written: it is a link to {place}, which is not named as data")
    return Path(place)


class Rejected(NamedTuple):
    """Rows of files that cannot be read."""

    rows: int
    examples: Sequence[tuple[str, str, str]]
    """Some of them: the place, the mistake, and the text."""
    advice: str = ""
    """The source key that would make them readable."""


class LimitError(QueryError):
    """A query needs more memory than is available."""


class TooLongError(LimitError):
    """A query takes longer than the limit."""


class Engine(Protocol):
    """Reads datasets of connections of one type."""

    @property
    def dialect(self) -> Dialect: ...

    def reach(self, name: str) -> None:
        """Raise UnreadableError if a dataset cannot be read."""
        ...

    def relation(self, name: str) -> Relation:
        """The source of a dataset's rows, and its columns."""
        ...

    def row(self, query: exp.Query) -> Mapping[str, Any]:
        """The only row that a query returns, by column."""
        ...

    def rows(self, query: exp.Query) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """The names of the columns, and the rows one by one: they need not fit in memory."""
        ...

    def arrival(self, name: str) -> datetime | None:
        """When a dataset last changed. None if the engine does not know."""
        ...

    def places(self, name: str, column: str, texts: Sequence[str]) -> Sequence[str]:
        """The place of each of these texts of a column in the files of a dataset, such as `line 3`. Empty if the engine
        does not know."""
        ...

    def leave_out(self, name: str) -> Rejected | None:
        """Leave unreadable rows of a dataset out of all further queries, and describe them. None if there are none, or
        if the engine cannot leave rows out."""
        ...

    def progress(self) -> float | None:
        """The finished share of the running query. None if the engine does not know."""
        ...

    def write(self, name: str, query: exp.Query) -> None:
        """Write the result of a query to the place of a dataset, which nobody reads yet. What is there is lost."""
        ...

    def close(self) -> None: ...


class EngineDatasets:
    """The datasets that an engine is opened for, each with its connection."""

    def __init__(
        self,
        datasets: Mapping[str, Dataset],
        connections: Mapping[str, Connection],
        unreadable: Mapping[str, UnreadableError] | None = None,
    ) -> None:
        """`unreadable` has the datasets whose place is not known, each with the reason."""
        self.datasets = datasets
        self.unreadable = unreadable or {}
        self._connections = connections

    def connection(self, name: str) -> Connection:
        return self._connections[self.datasets[name].source.connection]
