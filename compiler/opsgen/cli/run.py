"""Runs a command and turns whatever happens into an exit code: interrupts, closed outputs, bugs."""

from __future__ import annotations

import sys

from opsgen.diagnostics.known_secrets import forget
from opsgen.exit_codes import BUG, FINDINGS, INTERRUPTED
from opsgen.terminal.streams import OutputError, prepare

TYPE_CHECKING = False  # typing takes longer to import than a cached answer
if TYPE_CHECKING:
    from collections.abc import Callable


def run_safely(arguments: list[str], run: Callable[[list[str]], int] | None = None) -> int:
    """Run a command line and return its exit code, whatever happens."""
    prepare()
    forget()
    try:
        code = (run or _run)(arguments)
        sys.stdout.flush()
    except OutputError as error:
        print(f"opsgen: the output cannot be written: {error}", file=sys.stderr)
        return FINDINGS
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        from opsgen.cli.bug_report import bug_report

        print(bug_report(arguments, error), file=sys.stderr)
        return BUG
    return code


def _run(arguments: list[str]) -> int:
    code = run_without_typer(arguments)
    if code is not None:
        return code
    from opsgen.cli.app import run

    return run(arguments)


def run_without_typer(arguments: list[str]) -> int | None:
    """Run `--version`, plain `lint` and plain `build`; gives None where typer must parse the arguments.

    Importing typer takes longer than linting a small spec.
    """
    if arguments == ["--version"]:
        from opsgen import __version__

        print(f"opsgen {__version__}")
        return 0
    command, rest = arguments[:1], arguments[1:]
    files = [argument for argument in rest if not argument.startswith("-")]
    flags = {argument for argument in rest if argument.startswith("-")}
    if command == ["lint"] and flags <= {"--no-cache"}:
        from opsgen.cli.commands.lint import lint

        return lint(files, cached=not flags)
    if command == ["build"] and len(files) < 2 and flags <= {"--check", "--force", "--no-cache"}:
        from opsgen.cli.commands.build import build

        spec = files[0] if files else None
        return build(spec, check="--check" in flags, force="--force" in flags, cached="--no-cache" not in flags)
    return None
