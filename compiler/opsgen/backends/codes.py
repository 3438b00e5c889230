"""The codes of what concerns no backend in particular."""

from __future__ import annotations

from opsgen.diagnostics.model import Code

UNKNOWN_BACKEND = Code(
    "OUT201",
    "unknown-backend",
    """`outputs.plugins` names a backend that no installed package brings.

Why: nothing could be built for it, and a build that silently leaves it out would look like a success.

Example:

    outputs:
      plugins: {dagstre: {}}

Use instead:

    outputs:
      plugins: {dagster: {}}
""",
)

BROKEN_BACKEND = Code(
    "OUT202",
    "broken-backend",
    """A backend of another package cannot be imported, lacks something that backends must have, or fails in its check.

Why: without its check, opsgen cannot know that what it builds is right. The message names the package; its authors can
fix it.

Example:

    outputs:
      plugins: {dagster: {}}    # with a version of the package that was written for another opsgen

Use instead:

    outputs:
      plugins: {dagster: {}}    # with a version of the package that works with this opsgen
""",
)

INVALID_OPTION = Code(
    "OUT203",
    "invalid-option",
    """An option of a backend under `outputs.plugins` breaks a rule of that backend.

Why: each backend validates its own options. What breaks a rule would not work on the platform that it builds for.

Example:

    outputs:
      plugins: {gitlab: {path: ci/pipeline.txt}}

Use instead:

    outputs:
      plugins: {gitlab: {path: ci/pipeline.yml}}
""",
)

CODES = (UNKNOWN_BACKEND, BROKEN_BACKEND, INVALID_OPTION)
