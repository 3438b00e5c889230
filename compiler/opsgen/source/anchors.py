"""Anchors and aliases: the value of each, and the total size of what aliases repeat."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from opsgen.diagnostics.suggest import did_you_mean
from opsgen.source import codes
from opsgen.source.builder import NOTHING, Anchored
from opsgen.source.characters import quote
from opsgen.source.limits import MAX_ALIASED_VALUES

if TYPE_CHECKING:
    from opsgen.source.text import Problems, Range

_UNFINISHED = Anchored(NOTHING)
_MOST_CANDIDATES = 100
_LONGEST_CANDIDATE = 100


class Anchors:
    """The anchors of one file that were read so far."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._known: dict[str, Anchored] = {}
        self._aliased = 0

    def begin(self, name: str) -> None:
        """Start an anchor, whose value is read next."""
        self._known[name] = _UNFINISHED

    def set(self, name: str, anchored: Anchored) -> None:
        self._known[name] = anchored

    def resolve(self, name: str, at: Range) -> Anchored:
        """Return the value of an alias. Without one, report that and return `NOTHING`."""
        anchored = self._known.get(name)
        if anchored is None:
            self._report_unknown(name, at)
        elif anchored is _UNFINISHED:
            self._problems.report(
                codes.RECURSIVE_ALIAS,
                at,
                f"the alias {quote('*' + name)} is inside the value that it repeats, so the value would be endless",
                "write the value out, or move the anchor to a part that does not contain the alias",
            )
        else:
            self._charge(anchored.size, at)
        return anchored or _UNFINISHED

    def _report_unknown(self, name: str, at: Range) -> None:
        candidates = [known for known in islice(self._known, _MOST_CANDIDATES) if len(known) <= _LONGEST_CANDIDATE]
        self._problems.report(
            codes.UNKNOWN_ALIAS,
            at,
            f"the alias {quote('*' + name)} refers to no anchor above it",
            *did_you_mean(name, candidates),
            "put text that starts with `*` in quotes",
        )

    def _charge(self, size: int, at: Range) -> None:
        self._aliased += size
        if self._aliased > MAX_ALIASED_VALUES:
            raise self._problems.fatal(
                codes.TOO_MANY_ALIASED_VALUES,
                at,
                f"the aliases of this file expand to more than {MAX_ALIASED_VALUES:,} values in all",
                "define a repeated value once, such as a connection or a variable, and refer to it by name",
            )
