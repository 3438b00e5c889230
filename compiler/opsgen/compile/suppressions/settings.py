"""What the project says of codes, as far as it can be followed; what cannot is told."""

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
        self.told: list[Diagnostic] = []
        """What is wrong with the settings themselves."""
        self._section: dict[str, Any] = _of_type(dict, tree.value.get(SECTION))
        self._off = {prefix for prefix, place in self._ignored() if self._is_sound(prefix, tree.span(place))}
        self._loud = {
            prefix: severity
            for prefix, severity, place in self._severities()
            if self._is_sound(prefix, tree.span(place), severity)
        }
        self.ignores = [ignore for ignore in ignores(tree) if self._is_well_said(ignore)]

    def is_off(self, code: str) -> bool:
        """Whether the project does not want to hear of a code anywhere."""
        return any(code.startswith(prefix) for prefix in self._off)

    def severity(self, code: str) -> Severity:
        """How loud a warning is: what is said of the longest prefix that fits."""
        fitting = [prefix for prefix in self._loud if code.startswith(prefix)]
        return Severity(self._loud[max(fitting, key=len)]) if fitting else Severity.WARNING

    # What is written; where it is invalid, validation says so

    def _ignored(self) -> Iterator[tuple[str, Place]]:
        for index, prefix in enumerate(_of_type(list, self._section.get("ignore"))):
            yield str(prefix), Place((SECTION, "ignore", index))

    def _severities(self) -> Iterator[tuple[str, str, Place]]:
        for prefix, severity in _of_type(dict, self._section.get("severity")).items():
            if severity in list(Severity):
                yield str(prefix), severity, Place((SECTION, "severity", prefix), "key")

    # Whether it can be followed

    def _is_well_said(self, ignore: Ignore) -> bool:
        if not ignore.code:
            message, help_ = "this comment names no code to ignore", "write `opsgen: ignore[CODE] reason`"
            self._tell(policy.UNKNOWN_CODE, ignore.span, message, help_)
            return False
        if not self._is_sound(ignore.code, ignore.span):
            return False
        if not ignore.reason and not self.is_off(policy.IGNORE_WITHOUT_REASON.code):
            message = f"`{ignore.code}` is ignored without a reason"
            self._tell(policy.IGNORE_WITHOUT_REASON, ignore.span, message, "add the reason after the `]`")
        return True

    def _is_sound(self, prefix: str, span: Span, severity: str = "") -> bool:
        """Whether there are such codes, and a project has a say in them."""
        known = codes_for([prefix])
        meant = [code for name, code in known.items() if prefix and name.startswith(prefix)]
        if not meant:
            help_ = did_you_mean(prefix, known) or ("docs/codes.md lists them",)
            self._tell(policy.UNKNOWN_CODE, span, f"there is no code `{prefix}`", *help_)
            return False
        if severity != "error" and all(code.severity is Severity.ERROR for code in meant):
            which = f"`{prefix}` is an error" if prefix in known else f"every `{prefix}` code is an error"
            help_ = ("fix the error; only warnings can be ignored or made errors",)
            self._tell(policy.NOT_IGNORABLE, span, f"{which}, and errors cannot be ignored", *help_)
            return False
        return True

    def _tell(self, code: Code, span: Span, message: str, *help_: str) -> None:
        self.told.append(Diagnostic(code.code, code.severity, message, span, help_))


def _of_type(kind: type, value: Any) -> Any:
    return value if isinstance(value, kind) else kind()
