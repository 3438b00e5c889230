"""A text of the spec is, or contains, a key of AWS's documentation.

Why: such a key opens nothing, so that what uses it fails when it runs. It is likely to be replaced by a real one at the
same place, where everyone who can read the repository sees it.

Example:

    ingest:
      command: [python, -m, my_project.ingest]
      environment: {AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE}

Use instead:

    ingest:
      command: [python, -m, my_project.ingest]
      environment: {AWS_ACCESS_KEY_ID: {secret: AWS_ACCESS_KEY_ID}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.checks.platform.hardcoded_secret import by_form
from opsgen.diagnostics.model import Code, Finding, Severity
from opsgen.diagnostics.secret_patterns import find_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import EnvironmentGraph

CODE = Code("LNG221", "example-key", __doc__, Severity.WARNING)


def check(graph: EnvironmentGraph) -> Iterator[Finding]:
    for place, kind, _ in by_form(graph.spec, find_examples):
        yield Finding(place, f"this holds {kind}", ("name a secret in its place: `{secret: NAME}`",))
