"""A spec that comes in through the standard input."""

from __future__ import annotations

import sys

STDIN = "-"
"""The argument that stands for it."""


def read() -> bytes | None:
    """What comes in, no more than shows that it is too large; None, once that is said, where it cannot be read."""
    from opsgen.source.limits import MAX_FILE_BYTES

    if sys.stdin is None:  # it was closed before the process started
        print("opsgen: nothing comes in: the standard input is closed", file=sys.stderr)
        return None
    try:
        return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        print(f"opsgen: the standard input cannot be read: {error.strerror or error}", file=sys.stderr)
        return None
