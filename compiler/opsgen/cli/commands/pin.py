"""`opsgen pin`: records the image of an environment, by its digest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.cli.diagnostics import print_analysis
from opsgen.cli.environments import unknown_environment
from opsgen.cli.specs import find
from opsgen.exit_codes import CLEAN, FINDINGS, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import ProjectGraph


def pin(spec: Path | None, environment: str, image: str) -> int:
    """Record a digest in opsgen.lock; the image must be the project's."""
    path = find(spec)
    if path is None:
        return USAGE
    from opsgen.compile import lockfile, pipeline

    analysis = pipeline.analyse(path)
    if analysis.project is None:
        print_analysis(analysis)
        return FINDINGS
    problem = unknown_environment([environment], analysis.project) or _foreign(image, analysis.project)
    if problem:
        print(f"opsgen: {problem}", file=sys.stderr)
        return USAGE
    try:
        lockfile.pin(path.parent / LOCKFILE, environment, image)
    except ValueError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    note(f"{environment} runs {image}; run opsgen build, and commit {LOCKFILE} with what it writes")
    return CLEAN


def _foreign(image: str, project: ProjectGraph) -> str | None:
    own = project.first.spec.project.image
    repository = image.partition("@")[0]
    if own is None:
        return "the spec has no `project.image` to pin"
    if repository != own.repository:
        return f"the project's image is {own.repository}, not {repository}"
    return None
