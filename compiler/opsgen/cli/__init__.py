"""The command line, with one module for each command in `commands/`. `main` is the entry point."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    from opsgen.cli.run import run_safely

    code = run_safely(sys.argv[1:])
    collector = sys.modules.get("gc")
    if collector is not None and not collector.isenabled():
        collector.freeze()  # Otherwise the interpreter would search all remaining objects for cycles as it exits.
    sys.exit(code)
