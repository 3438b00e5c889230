"""The command line, with one module for each command in `commands/`. `main` is the entry point."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    from opsgen.cli.run import run_safely

    code = run_safely(sys.argv[1:])
    collector = sys.modules.get("gc")
    if collector is not None and not collector.isenabled():
        collector.freeze()  # Else the end would look for circles in all that the command left where it was.
    sys.exit(code)
