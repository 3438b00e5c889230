"""Replace `${var.NAME}` by the values of variables in an environment.

`variable_typos` finds text that looks like such a reference but is not one: `${vars.lake}`, `{{ var.lake }}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import did_you_mean, listed, nearest, rename, write
from opsgen.environments import codes
from opsgen.graph.cycles import break_cycles, in_order
from opsgen.language.values import kind, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opsgen.diagnostics.model import Code, Path, Repair

REFERENCE = re.compile(r"(?P<escape>\$?)\$\{var\.(?P<name>[^}\s$]*)(?P<end>\}?)")
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
STAND_INS = {"string": "text", "integer": 1, "number": 1.0, "boolean": True}
"""The value of a variable of the wrong type, so that the mistake is reported only once."""
SIGNS = ("${vars", "${variable", "${ var", "${VAR", "${Var", "$var.", "$vars.", "{{ var", "{{var")
"""Every such text contains one of these. Searching the files for them is faster than walking the tree."""
_LOOKALIKE = re.compile(
    r"\$\{\s*(?:vars?|variables?)\.(?P<braced>[\w-]+)\s*\}"
    r"|(?<!\$)\{\{\s*(?:vars?|variables?)\.(?P<doubled>[\w-]+)\s*\}\}"
    r"|\$vars?\.(?P<bare>[\w-]+)",
    re.IGNORECASE,
)


class Variables:
    """The variables of one environment. `findings` collects mistakes in them and in their use."""

    def __init__(self, tree: dict[str, Any], environment: str) -> None:
        """Read the variables from a tree that may be invalid in any way."""
        self.environment = environment
        self.declared = _mapping(tree.get("variables"))
        self.given = _mapping(_mapping(_mapping(tree.get("environments")).get(environment)).get("variables"))
        self.findings: list[tuple[Code, Finding]] = []
        self.values: dict[str, Any] = {}
        self.unset: dict[str, list[Place]] = {}
        """The places that use a variable without a value in this environment."""
        self._resolve_all()

    def interpolate(self, value: str, path: Path) -> Any:
        """Return the value with its references replaced. A single reference keeps the type of the variable."""
        whole = REFERENCE.fullmatch(value)
        if whole and whole["end"] and not whole["escape"]:
            return self._lookup(whole, path, value)
        return REFERENCE.sub(lambda match: self._written(match, path), value)

    def report_unset(self) -> None:
        """Report each variable that is used without a value, at its first use."""
        for name, (first, *others) in self.unset.items():
            declared = (Place(("variables", name), "key"), "declared here")
            related = (declared, *((place, "used here too") for place in others))
            help_ = ("give it a default, or a value under the environment's `variables`",)
            self._report(codes.UNSET_VARIABLE, first, f"variable `{name}` has no value", help_, related)

    def _written(self, match: re.Match[str], path: Path) -> str:
        if match["escape"]:
            return match[0][1:]
        found = self._lookup(match, path, match[0])
        return str(found).lower() if isinstance(found, bool) else str(text(found))

    def _lookup(self, match: re.Match[str], path: Path, otherwise: str) -> Any:
        place, name = Place(path, part=match.span()), match["name"]
        if not match["end"]:
            help_ = ("close it with `}`, or write `$${var.` for the text itself",)
            self._report(codes.UNKNOWN_VARIABLE, place, "a variable is written `${var.NAME}`", help_)
        elif name not in self.declared:
            self._report_unknown(name, place)
        elif name in self.values:
            return self.values[name]
        else:
            self.unset.setdefault(name, []).append(place)
        return otherwise

    def _resolve_all(self) -> None:
        for name in self.given:
            if name not in self.declared:
                self._report_unknown(name, Place(("environments", self.environment, "variables", name), "key"))
        needs = {name: self._needs(name) for name in self.declared}
        for cycle in break_cycles(needs):
            self._report_cycle(cycle)
            self.values |= {name: self._source(name)[1] for name in cycle}
        for name in in_order(needs):
            path, value = self._source(name)
            if value is not None and not isinstance(value, dict | list) and name not in self.values:
                resolved = self.interpolate(value, path) if isinstance(value, str) else value
                self.values[name] = self._typed(name, path, resolved)

    def _needs(self, name: str) -> list[str]:
        _, value = self._source(name)
        return [other for other in _names_in(value) if other in self.declared] if isinstance(value, str) else []

    def _source(self, name: str) -> tuple[Path, Any]:
        if name in self.given:
            return ("environments", self.environment, "variables", name), self.given[name]
        return ("variables", name, "default"), _mapping(self.declared.get(name)).get("default")

    def _typed(self, name: str, path: Path, value: Any) -> Any:
        wanted = _mapping(self.declared[name]).get("type", "string")
        value = text(value) if wanted == "string" else value
        if not isinstance(wanted, str) or wanted not in TYPES:
            return value  # Validation reports it.
        if isinstance(value, TYPES[wanted]) and isinstance(value, bool) == (wanted == "boolean"):
            return value
        message = f"variable `{name}` is of type {wanted}, but this is {kind(value)}"
        related = ((Place(("variables", name), "key"), "declared here"),)
        self._report(codes.VARIABLE_TYPE, Place(path), message, (), related, _retyped(wanted, Place(path), value))
        return STAND_INS[wanted]

    def _report_unknown(self, name: str, place: Place) -> None:
        near = nearest(name, self.declared)
        known = (
            f"the spec's variables are {listed(self.declared)}" if self.declared else "the spec declares no variables"
        )
        help_ = did_you_mean(name, self.declared) or (known,)
        related = ((Place(("variables", near), "key"), f"`{near}` is declared here"),) if near else ()
        repair = _renamed(place, name, self.declared)
        self._report(codes.UNKNOWN_VARIABLE, place, f"there is no variable `{name}`", help_, related, repair)

    def _report_cycle(self, cycle: list[str]) -> None:
        places = [Place(self._source(name)[0]) for name in cycle[:-1]]
        related = [(place, f"`{cycle[index]}` is here") for index, place in enumerate(places)]
        message = f"variables refer to each other in a cycle: {' → '.join(cycle)}"
        self._report(
            codes.VARIABLE_CYCLE, places[0], message, ("give one of them a value of its own",), tuple(related[1:])
        )

    def _report(
        self,
        code: Code,
        place: Place,
        message: str,
        help_: tuple[str, ...] = (),
        related: tuple[tuple[Place, str], ...] = (),
        repair: Repair | None = None,
    ) -> None:
        self.findings.append((code, Finding(place, message, help_, related, repair=repair)))


def _retyped(wanted: str, place: Place, value: Any) -> Repair | None:
    from opsgen.language.validate.repairs import retyped  # Imported here, because only mistakes need it.

    expected = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
    return retyped(expected[wanted], place, value) if wanted in expected else None


def _renamed(place: Place, name: str, known: dict[str, Any]) -> Repair | None:
    """Return the repair of a misspelled name in a reference or an environment."""
    if place.part is None:
        return rename(place, name, known)
    start = place.part[1] - len("}") - len(name)
    return rename(place._replace(part=(start, start + len(name))), name, known)


def _names_in(value: str) -> Iterator[str]:
    return (match["name"] for match in REFERENCE.finditer(value) if not match["escape"])


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def variable_typos(tree: dict[str, Any], mentions: Callable[[str], bool]) -> Iterator[tuple[Code, Finding]]:
    """Find references to variables in a form that is not replaced. `mentions` searches the files for a text."""
    declared = tree.get("variables")
    if not isinstance(declared, dict) or not any(map(mentions, SIGNS)):
        return
    for path, value in _texts(tree, ()):
        for match in _LOOKALIKE.finditer(value):
            name = match[match.lastgroup or 0]
            right = f"${{var.{name}}}"
            if name in declared and match[0] != right:
                place = Place(path, part=match.span())
                message = f"this is plain text, not a reference to the variable `{name}`"
                related = ((Place(("variables", name), "key"), f"`{name}` is declared here"),)
                repair = write(place, match[0], right)
                yield codes.VARIABLE_TYPO, Finding(place, message, (repair.does,), related, repair=repair)


def _texts(container: dict[str, Any] | list[Any], path: Path) -> Iterator[tuple[Path, str]]:
    for step, value in container.items() if isinstance(container, dict) else enumerate(container):
        if isinstance(value, str):
            yield (*path, step), value
        elif isinstance(value, dict | list):
            yield from _texts(value, (*path, step))
