"""The spine: text → located tree → spec → graph → checks → plans → rendered → verified. Nothing here writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from opsgen import backends, checks, source
from opsgen.compile import lockfile, suppressions
from opsgen.compile.collector import DiagnosticCollector
from opsgen.compile.covered_sources import covered_sources
from opsgen.compile.transforms import Transforms
from opsgen.compile.validated_tree import ValidatedTree
from opsgen.compile.written_secrets import written_secrets
from opsgen.diagnostics.model import Severity
from opsgen.environments.empty_outputs import empty_outputs
from opsgen.environments.overlay import environment_names, overlay
from opsgen.environments.variable_typos import variable_typos
from opsgen.graph import ProjectGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from opsgen.backends.api import Artifact, Problem, Rendered
    from opsgen.compile.lockfile import Lock
    from opsgen.compile.suppressions.apply import Ignored
    from opsgen.diagnostics.model import Diagnostic
    from opsgen.graph import EnvironmentGraph
    from opsgen.source import LoadedSpec, Tree
    from opsgen.source.inputs import Inputs


class Analysis(NamedTuple):
    """What a spec means and everything there is to say about it; `project` is there only where it has no error."""

    diagnostics: list[Diagnostic]
    sources: tuple[LoadedSpec, ...]
    project: ProjectGraph | None = None
    ignored: Sequence[Ignored] = ()
    """The warnings that the project does not want to hear."""
    reported_secrets: frozenset[str] = frozenset()
    """The values of which a diagnostic says that they are secrets."""

    @property
    def failed(self) -> bool:
        return _failed(self.diagnostics)

    def secrets(self) -> Iterator[str]:
        """The values of all secrets that are written in the files, or that a diagnostic is about."""
        yield from self.reported_secrets
        for loaded in self.sources:
            yield from written_secrets(loaded)

    @property
    def files(self) -> list[str]:
        """Every file that was read, as spans name it."""
        return [file for loaded in self.sources for file in loaded.sources]

    @property
    def inputs(self) -> list[Inputs]:
        """What it was read from."""
        return [loaded.inputs for loaded in self.sources]

    def lines(self, file: str) -> list[str]:
        """The lines of a file that a span names; none of one that was not read."""
        return next((loaded.lines(file) for loaded in self.sources if file in loaded.sources), [])


def analyse(spec: Path, at_hand: Mapping[Path, bytes] | None = None) -> Analysis:
    """Everything but plans and what becomes of them: what `lint` does, and `build` first.

    `at_hand` has what stands for the content of files of the spec, by their paths without links.
    """
    loaded = source.load(spec, at_hand=at_hand)
    if loaded.tree is None:
        return Analysis(loaded.diagnostics, (loaded,))
    locked = lockfile.read(spec.parent / lockfile.FILE)
    gathering = DiagnosticCollector(loaded.tree, [*loaded.diagnostics, *locked.diagnostics])
    gathering.add(variable_typos(loaded.tree.value, loaded.tree.mentions))
    gathering.add(empty_outputs(loaded.tree.value))
    names = environment_names(loaded.tree.value)
    transforms = Transforms(spec.parent, at_hand)
    beside = ProjectInputs(locked, transforms, [*loaded.inputs.files, lockfile.FILE])
    secrets = set[str]()
    graphs = tuple(_graphs(loaded.tree, names, beside, gathering, secrets))
    if graphs:
        gathering.tell(locked.foreign(graphs[0].spec.project, names))
    project = None
    if not _failed(gathering.diagnostics()):
        project = ProjectGraph(graphs[0].spec.project.name, spec.name, graphs)
        gathering.add(checks.run_project_checks(project))
        gathering.add(backends.unknown_plugins(project))
        for backend in backends.enabled(project):
            gathering.add(backend.check(project))
    diagnostics, ignored = _as_wanted(gathering.diagnostics(), loaded.tree)
    sources = (loaded, *locked.sources, *transforms.sources)
    valid = None if _failed(diagnostics) else project
    return Analysis(diagnostics, sources, valid, ignored, frozenset(secrets))


def _as_wanted(diagnostics: list[Diagnostic], tree: Tree) -> tuple[list[Diagnostic], Sequence[Ignored]]:
    """The diagnostics as the project wants to hear them, and those that it ignores."""
    if not suppressions.is_given(tree):
        return diagnostics, ()
    from opsgen.compile.suppressions.apply import apply

    return apply(diagnostics, tree)


def _failed(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


class ProjectInputs(NamedTuple):
    """What a build reads beside the tree of the spec."""

    locked: Lock
    transforms: Transforms
    files: Sequence[str]
    """The paths of the spec's files and of the lock file, below the project's folder."""


def _graphs(
    tree: Tree, names: Sequence[str], beside: ProjectInputs, gathering: DiagnosticCollector, secrets: set[str]
) -> Iterator[EnvironmentGraph]:
    """The graph of each environment in which the spec is valid; values that are secrets are added to `secrets`."""
    known: list[ValidatedTree] = []
    for name in names:
        applied = overlay(tree.value, tree.interpolations, name)
        gathering.add(applied.findings, environment=name)
        judged = next((each for each in known if each.is_of(applied)), None) or ValidatedTree(applied, name)
        known.append(judged)
        secrets.update(judged.secrets(applied))
        for findings, origin in judged.said(applied):
            gathering.add(findings, origin, name)
        if judged.graph:
            gathering.add(beside.transforms.check(judged.graph), applied.origin, name)
            gathering.add(covered_sources(judged.graph, beside.files), applied.origin, name)
            image = beside.locked.image(name, judged.graph.spec.project)
            yield judged.graph.of_environment(name, applied.variables, image)


class BuiltFile(NamedTuple):
    """A file that the backends make."""

    path: str
    content: bytes
    environment: str | None
    """The environment that it belongs to alone."""


class BuildResult(NamedTuple):
    """Everything that the backends make of a project."""

    files: list[BuiltFile]
    problems: list[Problem]
    unverified: list[str]
    """In one line each, what could not be verified."""


def build_files(project: ProjectGraph) -> BuildResult:
    """Plan, render and verify every file; a problem is a bug of opsgen."""
    made = BuildResult([], [], [])
    for backend in backends.enabled(project):
        rendered = _rendered(backend.plan(project), project, made.files)
        verdict = backend.verify(project, rendered)
        for _ in rendered:  # Not every backend of another package looks at everything.
            pass
        made.problems.extend(verdict.problems)
        made.unverified.extend(line for line in verdict.unverified if line not in made.unverified)
    return made


def _rendered(artifacts: Iterable[Artifact], project: ProjectGraph, files: list[BuiltFile]) -> Iterator[Rendered]:
    """Each artifact with its text, one at a time: what stays is in `files`, so that plans need no memory."""
    from opsgen.backends.api import Rendered
    from opsgen.backends.header import with_header
    from opsgen.render.jinja import render

    for artifact in artifacts:
        text = with_header(render(artifact.template, artifact.values), artifact.template, project)
        files.append(BuiltFile(artifact.path, text.encode(), artifact.environment))
        yield Rendered(artifact, text)
