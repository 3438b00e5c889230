"""The command line. `main` is the entry point; each command has a file of its own."""

from __future__ import annotations

import sys

from opsgen import __version__


def main() -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"opsgen {__version__}")
        return
    from opsgen.cli.guard import guarded

    code = guarded(arguments)
    collector = sys.modules.get("gc")
    if collector is not None and not collector.isenabled():
        collector.freeze()  # Else the end would look for circles in all that the command left where it was.
    sys.exit(code)
