"""The spine: text → located tree → spec → graph → checks → plans → rendered → verified. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from opsgen import backends, lock, source
from opsgen.checks import judge
from opsgen.diagnostics import Severity
from opsgen.gather import Gathering
from opsgen.graph import Project
from opsgen.graph.build import build
from opsgen.graph.overlay import environment_names, overlay
from opsgen.spec.load import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from opsgen.backends.protocol import Artifact, Backend, Plan, Rendered, Verdict
    from opsgen.diagnostics import Diagnostic
    from opsgen.graph import EnvironmentGraph
    from opsgen.graph.overlay import Overlay
    from opsgen.lock import Lock
    from opsgen.source import Loaded, Tree


@dataclass
class Analysis:
    """What a spec means and everything there is to say about it; `project` is there only where it has no error."""

    diagnostics: list[Diagnostic]
    sources: tuple[Loaded, ...]
    project: Project | None = None
    plans: list[tuple[Backend, Plan]] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)

    @property
    def files(self) -> list[str]:
        """Every file that was read, as spans name it."""
        return [file for loaded in self.sources for file in loaded.sources]

    def lines(self, file: str) -> list[str]:
        """The lines of a file that a span names; none of one that was not read."""
        return next((loaded.lines(file) for loaded in self.sources if file in loaded.sources), [])


def analyse(spec: Path) -> Analysis:
    """Everything but rendering: what `lint` does, and `build` first."""
    loaded = source.load(spec)
    if loaded.tree is None:
        return Analysis(loaded.diagnostics, (loaded,))
    locked = lock.read(spec.parent / lock.FILE)
    gathering = Gathering(loaded.tree, [*loaded.diagnostics, *locked.diagnostics])
    names = environment_names(loaded.tree.value)
    graphs = [graph for name in names if (graph := _in_environment(loaded.tree, name, locked, gathering))]
    if graphs:
        gathering.tell(locked.foreign(graphs[0].spec.project, names))
    analysis = Analysis(gathering.diagnostics(), (loaded, *locked.sources))
    if not analysis.failed:
        analysis.project = Project(graphs[0].spec.project.name, spec.name, tuple(graphs))
        analysis.plans = _plan(analysis.project, gathering)
        analysis.diagnostics = gathering.diagnostics()
    return analysis


def _in_environment(tree: Tree, name: str, locked: Lock, gathering: Gathering) -> EnvironmentGraph | None:
    applied = overlay(tree.value, tree.interpolations, name)
    gathering.add(applied.findings, environment=name)
    spec, findings = load(applied.value)
    if spec is None:
        gathering.add(findings, applied.origin, name)
        _judge_the_rest(applied, name, gathering)
        return None
    graph = build(name, spec, applied.variables, locked.image(name, spec.project))
    gathering.add(judge(graph), applied.origin, name)
    return graph


def _judge_the_rest(applied: Overlay, name: str, gathering: Gathering) -> None:
    """What is valid in an invalid spec may be wrong in other ways, which are told in the same run."""
    from opsgen.spec.salvage import salvage

    rest = salvage(applied.value)
    if rest and name in rest.spec.environments:
        graph = build(name, rest.spec, applied.variables, None)
        gathering.add(rest.sound(judge(graph)), lambda place: applied.origin(rest.origin(place)), name)


def _plan(project: Project, gathering: Gathering) -> list[tuple[Backend, Plan]]:
    gathering.add(backends.unknown_plugins(project))
    plans = [(backend, backend.plan(project)) for backend in backends.enabled(project)]
    for _backend, plan in plans:
        gathering.add(plan.findings)
    return plans


def render(plans: Sequence[tuple[Backend, Plan]]) -> list[tuple[Backend, list[Rendered]]]:
    """The text of every artifact."""
    from opsgen.backends.protocol import Rendered
    from opsgen.render import render as text_of

    def rendered(artifact: Artifact) -> Rendered:
        return Rendered(artifact, text_of(artifact.template, artifact.values))

    return [(backend, [rendered(artifact) for artifact in plan.artifacts]) for backend, plan in plans]


def verify(project: Project, rendered: Sequence[tuple[Backend, list[Rendered]]]) -> list[Verdict]:
    """Proof that every text is what its consumer takes; a problem is a bug of opsgen."""
    return [backend.verify(project, texts) for backend, texts in rendered]
