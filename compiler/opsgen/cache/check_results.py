"""Results of checks of local files, until a file, a rule or opsgen changes.

A file counts as unchanged if its inode, size and times are, as in git's index. A program can set the time of a
modification, but not that of the last change of the inode.
"""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import asdict, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from opsgen.cache import records
from opsgen.cache.fingerprint import UnknownError, digest, fingerprint
from opsgen.graph.formats import format_of
from opsgen.graph.partitioned import with_all_partitions
from opsgen.runtime.check.result import DatasetResult, Outcome, RuleResult
from opsgen.runtime.engines.engine import UnreadableError
from opsgen.sql.rules.dependencies import needed
from opsgen.sql.rules.rule import Freshness, Query, SatisfiesExpression
from opsgen.sql.sources.locations import address, files_at, is_remote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from opsgen.graph import EnvironmentGraph
    from opsgen.sql.rules.rule import Rule

_TIME = re.compile(r"current|local|transaction|\b(?:now|today|yesterday|tomorrow|age)\b", re.IGNORECASE)
"""What SQL contains whose result can change while the data does not. It may match more."""
_RACY = 2.0
"""Seconds within which a file system may give two writes of a file the same times."""
_FORMATS = ("csv", "json", "parquet")


class CheckResults:
    """The recorded results of a project. `folder` is that of the project."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, graph: EnvironmentGraph, name: str, judged: Sequence[Rule]) -> RecordedCheck | None:
        """The record of these rules of a dataset. None if their result depends on more than files."""
        if os.name == "nt" or not records.are_kept() or any(map(_depends_on_time, judged)):
            return None
        read = dict.fromkeys(each for rule in judged for each in needed(graph, [name], rule))
        try:
            files = [*self._tokens(graph, [name, *read])]
            code = self._code
        except (UnknownError, UnreadableError, OSError):
            return None
        spec = [repr(rule) for rule in judged] + [repr(_plain(graph.spec.datasets[each])) for each in (name, *read)]
        source = graph.spec.datasets[name].source
        place = [os.path.realpath(self._folder), graph.name, name, source.path or "", *(rule.name for rule in judged)]
        connections = repr(_plain(dict(graph.spec.connections)))
        return RecordedCheck(f"check-{digest(place)[:32]}", digest([code, *spec, connections, *files]))

    @cached_property
    def _code(self) -> str:
        """A digest of the code, which is the same for all datasets."""
        return fingerprint(str(self._folder), (), ())

    def _tokens(self, graph: EnvironmentGraph, names: Iterable[str]) -> Iterator[str]:
        for name in dict.fromkeys(names):
            found = [*files_at(self._address(graph, name))]
            yield f"{name} {len(found)}"
            for path in found:
                status = path.stat()
                if max(status.st_mtime, status.st_ctime) > time.time() - _RACY:
                    raise UnknownError(path)
                times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
                yield f"{path.resolve()} {path} {status.st_dev} {status.st_ino} {status.st_size} {times}"

    def _address(self, graph: EnvironmentGraph, name: str) -> str:
        """Where the files of a dataset are. Raises UnknownError if they are not files on this machine."""
        dataset = with_all_partitions(graph.spec.datasets[name])
        source, connection = dataset.source, graph.spec.connections[dataset.source.connection]
        if source.path is None or connection.type == "spark":
            raise UnknownError(name)
        if source.layout == "versioned":
            from opsgen.runtime.engines.versions import as_read

            source = as_read(source, connection, self._folder)
        path = source.path or ""
        is_own = connection.type == "duckdb"
        found = (self._folder / path).as_posix() if is_own else address(connection, path, self._folder)
        if is_remote(found) or (source.format or format_of(path)) not in _FORMATS:
            raise UnknownError(name)
        return found


class RecordedCheck:
    """The record of some rules of a dataset, and what their result depends on, as it was before the check."""

    def __init__(self, name: str, key: str) -> None:
        self._name = name
        self._key = key

    def known(self) -> DatasetResult | None:
        """The recorded result, if nothing has changed since."""
        record = records.read(self._name)
        if len(record) != 3 or record[0] != self._key:
            return None
        fields = json.loads(record[2])
        rules = tuple(RuleResult(**{**rule, "outcome": Outcome(rule["outcome"])}) for rule in fields.pop("rules"))
        made = DatasetResult(**{**fields, "outcome": Outcome(fields["outcome"]), "rules": _with_tuples(rules)})
        return replace(made, scan_seconds=None, recorded=record[1])

    def keep(self, result: DatasetResult, at: str) -> None:
        """Record a result, unless something was not evaluated: that may succeed the next time."""
        is_sure = all(rule.outcome is not Outcome.ERROR and rule.sample is None for rule in result.rules)
        if result.message is None and is_sure:
            records.keep(self._name, [self._key, at, json.dumps(asdict(result))])


def _depends_on_time(rule: Rule) -> bool:
    condition = getattr(rule.test, "condition", None)
    texts = [rule.where or ""]
    texts += [part.sql for part in (rule.test, condition) if isinstance(part, Query | SatisfiesExpression)]
    return isinstance(rule.test, Freshness) or any(map(_TIME.search, texts))


def _with_tuples(rules: Iterable[RuleResult]) -> tuple[RuleResult, ...]:
    return tuple(replace(rule, columns=tuple(rule.columns), seconds=None) for rule in rules)


def _plain(part: Any) -> Any:
    """A part of a spec as values whose text is the same for equal parts."""
    if isinstance(part, dict):
        return [(key, _plain(value)) for key, value in sorted(part.items())]
    if isinstance(part, list | tuple):
        return [_plain(each) for each in part]
    return _plain(vars(part)) if hasattr(part, "__dict__") else part
