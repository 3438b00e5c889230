"""SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from opsgen import __version__
from opsgen.compile.code_registry import codes_for
from opsgen.diagnostics.model import Severity
from opsgen.report.lint.result import diagnostics_of
from opsgen.repository import from_root
from opsgen.terminal.escape import named, safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.compile.suppressions.apply import Ignored
    from opsgen.diagnostics.model import Code, Diagnostic, Span
    from opsgen.report.lint.result import LintResult

BASE = "%SRCROOT%"
"""The base of relative addresses: the root of the repository, or outside of one the folder in which opsgen was run."""


def show(linted: Sequence[LintResult]) -> str:
    """Return all specs as one run. Ignored warnings are included as suppressed."""
    found = diagnostics_of(linted)
    ignored = list(dict.fromkeys(each for one in linted for each in one.ignored))
    used = {each.code for each in (*found, *(one.diagnostic for one in ignored))}
    rules = [code for name, code in codes_for(used).items() if name in used]
    positions = {code.code: index for index, code in enumerate(rules)}
    specs = {each: one.spec for one in reversed(linted) for each in (*one.diagnostics, *one.ignored)}
    results = [_result(each, specs[each], positions) for each in found]
    results += [
        _result(each.diagnostic, specs[each], positions) | {"suppressions": [_suppression(each)]} for each in ignored
    ]
    run = {
        "tool": {"driver": {"name": "opsgen", "version": __version__, "rules": [_rule(code) for code in rules]}},
        # The default is UTF-16 code units, in which emoji count twice.
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    what, _, why = code.page.strip().partition("\n\n")
    return {
        "id": code.code,
        "name": "".join(word.capitalize() for word in code.name.split("-")),
        "shortDescription": {"text": " ".join(what.split())},
        "fullDescription": {"text": " ".join(why.partition("\n\n")[0].split())},
        "help": {"text": code.page.strip()},
        "defaultConfiguration": {"level": _level(code.severity)},
    }


def _result(diagnostic: Diagnostic, spec: str, positions: dict[str, int]) -> dict[str, Any]:
    span = diagnostic.span
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": _level(diagnostic.severity),
        "message": {"text": "\n".join(map(_text, (diagnostic.message, *diagnostic.help)))},
        # Code scanning rejects the whole file if a result has no place.
        "locations": [{"physicalLocation": _location(span) if span else {"artifactLocation": _address(spec)}}],
    }
    if diagnostic.code in positions:  # A code is unknown if its package was uninstalled since.
        result["ruleIndex"] = positions[diagnostic.code]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _location(related.span), "message": {"text": _text(related.message)}}
            for number, related in enumerate(diagnostic.related, 1)
        ]
    return result


def _text(text: str) -> str:
    """Escape brackets, so that text of the spec contains no links."""
    # SARIF messages can embed links as `[text](target)`. A spec could otherwise plant one in a code scanning page.
    return safe(text).replace("](", r"\](")


def _location(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": _address(span.file), "region": region}


def _address(file: str) -> dict[str, str]:
    path = quote(named(from_root(file)))
    return {"uri": f"file://{path}"} if path.startswith("/") else {"uri": path, "uriBaseId": BASE}


def _suppression(ignored: Ignored) -> dict[str, str]:
    kind = "inSource" if ignored.in_source else "external"
    return {"kind": kind, **({"justification": safe(ignored.reason)} if ignored.reason else {})}


def _level(severity: Severity) -> str:
    return "error" if severity is Severity.ERROR else "warning"
