"""The files that the spec of an earlier commit gives."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import opsgen
from opsgen.compile import pipeline
from opsgen.compile.requirements.lines import lines_of
from opsgen.diagnostics.model import Severity
from opsgen.release.git import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.compile.lockfile import Entry
    from opsgen.compile.pipeline import BuiltFile
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.release.git import Repository


class ReleaseError(Exception):
    """A release cannot be made or restored; the message says why, and what to do."""


class OtherVersionError(ReleaseError):
    """The commit was built with another version of opsgen, whose files may differ."""

    def __init__(self, commit: str, version: str) -> None:
        super().__init__(
            f"{short(commit)} requires opsgen {version}, and this is {opsgen.__version__}, whose files may differ; "
            f"run it with that version: uvx opsgen=={version} promote …"
        )
        self.version = version


@contextmanager
def project_at(repository: Repository, commit: str, spec: str) -> Iterator[ProjectGraph]:
    """The project as the spec was at a commit; `spec` is its name in the project's folder.

    Raises ReleaseError for a spec with errors, and OtherVersionError. The files are there as long as the context lasts.
    """
    with tempfile.TemporaryDirectory(prefix="opsgen-release-") as name:
        root = Path(name)
        repository.export(commit, repository.prefix, root)
        # Headers name a spec by its path in the repository, which the compiler finds by this folder.
        (root / ".git").mkdir()
        path = root / repository.prefix / spec
        if not path.is_file():
            raise ReleaseError(f"{short(commit)} has no {spec}")
        analysis = pipeline.analyse(path)
        if analysis.project is None:
            first = next(each for each in analysis.diagnostics if each.severity is Severity.ERROR)
            raise ReleaseError(f"the spec of {short(commit)} has errors with this version of opsgen: {first.message}")
        _require_version(analysis.project, path.parent, commit)
        yield analysis.project


def released_files(project: ProjectGraph, environment: str) -> list[BuiltFile]:
    """The files that an environment runs, without its pins."""
    result = pipeline.build_files(project)
    if result.problems:
        raise ReleaseError(f"opsgen cannot build it: {result.problems[0].path}: {result.problems[0].message}")
    return [file for file in result.files if file.environment == environment and file.released == "file"]


def with_pins(project: ProjectGraph, environment: str, entry: Entry) -> ProjectGraph:
    """The project in which an environment runs the image and the models of an entry of the lock."""
    graphs = [
        graph._replace(pin=entry.image, models=entry.models) if graph.name == environment else graph
        for graph in project.environments
    ]
    return project._replace(environments=tuple(graphs))


def graph_of(project: ProjectGraph, environment: str, commit: str) -> EnvironmentGraph:
    for graph in project.environments:
        if graph.name == environment:
            return graph
    raise ReleaseError(f"the spec of {short(commit)} has no environment `{environment}`")


def _require_version(project: ProjectGraph, folder: Path, commit: str) -> None:
    github = project.first.spec.outputs.github
    file = folder / github.requirements if github else folder / "requirements.txt"
    try:
        lines = lines_of(file.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return
    versions = (line.version for line in lines if "opsgen" in (line.named, line.placed))
    version = next(filter(None, versions), opsgen.__version__)
    if version != opsgen.__version__:
        raise OtherVersionError(commit, version)
