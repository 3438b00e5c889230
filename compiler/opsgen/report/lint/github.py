"""Diagnostics as workflow commands, which GitHub Actions shows at the lines of a pull request.

Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.report.lint.result import diagnostics_of
from opsgen.repository import from_root
from opsgen.terminal.escape import named, safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsgen.diagnostics.model import Diagnostic
    from opsgen.report.lint.result import LintResult

# The runner decodes these and no others. A line break that stays raw would end the command, and what follows could
# be a command of its own.
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def show(linted: Sequence[LintResult]) -> str:
    """Return one command for each diagnostic; empty if there are none."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics_of(linted))


def _command(diagnostic: Diagnostic) -> str:
    message = "\n".join(map(safe, (diagnostic.message, *diagnostic.help)))
    places = _properties(diagnostic).items()
    properties = ",".join(f"{name}={_escaped(str(value), _IN_PROPERTIES)}" for name, value in places)
    return f"::{diagnostic.severity} {properties}::{_escaped(message, _IN_MESSAGES)}"


def _properties(diagnostic: Diagnostic) -> dict[str, str | int]:
    span = diagnostic.span
    title: dict[str, str | int] = {"title": diagnostic.code}
    if span is None:
        return title
    place: dict[str, str | int] = {"file": named(from_root(span.file)), "line": span.line, "endLine": span.end_line}
    # GitHub ignores columns of a range over several lines, and its `endColumn` is inclusive where ours is exclusive.
    if span.line == span.end_line:
        place |= {"col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    return place | title


def _escaped(text: str, characters: Mapping[str, str]) -> str:
    return "".join(characters.get(character, character) for character in text)
