"""The settings of a project for codes. Mistakes in them are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.compile.code_registry import codes_for
from opsgen.compile.suppressions import SECTION
from opsgen.compile.suppressions import codes as policy
from opsgen.compile.suppressions.comments import ignores
from opsgen.diagnostics.model import Diagnostic, Place, Severity
from opsgen.diagnostics.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.compile.suppressions.comments import Ignore
    from opsgen.diagnostics.model import Code, Span
    from opsgen.source import Tree


class Settings:
    """The section `lint:` and the comments that ignore codes."""

    def __init__(self, tree: Tree) -> None:
        self.diagnostics: list[Diagnostic] = []
        """The mistakes in the settings themselves."""
        self._section: dict[str, Any] = _of_type(dict, tree.value.get(SECTION))
        self._off = {prefix for prefix, place in self._ignored() if self._is_valid_code(prefix, tree.span(place))}
        self._severity_of = {
            prefix: severity
            for prefix, severity, place in self._severities()
            if self._is_valid_code(prefix, tree.span(place), severity)
        }
        self.ignores = [ignore for ignore in ignores(tree) if self._is_valid(ignore)]

    def is_off(self, code: str) -> bool:
        """Whether the project ignores a code everywhere."""
        return any(code.startswith(prefix) for prefix in self._off)

    def severity(self, code: str) -> Severity:
        """Return the severity of a warning. The longest matching prefix wins."""
        fitting = [prefix for prefix in self._severity_of if code.startswith(prefix)]
        return Severity(self._severity_of[max(fitting, key=len)]) if fitting else Severity.WARNING

    # Reading the section. Validation reports what is invalid in it.

    def _ignored(self) -> Iterator[tuple[str, Place]]:
        for index, prefix in enumerate(_of_type(list, self._section.get("ignore"))):
            yield str(prefix), Place((SECTION, "ignore", index))

    def _severities(self) -> Iterator[tuple[str, str, Place]]:
        for prefix, severity in _of_type(dict, self._section.get("severity")).items():
            if severity in list(Severity):
                yield str(prefix), severity, Place((SECTION, "severity", prefix), "key")

    # Checks

    def _is_valid(self, ignore: Ignore) -> bool:
        if not ignore.code:
            message, help_ = "this comment names no code to ignore", "write `opsgen: ignore[CODE] reason`"
            self._report(policy.UNKNOWN_CODE, ignore.span, message, help_)
            return False
        if not self._is_valid_code(ignore.code, ignore.span):
            return False
        if not ignore.reason and not self.is_off(policy.IGNORE_WITHOUT_REASON.code):
            message = f"`{ignore.code}` is ignored without a reason"
            self._report(policy.IGNORE_WITHOUT_REASON, ignore.span, message, "add the reason after the `]`")
        return True

    def _is_valid_code(self, prefix: str, span: Span, severity: str = "") -> bool:
        """Whether there are such codes, and a project can configure them."""
        known = codes_for([prefix])
        meant = [code for name, code in known.items() if prefix and name.startswith(prefix)]
        if not meant:
            help_ = did_you_mean(prefix, known) or ("docs/codes.md lists them",)
            self._report(policy.UNKNOWN_CODE, span, f"there is no code `{prefix}`", *help_)
            return False
        if severity != "error" and all(code.severity is Severity.ERROR for code in meant):
            which = f"`{prefix}` is an error" if prefix in known else f"every `{prefix}` code is an error"
            help_ = ("fix the error; only warnings can be ignored or made errors",)
            self._report(policy.NOT_IGNORABLE, span, f"{which}, and errors cannot be ignored", *help_)
            return False
        return True

    def _report(self, code: Code, span: Span, message: str, *help_: str) -> None:
        self.diagnostics.append(Diagnostic(code.code, code.severity, message, span, help_))


def _of_type(kind: type, value: Any) -> Any:
    return value if isinstance(value, kind) else kind()
