"""The codes of mistakes in `lint:` and in comments that ignore codes."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

UNUSED_IGNORE = Code(
    "POL101",
    "unused-ignore",
    """A comment ignores a code that is not reported there.

Why: the finding was fixed or has moved. A comment that stays would hide the next mistake of the same kind. A comment
at the end of a line applies to that line; a comment on a line of its own applies to the next line.

Example:

    datasets:
      flights:  # opsgen: ignore[DAT101] its owner is being decided
        owner: data-platform

Use instead:

    datasets:
      flights:
        owner: data-platform

Fix: safe if all codes of the comment are unused; removes the comment.
""",
    Severity.WARNING,
)

IGNORE_WITHOUT_REASON = Code(
    "POL102",
    "ignore-without-reason",
    """A comment ignores a code without a reason.

Why: without a reason, a later reader cannot decide whether the comment is still needed.

Example:

    flights:  # opsgen: ignore[DAT101]

Use instead:

    flights:  # opsgen: ignore[DAT101] its owner is decided in the spring
""",
    Severity.WARNING,
)

UNKNOWN_CODE = Code(
    "POL103",
    "unknown-code",
    """`lint:` or a comment names a code, or a prefix of codes, that neither opsgen nor an installed backend has.

Why: it would silently ignore nothing. Name a code, such as `DAT101`, or a prefix of several codes, such as `DAT`.

Example:

    lint: {ignore: [DTA101]}

Use instead:

    lint: {ignore: [DAT101]}
""",
)

NOT_IGNORABLE = Code(
    "POL104",
    "not-ignorable",
    """`lint:` or a comment ignores an error, or turns it into a warning.

Why: opsgen cannot build correct artifacts from a spec with an error. Only warnings can be ignored or made errors.

Example:

    lint: {ignore: [REF103]}

Use instead:

    lint: {ignore: [DAT101]}
""",
)

CODES = (UNUSED_IGNORE, IGNORE_WITHOUT_REASON, UNKNOWN_CODE, NOT_IGNORABLE)
