"""Diagnostics as JSON; `schemas/diagnostics.schema.json` describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from opsgen import __version__
from opsgen.compile.code_registry import codes_for
from opsgen.diagnostics.model import Severity
from opsgen.render.encode.dataclass_json import document
from opsgen.report.lint.result import diagnostics_of
from opsgen.terminal.escape import named, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.compile.suppressions.apply import Ignored
    from opsgen.diagnostics import model as found
    from opsgen.report.lint.result import LintResult

_DOCUMENTED: dict[str, Any] = {"use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a file. Lines and columns count from 1, columns in code points; the end is exclusive."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    file: str
    """The file, from where opsgen was run."""
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """A related place, and how it is related."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What `opsgen lint --fix` would do."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    does: str
    """The effect of the fix, in the imperative."""
    safe: bool
    """Whether the fix has only one possible meaning. The others need `--unsafe-fixes`."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    code: str
    """The code, such as `REF103`; `opsgen explain CODE` explains it."""
    name: str
    """The name of the code."""
    severity: Literal["error", "warning"]
    message: str
    """One sentence."""
    place: Place | None
    """The place of the finding; null if no file could be read."""
    help: tuple[str, ...]
    """How to fix it."""
    related: tuple[Related, ...]
    fix: Fix | None
    """The fix that opsgen can apply, if there is one."""


@dataclass(frozen=True, slots=True)
class IgnoredDiagnostic:
    """A warning that the project ignores."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    diagnostic: Diagnostic
    by: Literal["comment", "settings"]
    """Whether a comment in the spec ignores it, or the section `lint:`."""
    reason: str
    """The reason in the comment."""


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """The findings of `opsgen lint`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _DOCUMENTED

    opsgen: str
    """The version of opsgen."""
    specs: tuple[str, ...]
    """The specs that were linted."""
    errors: int
    """The number of errors."""
    warnings: int
    """The number of warnings."""
    diagnostics: tuple[Diagnostic, ...]
    """All findings, by spec and place."""
    ignored: tuple[IgnoredDiagnostic, ...] = ()
    """The warnings that the project ignores."""
    format: Literal[1] = 1
    """The version of this format."""


def show(linted: Sequence[LintResult]) -> str:
    """Return all specs as one JSON document."""
    return document(_document(linted))


def _document(linted: Sequence[LintResult]) -> Diagnostics:
    shown = diagnostics_of(linted)
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in shown)
    ignored = dict.fromkeys(each for one in linted for each in one.ignored)
    return Diagnostics(
        __version__,
        tuple(named(each.spec) for each in linted),
        errors,
        len(shown) - errors,
        tuple(map(_diagnostic, shown)),
        tuple(map(_ignored, ignored)),
    )


def _ignored(ignored: Ignored) -> IgnoredDiagnostic:
    by: Literal["comment", "settings"] = "comment" if ignored.in_source else "settings"
    return IgnoredDiagnostic(_diagnostic(ignored.diagnostic), by, safe(ignored.reason))


def _diagnostic(diagnostic: found.Diagnostic) -> Diagnostic:
    code, fix = codes_for([diagnostic.code]).get(diagnostic.code), diagnostic.fix
    return Diagnostic(
        diagnostic.code,
        code.name if code else "",
        diagnostic.severity.value,
        safe(diagnostic.message),
        _place(diagnostic.span) if diagnostic.span else None,
        tuple(map(safe, diagnostic.help)),
        tuple(Related(_place(related.span), safe(related.message)) for related in diagnostic.related),
        Fix(safe(fix.does), fix.safe) if fix else None,
    )


def _place(span: found.Span) -> Place:
    return Place(named(span.file), *span[1:])
