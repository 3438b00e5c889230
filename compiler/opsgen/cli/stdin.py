"""Reading a spec from standard input."""

from __future__ import annotations

import sys

STDIN = "-"
"""The argument that names it."""


def read() -> bytes | None:
    """At most one byte more than a spec may have; None, after printing why, where it cannot be read."""
    from opsgen.source.limits import MAX_FILE_BYTES

    if sys.stdin is None:  # it was closed before the process started
        print("opsgen: standard input is closed", file=sys.stderr)
        return None
    try:
        return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        print(f"opsgen: standard input cannot be read: {error.strerror or error}", file=sys.stderr)
        return None
