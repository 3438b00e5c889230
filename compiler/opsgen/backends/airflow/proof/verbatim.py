"""Parts that stand in a DAG's file word for word, which most of it is: they need not be parsed in each file anew.

A part's template is Python with a name in place of each insertion, which `pattern.py` has seen. So is the same text
with an expression in place of it, and that is parsed, and must say the value that the plan has there.
"""

from __future__ import annotations

import ast
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from opsgen.backends.airflow.proof.expression import says
from opsgen.backends.airflow.proof.pattern import INSERTION, pattern
from opsgen.resources import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.backends.airflow.files.dag import Part

_BEHIND = re.compile(r"\n+with DAG\(\n")


def without(text: str, parts: Sequence[Part]) -> str | None:
    """The file with blank lines in place of its parts, if they all stand there word for word, before the DAG."""
    first = _template(parts[0].template)[0].search(text) if parts else None
    if first is None:
        return None
    start = end = first.start()
    for part in parts:
        expected, names = _template(part.template)
        found = expected.match(text, end)
        values = (part.values[name] for name in names)
        if found is None or not all(map(says, map(_expression, found.groups()), values)):
            return None
        end = found.end()
    return text[:start] + "\n" * text.count("\n", start, end) + text[end:] if _BEHIND.match(text, end) else None


@cache
def _template(template: str) -> tuple[re.Pattern[str], list[str]]:
    """What matches a part, blank lines before it, with a group for each insertion; and the names of its values."""
    pattern(template)
    pieces = INSERTION.split(read_text(f"templates/{template}").rstrip("\n"))
    text = "(.+?)".join(map(re.escape, pieces[::2]))
    return re.compile(f"\n+{text}", re.DOTALL), pieces[1::2]


@lru_cache(maxsize=256)
def _expression(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
