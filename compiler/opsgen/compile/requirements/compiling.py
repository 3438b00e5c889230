"""The command that writes a requirements file with hashes."""

from __future__ import annotations

from posixpath import splitext


def source_of(requirements: str) -> str:
    """Return the path of the file with the packages that a requirements file is written from."""
    return f"{splitext(requirements)[0]}.in"


def compile_command(requirements: str, python: str) -> tuple[str, ...]:
    """Return the command that writes a requirements file for all platforms, with the hashes of all files."""
    return ("uv", *compiling(python), "--output-file", requirements, source_of(requirements))


def compiling(python: str) -> tuple[str, ...]:
    """Return the arguments of uv for a version of Python, without those that name files."""
    return ("pip", "compile", "--generate-hashes", "--universal", "--python-version", python)
