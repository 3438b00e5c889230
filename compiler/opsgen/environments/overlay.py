"""The spec's tree in one environment: with variables and overrides applied, and the origin of each value.

`empty_outputs` finds outputs without a value, such as `kubernetes:`. Only an override can turn an output off that way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from opsgen.diagnostics.model import Finding, Place
from opsgen.diagnostics.suggest import did_you_mean, listed, rename
from opsgen.environments import codes
from opsgen.environments.variables import Variables
from opsgen.language.validate.shape import value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.diagnostics.model import Code, Path


# These identify the project or decide how environments are read, so an environment must not change them.
FIXED = ("version", "project.name", "teams", "variables", "environments", "lint")
"""The keys that are the same in every environment."""
DEFAULT_ENVIRONMENT = "default"


class Overlay(NamedTuple):
    """A tree of plain values for one environment."""

    value: dict[str, Any]
    variables: dict[str, Any]
    findings: list[tuple[Code, Finding]]
    origins: dict[Path, Path]
    """The place in the spec of each value that is not at its own path."""

    def origin(self, place: Place) -> Place:
        """Return the place in the spec of a place in this tree."""
        # The longest known prefix decides: an override may have set the value itself, or a container around it.
        for end in range(len(place.path), 0, -1):
            source = self.origins.get(place.path[:end])
            if source is not None:
                return place._replace(path=source + place.path[end:])
        return place


def environment_names(tree: dict[str, Any]) -> list[str]:
    """Return the environments in the order of promotion, or `default` if the spec has none."""
    declared = tree.get("environments")
    return list(declared) if isinstance(declared, dict) and declared else [DEFAULT_ENVIRONMENT]


def overlay(tree: dict[str, Any], interpolations: list[Path], environment: str) -> Overlay:
    """Apply an environment. The tree may be invalid in any way; validation reports that later."""
    variables = Variables(tree, environment)
    draft = CopyOnWriteTree(tree)
    if not tree.get("environments"):
        draft.set(("environments",), {environment: {}})
    _interpolate(draft, interpolations, variables)
    variables.report_unset()
    result = Overlay(draft.root, variables.values, variables.findings, {})
    overrides_path: Path = ("environments", environment, "overrides")
    overrides = value_at(draft.root, overrides_path)
    if isinstance(overrides, dict):
        for key, value in overrides.items():
            _override(draft, result, key, value, (*overrides_path, key))
    return result


def _interpolate(draft: CopyOnWriteTree, interpolations: list[Path], variables: Variables) -> None:
    """Replace references to variables. Settings of another environment get its variables, which reports mistakes."""
    tree = draft.root
    scopes = {variables.environment: variables}
    for path in interpolations:
        section, name, *rest = (*path, None, None)[:3]
        if section == "variables" or (section == "environments" and rest == ["variables"]):
            continue  # The variables themselves are resolved before.
        if path == ("project", "name"):
            message = "`project.name` is the same in every environment, but variables can differ"
            variables.findings.append((codes.FIXED_OVERRIDE, Finding(Place(path), message, ("write it out",))))
        scope = variables
        if section == "environments" and isinstance(name, str):
            scope = scopes.get(name) or scopes.setdefault(name, Variables(tree, name))
        draft.set(path, scope.interpolate(value_at(draft.root, path), path))


def _override(draft: CopyOnWriteTree, result: Overlay, key: str, value: Any, source: Path) -> None:
    target = tuple(key.split("."))
    problem = next(_problems(draft.root, target, source), None)
    if problem:
        result.findings.append(problem)
    else:
        _merge(draft, result, target, value, source)


def _problems(root: dict[str, Any], target: tuple[str, ...], source: Path) -> Iterator[tuple[Code, Finding]]:
    dotted = ".".join(target)
    fixed = next((name for name in FIXED if dotted == name or dotted.startswith(name + ".")), None)
    if fixed:
        yield (
            codes.FIXED_OVERRIDE,
            Finding(Place(source, "key"), f"`{fixed}` is the same in every environment and cannot be overridden"),
        )
    for depth, step in enumerate(target):
        held = value_at(root, target[:depth])
        optional = depth == len(target) - 1 and not _named(target[:depth])
        if not isinstance(held, dict):
            where = ".".join(target[:depth])
            yield (
                codes.OVERRIDE_NOTHING,
                Finding(_step(source, target, depth - 1), f"this overrides nothing: `{where}` has no keys"),
            )
            return
        if step not in held and not optional:
            help_ = did_you_mean(step, held) or (f"there is {listed(held)}",)
            where = f" in `{'.'.join(target[:depth])}`" if depth else ""
            place, message = _step(source, target, depth), f"this overrides nothing: there is no `{step}`{where}"
            yield codes.OVERRIDE_NOTHING, Finding(place, message, help_, repair=rename(place, step, held))
            return


def _step(source: Path, target: tuple[str, ...], depth: int) -> Place:
    """Return the place of one step of a dotted path."""
    start = len(".".join([*target[:depth], ""]))
    return Place(source, "key", (start, start + len(target[depth])))


def _named(path: tuple[str, ...]) -> bool:
    """Whether the keys of the mapping at this path are names of the spec, not keys of the language."""
    return path in (("datasets",), ("models",), ("deployments",), ("connections",)) or path[2:] == ("columns",)


def _merge(draft: CopyOnWriteTree, result: Overlay, target: Path, value: Any, source: Path) -> None:
    held = value_at(draft.root, target)
    if isinstance(value, dict) and isinstance(held, dict):
        for key, inner in value.items():
            _merge(draft, result, (*target, key), inner, (*source, key))
    else:
        if before := _overridden(result, target, source):
            result.findings.append(_twice(target, source, before))
        draft.set(target, value)
        result.origins[target] = source


def _overridden(result: Overlay, target: Path, source: Path) -> Path | None:
    """Return the place of an earlier override that set this path, or a part of it."""
    held = value_at(result.value, target) if result.origins else None
    around = result.origin(Place(target)).path if held is not None else ()
    if around[:3] == source[:3]:
        return around
    below = result.origins.items() if isinstance(held, dict) else ()
    return next((origin for path, origin in below if path[: len(target)] == target), None)


def _twice(target: Path, source: Path, before: Path) -> tuple[Code, Finding]:
    message = f"`{'.'.join(map(str, target))}` is overridden twice in this environment, and this one counts"
    related = ((Place(before, "key"), "the other override is here"),)
    return codes.OVERRIDDEN_TWICE, Finding(Place(source, "key"), message, ("remove one of them",), related)


def empty_outputs(tree: dict[str, Any]) -> Iterator[tuple[Code, Finding]]:
    """Find outputs that the spec names but does not build."""
    outputs = tree.get("outputs")
    given = outputs if isinstance(outputs, dict) else {}
    empty = [name for name, value in given.items() if value is None]
    known = _outputs() if empty else []
    for name in empty:
        if name in known:
            message = f"`{name}` has no value, so opsgen builds nothing for it"
            help_ = (f"write `{name}: {{}}` to build it with its default options, or remove it",)
            yield codes.EMPTY_OUTPUT, Finding(Place(("outputs", name), "key"), message, help_)


def _outputs() -> list[str]:
    """Return the outputs of the language, without `plugins`, which cannot be empty."""
    from opsgen.language.validate.core_schema import validator
    from opsgen.language.validate.shape import Shape

    shape = Shape(validator()[1])
    return [name for name in shape.keys(shape.locate(("outputs",)).schema) if name != "plugins"]


class CopyOnWriteTree:
    """Copies a container before the first change below it, so that unchanged parts are shared."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root: dict[str, Any] = dict(root)
        self._own = {id(self.root): self.root}

    def set(self, path: Path, value: Any) -> None:
        """Set a value at a path. Its containers must exist."""
        container: Any = self.root
        for step in path[:-1]:
            container[step] = container = self._owned(container[step])
        container[path[-1]] = value

    def _owned(self, container: Any) -> Any:
        if id(container) in self._own:
            return container
        copy = container.copy()
        self._own[id(copy)] = copy
        return copy
