"""`--version` and plain `lint` and `build` without typer: importing it takes longer than linting a small spec."""

from __future__ import annotations


def run_without_typer(arguments: list[str]) -> int | None:
    """The exit code of such a call; None where typer must parse the arguments."""
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
