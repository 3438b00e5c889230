"""The codes of what a project says of other codes."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

UNUSED_IGNORE = Code(
    "POL101",
    "unused-ignore",
    """A comment ignores a code that is not reported there.

Why: what it once excused is mended or has moved, and a comment that stays would hide the next mistake of its kind. A
comment behind something ignores what is reported on its line; one that stands alone, what is reported on the next.

Example:

    datasets:
      flights:  # opsgen: ignore[DAT101] its owner is being decided
        owner: data-platform

Use instead:

    datasets:
      flights:
        owner: data-platform

Fix: safe where all codes of the comment are unused; the comment goes.
""",
    Severity.WARNING,
)

IGNORE_WITHOUT_REASON = Code(
    "POL102",
    "ignore-without-reason",
    """A comment ignores a code and does not say why.

Why: whoever reads it later cannot tell whether the reason still holds.

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
    """`lint:` or a comment names a code, or the beginning of codes, that opsgen does not have.

Why: nothing would be ignored, and nobody would notice. What can be named is a code, such as `DAT101`, or what several
codes begin with, such as `DAT`.

Example:

    lint: {ignore: [DTA101]}

Use instead:

    lint: {ignore: [DAT101]}
""",
)

NOT_IGNORABLE = Code(
    "POL104",
    "not-ignorable",
    """`lint:` or a comment ignores an error, or makes a warning of it.

Why: an error means that there is nothing right to build. What can be ignored, or made an error, is a warning.

Example:

    lint: {ignore: [REF103]}

Use instead:

    lint: {ignore: [DAT101]}
""",
)

CODES = (UNUSED_IGNORE, IGNORE_WITHOUT_REASON, UNKNOWN_CODE, NOT_IGNORABLE)
