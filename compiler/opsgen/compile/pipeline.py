"""The compiler, phase by phase. Nothing here writes to the disk.

    load → overlay → validate → build_graphs → check → backends

`analyse` runs every phase up to the checks of the backends: it is what `lint` does, and `build` first. `make` lets the
backends produce their files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from opsgen import LOCKFILE, backends, checks, source
from opsgen.compile import committed_pins, lockfile, suppressions
from opsgen.compile.collector import DiagnosticCollector
from opsgen.compile.covered_sources import covered_sources
from opsgen.compile.requirements import Requirements
from opsgen.compile.transforms import Transforms
from opsgen.compile.validated_tree import ValidatedTree
from opsgen.diagnostics.model import Severity
from opsgen.environments.overlay import empty_outputs, environment_names
from opsgen.environments.overlay import overlay as apply_environment
from opsgen.environments.variables import variable_typos
from opsgen.graph import ProjectGraph
from opsgen.graph.project import build
from opsgen.language.validate.load import load as validate_tree
from opsgen.language.validate.shape import value_at
from opsgen.repository import home

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from opsgen.backends.api import Artifact, Backend, Problem, Rendered, Verification
    from opsgen.compile.committed_pins import CommittedPins
    from opsgen.compile.lockfile import Lock
    from opsgen.compile.suppressions.apply import Ignored
    from opsgen.diagnostics.model import Code, Diagnostic, Finding
    from opsgen.environments.overlay import Overlay
    from opsgen.language.project import Project
    from opsgen.source import LoadedSpec, Tree
    from opsgen.source.includes import Inputs


class Analysis(NamedTuple):
    """The meaning of a spec and all diagnostics; `project` is None where one of them is an error."""

    diagnostics: list[Diagnostic]
    sources: tuple[LoadedSpec, ...]
    project: ProjectGraph | None = None
    ignored: Sequence[Ignored] = ()
    """The warnings that the project ignores."""
    reported_secrets: frozenset[str] = frozenset()
    """The values that diagnostics report as secrets."""
    artifacts: tuple[LoadedSpec, ...] = ()
    """The artifacts of earlier builds that were read, which a build may replace."""
    lock: Lock | None = None
    """What opsgen.lock says; None where the spec could not be read."""

    @property
    def failed(self) -> bool:
        return _failed(self.diagnostics)

    def secrets(self) -> Iterator[str]:
        """The values of all secrets that are written in the files or reported by a diagnostic."""
        from opsgen.compile.written_secrets import written_secrets  # not needed for a spec without diagnostics

        yield from self.reported_secrets
        for loaded in self.sources:
            yield from written_secrets(loaded)

    @property
    def files(self) -> list[str]:
        """Every file that was read, as spans name it."""
        return [file for loaded in self.sources for file in loaded.sources]

    @property
    def inputs(self) -> list[Inputs]:
        """What the spec was read from."""
        return [loaded.inputs for loaded in (*self.sources, *self.artifacts)]

    def lines(self, file: str) -> list[str]:
        """The lines of a file that a span names; none if the file was not read."""
        read = (*self.sources, *self.artifacts)
        return next((loaded.lines(file) for loaded in read if file in loaded.sources), [])


class ProjectFiles(NamedTuple):
    """The files that a build reads besides the spec."""

    lock: Lock
    transforms: Transforms
    requirements: Requirements
    actions: CommittedPins
    paths: Sequence[str]
    """The paths of the spec's files and of the lockfile, relative to the project's folder."""


class Environment(NamedTuple):
    """One environment of the spec on its way through the phases."""

    name: str
    overlay: Overlay
    tree: ValidatedTree
    """Shared by the environments in which the spec is the same."""


def analyse(spec: Path, overrides: Mapping[Path, bytes] | None = None) -> Analysis:
    """Run the phases in their order; a phase that fails does not stop those that can still find mistakes.

    `overrides` replaces the content of files, by resolved path, such as those of an editor or of a fix in progress.
    """
    loaded = load(spec, overrides)
    if loaded.tree is None:
        return Analysis(loaded.diagnostics, (loaded,))
    if other := find_other_format(loaded.tree):
        return Analysis(other, (loaded,))
    files = find_project_files(loaded, spec.parent, overrides)
    collector = DiagnosticCollector(
        loaded.tree, [*loaded.diagnostics, *files.lock.diagnostics, *files.actions.diagnostics]
    )
    overlays = overlay(loaded.tree, collector)
    environments = validate(overlays)
    build_graphs(environments)
    check(environments)
    secrets = collect(environments, collector)
    project = build_project(environments, files, collector, spec)
    if project is not None:
        check_project(project, collector)
        check_backends(project, collector)
    diagnostics, ignored = apply_lint_settings(collector.diagnostics(), loaded.tree)
    sources = (loaded, *files.lock.sources, *files.transforms.sources, *files.requirements.sources)
    built = None if _failed(diagnostics) else project
    return Analysis(diagnostics, sources, built, ignored, secrets, files.actions.sources, files.lock)


def load(spec: Path, overrides: Mapping[Path, bytes] | None) -> LoadedSpec:
    """Read the spec and its includes: one tree of plain values in which every key and value has a position."""
    return source.load(spec, overrides=overrides)


def find_other_format(tree: Tree) -> list[Diagnostic]:
    """Recognize a file of another tool, such as dbt's: every other mistake in it only follows from that one."""
    if "project" in tree.value or "datasets" in tree.value:
        return []
    from opsgen.language.validate.other_formats import other_format

    collector = DiagnosticCollector(tree, ())
    collector.add(filter(None, [other_format(tree.value)]))
    return collector.diagnostics()


def find_project_files(loaded: LoadedSpec, folder: Path, overrides: Mapping[Path, bytes] | None) -> ProjectFiles:
    """Read the lockfile and the pins of committed workflows, and prepare to read SQL and requirements files."""
    lock = lockfile.read(folder / LOCKFILE)
    actions = committed_pins.read(loaded.tree.value, folder) if loaded.tree else committed_pins.NONE
    transforms, requirements = Transforms(folder, overrides), Requirements(folder, overrides)
    return ProjectFiles(lock, transforms, requirements, actions, [*loaded.inputs.files, LOCKFILE])


def overlay(tree: Tree, collector: DiagnosticCollector) -> dict[str, Overlay]:
    """Put variables and overrides into a copy of the tree, one for each environment, in the order of promotion."""
    collector.add(variable_typos(tree.value, tree.mentions))
    collector.add(empty_outputs(tree.value))
    overlays = {}
    for name in environment_names(tree.value):
        overlays[name] = apply_environment(tree.value, tree.interpolations, name)
        collector.add(overlays[name].findings, environment=name)
    return overlays


def validate(overlays: Mapping[str, Overlay]) -> list[Environment]:
    """Validate each tree by the models of the language, equal trees once. Of an invalid tree, keep the valid part."""
    environments: list[Environment] = []
    for name, applied in overlays.items():
        tree = next((each.tree for each in environments if each.tree.is_of(applied)), None)
        environments.append(Environment(name, applied, tree or _validated(name, applied)))
    return environments


def _validated(name: str, applied: Overlay) -> ValidatedTree:
    tree = ValidatedTree(name, applied, *validate_tree(applied.value))
    if tree.spec is None:
        from opsgen.language.validate.partial import validate_partially

        partial = validate_partially(applied.value)
        tree.partial = partial if partial and name in partial.spec.environments else None
    if value_at(applied.value, ("outputs", "plugins")):
        _validate_plugins(tree)
    return tree


def _validate_plugins(tree: ValidatedTree) -> None:
    """Validate the options of other packages' backends by the models that these bring."""
    from opsgen.backends.plugins import validate_plugins
    from opsgen.compile.code_registry import codes

    spec = tree.spec or (tree.partial.spec if tree.partial else None)
    tree.plugin_findings = list(validate_plugins(tree.overlay.value, spec, codes()))


def build_graphs(environments: Iterable[Environment]) -> None:
    """Resolve the references of each spec, or of its valid part, into a graph of datasets, models and deployments."""
    for tree in _trees(environments):
        spec = tree.spec or (tree.partial.spec if tree.partial else None)
        if spec is not None:
            tree.graph = build(tree.environment, spec, tree.overlay.variables, None)


def check(environments: Iterable[Environment]) -> None:
    """Run every check on each graph."""
    for tree in _trees(environments):
        if tree.graph is None:
            continue
        found = checks.run_checks(tree.graph)
        if tree.partial is None:
            tree.findings = list(found)
        else:
            tree.partial_findings = list(tree.partial.sound(found))


def collect(environments: Iterable[Environment], collector: DiagnosticCollector) -> frozenset[str]:
    """Hand all findings to the collector; gives the values that are reported as secrets."""
    secrets = set[str]()
    for name, applied, tree in environments:
        secrets.update(tree.secrets(applied))
        for findings, origin in tree.reported(applied):
            collector.add(findings, origin, name)
    return frozenset(secrets)


def build_project(
    environments: Iterable[Environment], files: ProjectFiles, collector: DiagnosticCollector, spec: Path
) -> ProjectGraph | None:
    """Join the graphs of all environments with the lockfile and the SQL of transforms; None where there is an error."""
    graphs = []
    for name, applied, tree in environments:
        if tree.spec is None or tree.graph is None:
            continue
        collector.add(files.transforms.check(tree.graph), applied.origin, name)
        collector.add(files.requirements.check(tree.graph), applied.origin, name)
        collector.add(covered_sources(tree.graph, files.paths), applied.origin, name)
        graph = tree.graph.of_environment(name, applied.variables)
        collector.add_located(files.lock.unknown_models(name, tree.graph.spec.models))
        graphs.append(graph._replace(pin=files.lock.images.get(name), models=files.lock.models(name)))
    if graphs:
        collector.add_located(files.lock.foreign(graphs[0].spec.project, [name for name, *_ in environments]))
        collector.add(_check_home(spec.parent, graphs[0].spec.project))
    if _failed(collector.diagnostics()):
        return None
    project = graphs[0].spec.project
    folder = home(str(spec.parent), project.root)
    return ProjectGraph(project.name, spec.name, tuple(graphs), folder, files.actions.highest)


def _check_home(folder: Path, project: Project) -> Iterable[tuple[Code, Finding]]:
    name = home(str(folder), project.root)
    build = project.image.build if project.image else None
    if project.root is None and not name and not project.shared and (build is None or build.context == "."):
        return ()
    from opsgen.compile.home import check_home  # not needed for a spec in the root

    return check_home(folder, project)


def check_project(project: ProjectGraph, collector: DiagnosticCollector) -> None:
    """Run the checks that compare environments with each other."""
    collector.add(checks.run_project_checks(project))


def check_backends(project: ProjectGraph, collector: DiagnosticCollector) -> None:
    """Ask each backend what it cannot express."""
    collector.add(backends.check(project))


def apply_lint_settings(diagnostics: list[Diagnostic], tree: Tree) -> tuple[list[Diagnostic], Sequence[Ignored]]:
    """Apply the severities and ignore comments of the project; gives what remains, and what is ignored."""
    if not suppressions.is_given(tree):
        return diagnostics, ()
    from opsgen.compile.suppressions.apply import apply

    return apply(diagnostics, tree)


class BuiltFile(NamedTuple):
    """A file that the backends produce."""

    path: str
    content: bytes
    environment: str | None
    """The environment that it belongs to alone."""
    released: Literal["file", "pins"] | None = None
    """Whether the environment runs it: see `Artifact`."""


class BuildResult(NamedTuple):
    """Everything that the backends produce for a project."""

    files: list[BuiltFile]
    problems: list[Problem]
    """What is wrong with files of built-in backends."""
    unverified: list[str]
    """In one line each, what could not be verified."""


def build_files(project: ProjectGraph) -> BuildResult:
    """Run the phases of the backends: decide on artifacts, render and verify each. A problem is a bug of opsgen.

    Raises `BackendError` where a backend of another package fails, or finds a problem in its own files.
    """
    from opsgen.backends.outside import errors_of, raise_problems

    result = BuildResult([], [], [])
    for backend in backends.enabled(project):
        with errors_of(backend):
            verification = _built(backend, project, result.files)
            raise_problems(backend, verification.problems)
        result.problems.extend(verification.problems)
        result.unverified.extend(line for line in verification.unverified if line not in result.unverified)
    return result


def pin_files(project: ProjectGraph, environment: str) -> list[BuiltFile]:
    """The files of an environment that say what is pinned there."""
    from opsgen.backends.header import with_header
    from opsgen.render.jinja import render

    found = []
    for backend, artifact in planned(project):
        if artifact.environment == environment and artifact.released == "pins":
            text = render(artifact.template, artifact.values, backend.templates)
            content = with_header(text, artifact.template, project).encode()
            found.append(BuiltFile(artifact.path, content, environment, "pins"))
    return found


def planned(project: ProjectGraph) -> Iterator[tuple[Backend, Artifact]]:
    """Every artifact that the spec gives, with its backend; none is rendered."""
    for backend in backends.enabled(project):
        for artifact in backend.artifacts(project):
            yield backend, artifact


def _built(backend: Backend, project: ProjectGraph, files: list[BuiltFile]) -> Verification:
    rendered = _rendered(backend, project, files)
    verification = backend.verify(project, rendered)
    for _ in rendered:  # A backend of another package may not read all files, and all have to be rendered.
        pass
    return verification


def _rendered(backend: Backend, project: ProjectGraph, files: list[BuiltFile]) -> Iterator[Rendered]:
    """Each artifact with its text, one at a time, so that no more than one artifact is in memory beside the files."""
    from opsgen.backends.api import Rendered
    from opsgen.backends.header import with_header
    from opsgen.render.jinja import render

    for artifact in backend.artifacts(project):
        text = with_header(render(artifact.template, artifact.values, backend.templates), artifact.template, project)
        files.append(BuiltFile(artifact.path, text.encode(), artifact.environment, artifact.released))
        yield Rendered(artifact, text)


def _trees(environments: Iterable[Environment]) -> Iterable[ValidatedTree]:
    """Each tree once."""
    return {id(each.tree): each.tree for each in environments}.values()


def _failed(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
