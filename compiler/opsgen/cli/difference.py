"""What `--diff` prints of files that would change: `git apply` understands it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.emit.rewrite import Rewrite


def show(files: Mapping[str, Rewrite]) -> None:
    """Print the difference of each file, by the name that it has from here, without what looks like a secret."""
    from opsgen.credentials import mask
    from opsgen.emit.diff import Side, unified
    from opsgen.report.visible import visible

    whole = "".join(unified(name, Side(file.old), Side(file.new)) for name, file in sorted(files.items()))
    lines = whole.splitlines(keepends=True)
    shown = [visible(mask(line), keep="\n\t") for line in lines]
    print("".join(shown), end="")
    if shown != lines:
        print("opsgen: what may be a secret is shown as *, so that this cannot be applied", file=sys.stderr)
