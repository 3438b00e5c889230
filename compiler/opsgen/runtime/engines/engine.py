"""What an engine is."""

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
"""How many examples of rows and values that cannot be read are reported."""


class UnreadableError(Exception):
    """The data could not be reached or read at all; the message says why, for the person who runs the command."""


class QueryError(Exception):
    """An engine refused a query, or failed in it, though the data can be read."""


def leads_out(path: Path, root: Path) -> UnreadableError:
    """What is said of a data file that is a link, or lies behind one, to somewhere else than its connection's root."""
    return UnreadableError(
        f"{path} leads out of {root} through a link, and data is read below the `root` of its connection; "
        "write a connection whose `root` is the folder that the link leads to"
    )


def refuse_ending(source: Source) -> None:
    """A transform writes data only under the names of data, since programs run or obey files of other names."""
    path, format_ = source.path or "", source.format or format_of(source.path or "") or "parquet"
    if not is_written_as(path, format_):
        raise QueryError(f"{path} is not written: {written_rule(format_)}; {written_remedy(path, format_)}")


def place_of_result(source: Source, root: Path) -> Path:
    """Where on this machine a transform really writes to. A file of git's could name a command that git runs."""
    refuse_ending(source)
    path, format_ = source.path or "", source.format or format_of(source.path or "") or "parquet"
    place = may_replace(path, str(resolved(root)))
    if place is None:
        raise QueryError(
            f"{root / path} is not written: a link leads out of {root}, or it lies in `.git` or `.opsgen`; "
            "give it another `path`"
        )
    if not is_written_as(place, format_):
        raise QueryError(f"{root / path} is not written: it is a link to {place}, which is not named as data")
    return Path(place)


class Rejected(NamedTuple):
    """Rows of files that cannot be read."""

    rows: int
    examples: Sequence[tuple[str, str, str]]
    """Some of them: the place, what is wrong there, and the text."""
    advice: str = ""
    """The key of a source that would mend it."""


class LimitError(QueryError):
    """A query needs more memory than there is."""


class TooLongError(LimitError):
    """A query takes longer than it may."""


class Engine(Protocol):
    """Reads datasets that lie behind connections of one kind."""

    @property
    def dialect(self) -> Dialect: ...

    def relation(self, name: str) -> Relation:
        """Where a dataset's rows come from, and with which columns."""
        ...

    def row(self, query: exp.Query) -> Mapping[str, Any]:
        """The one row that a query gives back, by column."""
        ...

    def rows(self, query: exp.Query) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """The columns' names and the rows, which need not fit in memory."""
        ...

    def arrival(self, name: str) -> datetime | None:
        """When a dataset last changed; None where the engine does not know."""
        ...

    def places(self, name: str, column: str, texts: Sequence[str]) -> Sequence[str]:
        """Where each of these texts of a column is in the files of a dataset, such as `line 3`; empty where the engine
        does not know."""
        ...

    def leave_out(self, name: str) -> Rejected | None:
        """From now on read a dataset without the rows that cannot be read; None where there are no such rows, or where
        others are read."""
        ...

    def progress(self) -> float | None:
        """The share of the running query that is done; None where the engine does not know."""
        ...

    def replace(self, name: str, query: exp.Query) -> None:
        """Put what a query gives in a dataset's place, all of it or nothing."""
        ...

    def close(self) -> None: ...


class EngineDatasets:
    """The datasets that an engine is opened for, each with its connection."""

    def __init__(self, datasets: Mapping[str, Dataset], connections: Mapping[str, Connection]) -> None:
        self.datasets = datasets
        self._connections = connections

    def connection(self, name: str) -> Connection:
        return self._connections[self.datasets[name].source.connection]
