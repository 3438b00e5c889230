"""A DAG's file against its plan.

What comes from the spec is found as a constant, at the place that the plan has for it, and nothing else is there.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from opsgen.backends.airflow.proof import form, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.airflow.files.dag import Dag


def differences(text: str, dag: Dag) -> Iterator[tree.Difference]:
    """What the file says otherwise than its plan, or beside it. Raises a SyntaxError where it is no Python."""
    if not form.says(text, dag):
        yield from tree.differences(ast.parse(text), dag)
