"""Runs a command and turns whatever happens into an exit code: interrupts, closed outputs, bugs."""

from __future__ import annotations

import os
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
        print(_bug_report(arguments, error), file=sys.stderr)
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


def _bug_report(arguments: list[str], error: Exception) -> str:
    import platform
    import shlex
    import traceback

    from opsgen import __version__
    from opsgen.terminal.escape import safe

    frames = traceback.extract_tb(error.__traceback__)
    # File names without their folders: a public bug report should not reveal private paths.
    where = "\n".join(f"  {os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames[-12:])  # noqa: PTH119
    report = (
        "\nThis is a bug in opsgen, not in your spec. Nothing was written.\n"
        "Please report it with the lines below and, if you can, the spec that shows it.\n\n"
        f"opsgen {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        f"command: opsgen {shlex.join(arguments)}\n"
        f"{type(error).__name__}: {error}\n{where}"
    )
    return "\n".join(map(safe, report.split("\n")))
