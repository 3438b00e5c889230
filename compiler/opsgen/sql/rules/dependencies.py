"""Which datasets a check reads besides those that it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opsgen.sql.rules.rule import Query, Reference
from opsgen.sql.rules.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsgen.graph import EnvironmentGraph
    from opsgen.sql.rules.rule import Rule

_WORD = re.compile(r"[\w-]+")
"""What may be a dataset's name."""


def needed(graph: EnvironmentGraph, names: Iterable[str], only: Rule | None = None) -> list[str]:
    """The datasets themselves, and those that their rules name, or that `only` this rule names."""
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        for rule in [only] if only is not None else rules(name, graph.spec.datasets[name]):
            found |= dict.fromkeys(_named(graph, rule))
    return list(found)


def _named(graph: EnvironmentGraph, rule: Rule) -> list[str]:
    match rule.test:
        case Reference():
            return [rule.test.dataset]
        case Query():
            words = set(_WORD.findall(rule.test.sql.casefold()))
            return [name for name in graph.spec.datasets if name.casefold() in words]
    return []
