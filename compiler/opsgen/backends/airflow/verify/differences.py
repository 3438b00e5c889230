"""A DAG's file against its plan.

What comes from the spec is found as a constant, at the place that the plan has for it, and nothing else is there.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from opsgen.backends.airflow.verify import by_skeleton, whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.emit.model import Dag


def differences(text: str, dag: Dag) -> Iterator[whole_file.Difference]:
    """What the file says otherwise than its plan, or beside it. Raises a SyntaxError where it is no Python."""
    if not by_skeleton.matches(text, dag):
        yield from whole_file.differences(ast.parse(text), dag)
