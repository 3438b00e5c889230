"""A plain `opsgen lint [FILES]`, answered without typer, which costs more than the linting of a small spec."""

from __future__ import annotations


def quick(arguments: list[str]) -> int | None:
    """The exit code where the arguments are `lint` and files alone; None where typer must read them."""
    if arguments[:1] != ["lint"] or any(argument.startswith("-") for argument in arguments):
        return None
    from opsgen.cli.lint import lint

    return lint(arguments[1:])
