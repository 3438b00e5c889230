"""The output of `--diff`: a patch for `git apply`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.emit.rewrite import Rewrite


def show(files: Mapping[str, Rewrite]) -> None:
    """Print the diff of each file, relative to the current folder, escaped and without secrets."""
    from opsgen.diagnostics.known_secrets import remember
    from opsgen.diagnostics.secret_patterns import mask
    from opsgen.emit.diff import DiffSide, unified

    remember(value for file in files.values() for value in _secrets(file))
    whole = "".join(unified(name, DiffSide(file.old), DiffSide(file.new)) for name, file in sorted(files.items()))
    lines = whole.split("\n")
    masked = list(map(mask, lines))
    shown = list(map(_visible, masked))
    print("\n".join(shown), end="")
    if masked != lines:
        print("opsgen: possible secrets are masked with *, so this patch cannot be applied", file=sys.stderr)
    elif shown != masked:
        print("opsgen: invisible characters are escaped, so this patch cannot be applied", file=sys.stderr)


def _secrets(file: Rewrite) -> Iterator[str]:
    """The values of secrets in a file before and after."""
    from opsgen.compile.written_secrets import written_secrets
    from opsgen.source import load

    for data in (file.old, file.new):
        yield from written_secrets(load(file.path, text=data))


def _visible(line: str) -> str:
    """The line, escaped for printing; a Windows line ending stays."""
    from opsgen.terminal.escape import visible

    bare = line.removesuffix("\r")
    return visible(bare, keep="\t") + line[len(bare) :]
