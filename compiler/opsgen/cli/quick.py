"""A plain `lint [FILES]` or `build [SPEC]`, without typer, which costs more than the linting of a small spec."""

from __future__ import annotations


def quick(arguments: list[str]) -> int | None:
    """The exit code where the arguments are such a command and files alone; None where typer must read them."""
    command, files = arguments[:1], arguments[1:]
    if any(file.startswith("-") for file in files):
        return None
    if command == ["lint"]:
        from opsgen.cli.lint import lint

        return lint(files)
    if command == ["build"] and len(files) < 2:
        from opsgen.cli.build import build

        return build(files[0] if files else None)
    return None
