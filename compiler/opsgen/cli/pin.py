"""`opsgen pin`: which image an environment runs, by its digest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen.cli.build import unknown_environment
from opsgen.cli.guard import CLEAN, FINDINGS, USAGE
from opsgen.cli.lint import report
from opsgen.cli.specs import find

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.graph import Project


def pin(spec: Path | None, environment: str, image: str) -> int:
    """Record a digest in opsgen.lock; the image must be the project's."""
    path = find(spec)
    if path is None:
        return USAGE
    from opsgen import lock, pipeline

    analysis = pipeline.analyse(path)
    if analysis.project is None:
        report(analysis)
        return FINDINGS
    problem = unknown_environment([environment], analysis.project) or _foreign(image, analysis.project)
    if problem:
        print(f"opsgen: {problem}", file=sys.stderr)
        return USAGE
    try:
        lock.pin(path.parent / lock.FILE, environment, image)
    except ValueError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    print(f"{environment} runs {image}; run opsgen build, and commit {lock.FILE} with what it writes")
    return CLEAN


def _foreign(image: str, project: Project) -> str | None:
    own = project.first.spec.project.image
    repository = image.partition("@")[0]
    if own is None:
        return "the spec has no `project.image` that could be pinned"
    if repository != own.repository:
        return f"the project's image is {own.repository}, not {repository}"
    return None
