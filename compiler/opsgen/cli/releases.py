"""The environments that a build leaves as they are, and what it says about them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from opsgen.cli.write_output import from_here, is_project_folder, owned_files
from opsgen.exit_codes import CLEAN, FINDINGS
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsgen.compile.lockfile import Lock
    from opsgen.compile.pipeline import BuildResult, BuiltFile
    from opsgen.diagnostics.model import Diagnostic
    from opsgen.graph import ProjectGraph
    from opsgen.release.frozen import Frozen


@dataclass(frozen=True, slots=True)
class Releases:
    """The environments whose files a build leaves as they are, since only a promotion changes them.

    A build into another folder than the project's leaves nothing as it is: it shows what the spec gives now.
    """

    names: frozenset[str] = frozenset()
    frozen: Sequence[Frozen] = ()
    kept: Sequence[str] = ()
    """The paths of their files."""
    problems: Sequence[Diagnostic] = ()
    folder: str = os.curdir

    @classmethod
    def of(cls, project: ProjectGraph, lock: Lock, result: BuildResult, spec: Path, root: Path) -> Releases:
        """Compare the files of these environments with their releases."""
        if not project.frozen or not is_project_folder(root, spec):
            return cls()
        from opsgen.release.frozen import environments, kept

        found, problems = environments(project, lock, result.files, root)
        names = frozenset(graph.name for graph in project.frozen)
        paths = kept(owned_files(project, root, spec), names, result.files)
        problems += [problem for each in found for problem in each.problems(lock)]
        return cls(names, found, paths, problems, str(spec.parent))

    def freeze(self, file: BuiltFile) -> bool:
        """Whether a build leaves a file as it is."""
        return file.released is not None and file.environment in self.names

    def show(self, *, check: bool) -> int:
        """Print the state of each environment. With `check`, a file that is not the release's is a finding."""
        for each in self.frozen:
            note(each.summary)
        if not self.problems:
            return CLEAN
        from opsgen.report.lint.text import TextReport
        from opsgen.terminal.color import Colors

        text = TextReport(lambda _file: [], Colors.of(sys.stdout))
        for problem in self.problems:
            print(text.show(from_here(problem, Path(self.folder))))
        return FINDINGS if check else CLEAN


def show_unserved(project: ProjectGraph, environment: str | None = None) -> None:
    """Print which deployments are left out of the manifests, since no version of their model is pinned."""
    from opsgen.graph.served import served

    for graph in project.environments:
        if graph.manifests is None or environment not in (None, graph.name):
            continue
        for model in dict.fromkeys(served(graph).values()):
            if model not in graph.models:
                names = ", ".join(name for name, applied in served(graph).items() if applied == model)
                command = f"opsgen promote-model {model} --env {graph.name}"
                note(f"{graph.name} serves no version of {model} yet, which leaves out {names}: {command}")
