"""The codes of what concerns no backend in particular."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

UNKNOWN_BACKEND = Code(
    "OUT201",
    "unknown-backend",
    """`outputs.plugins` names a backend that no installed package brings.

Why: nothing could be built for it, and leaving it out in silence would look like success.

Example:

    outputs:
      plugins: {dagstre: {}}

Use instead:

    outputs:
      plugins: {dagster: {}}
""",
)

CODES = (UNKNOWN_BACKEND,)
