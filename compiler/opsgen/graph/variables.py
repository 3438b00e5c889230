"""`${var.NAME}`: what a variable is in an environment, and putting it where it is named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from opsgen.diagnostics import Finding, Place
from opsgen.graph import codes
from opsgen.near import did_you_mean, listed
from opsgen.spec.values import kind, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics import Code, Path

REFERENCE = re.compile(r"(?P<escape>\$?)\$\{var\.(?P<name>[a-z0-9_-]*)(?P<end>\}?)")
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


@dataclass
class Variables:
    """The variables of one environment; what is wrong with them or with their use gathers in `findings`."""

    environment: str
    declared: dict[str, Any]
    given: dict[str, Any]
    findings: list[tuple[Code, Finding]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: dict[str, Any], environment: str) -> Variables:
        """Read them from a tree that may still be wrong in any way."""
        declared = _mapping(tree.get("variables"))
        given = _mapping(_mapping(_mapping(tree.get("environments")).get(environment)).get("variables"))
        variables = cls(environment, declared, given)
        variables._resolve_all()
        return variables

    def interpolate(self, value: str, path: Path) -> Any:
        """The value with its references replaced; a lone reference gives the variable's own type."""
        whole = REFERENCE.fullmatch(value)
        if whole and whole["end"] and not whole["escape"]:
            return self._lookup(whole, path, value)
        return REFERENCE.sub(lambda match: self._written(match, path, value), value)

    def _written(self, match: re.Match[str], path: Path, value: str) -> str:
        if match["escape"]:
            return match[0][1:]
        found = self._lookup(match, path, value)
        return str(found).lower() if isinstance(found, bool) else str(text(found))

    def _lookup(self, match: re.Match[str], path: Path, value: str) -> Any:
        place, name = Place(path, part=match.span()), match["name"]
        if not match["end"]:
            self._report(codes.UNKNOWN_VARIABLE, place, "a variable is written `${var.NAME}`")
        elif name not in self.declared:
            help_ = did_you_mean(name, self.declared) or (f"the spec's variables are {listed(self.declared)}",)
            self._report(codes.UNKNOWN_VARIABLE, place, f"there is no variable `{name}`", help_)
        elif name not in self.values:
            self._report(
                codes.UNSET_VARIABLE,
                place,
                f"variable `{name}` has no value in environment `{self.environment}`",
                ("give it a default, or a value under the environment's `variables`",),
                ((Place(("variables", name), "key"), "declared here"),),
            )
        else:
            return self.values[name]
        return value

    def _resolve_all(self) -> None:
        for name in self.given:
            if name not in self.declared:
                place = Place(("environments", self.environment, "variables", name), "key")
                help_ = did_you_mean(name, self.declared) or ("declare it under `variables` first",)
                self._report(codes.UNKNOWN_VARIABLE, place, f"there is no variable `{name}`", help_)
        for name in self.declared:
            self._resolve(name, ())

    def _resolve(self, name: str, seen: tuple[str, ...]) -> None:
        if name in self.values:
            return
        path, value = self._source(name)
        if value is None or isinstance(value, dict | list):
            return
        if name in seen:
            cycle = " → ".join((*seen[seen.index(name) :], name))
            self._report(codes.VARIABLE_CYCLE, Place(path), f"variables refer to each other in a circle: {cycle}")
            self.values[name] = value
            return
        if isinstance(value, str):
            for other in _names_in(value):
                self._resolve(other, (*seen, name))
            if name not in self.values:
                value = self.interpolate(value, path)
        self.values.setdefault(name, self._typed(name, path, value))

    def _source(self, name: str) -> tuple[Path, Any]:
        if name in self.given:
            return ("environments", self.environment, "variables", name), self.given[name]
        return ("variables", name, "default"), _mapping(self.declared.get(name)).get("default")

    def _typed(self, name: str, path: Path, value: Any) -> Any:
        wanted = _mapping(self.declared[name]).get("type", "string")
        value = text(value) if wanted == "string" else value
        if wanted in TYPES and (
            not isinstance(value, TYPES[wanted]) or (isinstance(value, bool) and wanted != "boolean")
        ):
            message = f"variable `{name}` is of type {wanted}, and this is {kind(value)}"
            related = ((Place(("variables", name), "key"), "declared here"),)
            self._report(codes.VARIABLE_TYPE, Place(path), message, (), related)
        return value

    def _report(
        self,
        code: Code,
        place: Place,
        message: str,
        help_: tuple[str, ...] = (),
        related: tuple[tuple[Place, str], ...] = (),
    ) -> None:
        self.findings.append((code, Finding(place, message, help_, related)))


def _names_in(value: str) -> Iterator[str]:
    return (match["name"] for match in REFERENCE.finditer(value) if not match["escape"])


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
