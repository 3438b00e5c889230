"""A value is, or contains, an example key from the AWS documentation.

Why: such a key grants no access, so whatever uses it fails when it runs. Someone is likely to replace it with a real
key at the same place, where everyone who can read the repository sees it.

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
        yield Finding(place, f"this contains {kind}", ("write a reference to a secret: `{secret: NAME}`",))
