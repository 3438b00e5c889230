"""`opsgen pin`: records the image of an environment, by its digest, or the version of a model."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from opsgen import LOCKFILE
from opsgen.cli.commands.promote import opened_project
from opsgen.cli.environments import unknown_environment
from opsgen.exit_codes import CLEAN, USAGE
from opsgen.terminal.verbosity import note

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.cli.commands.promote import Opened
    from opsgen.graph import ProjectGraph


def pin(spec: Path | None, environment: str, image: str) -> int:
    """Record a digest in opsgen.lock, and in the pin files that are there; the image must be the project's."""
    opened = opened_project(spec)
    if isinstance(opened, int):
        return opened
    problem = (
        unknown_environment([environment], opened.project)
        or _foreign(image, opened.project)
        or _not_promoted(environment, opened)
    )
    if problem:
        print(f"opsgen: {problem}", file=sys.stderr)
        return USAGE
    from opsgen.compile import lockfile

    try:
        lockfile.pin(opened.folder / LOCKFILE, environment, image)
    except ValueError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    code = _write_pin_files(opened, environment)
    if code == CLEAN:
        note(f"{environment} runs {image}; commit {LOCKFILE} with the pin files")
    return code


def pin_model(opened: Opened, environment: str, model: str, version: str, ungated: str | None = None) -> int:
    """Record the version of a model, such as `7@sha256:…`, in opsgen.lock and in the pin files that are there.

    An environment without a release has no pin files yet: its first promotion writes them, with this version.
    `ungated` is why it need not have passed its gates: the caller has looked at their record.
    """
    from opsgen.compile import lockfile

    try:
        change = lambda entry: entry.with_model(model, version, ungated)  # noqa: E731
        lockfile.update(opened.folder / LOCKFILE, environment, change)
    except ValueError as error:
        print(f"opsgen: {error}", file=sys.stderr)
        return USAGE
    code = _write_pin_files(opened, environment)
    if code == CLEAN:
        note(f"{environment} serves {model} {version}; commit {LOCKFILE} with the pin files")
    return code


def _write_pin_files(opened: Opened, environment: str) -> int:
    """Write the pin files that a build has written before; the first build writes them all."""
    from opsgen.cli import write_output
    from opsgen.compile import lockfile, pipeline
    from opsgen.emit import OutputFile
    from opsgen.release.at_commit import with_pins

    owned = write_output.owned_files(opened.project, opened.folder, opened.spec)
    entry = lockfile.read(opened.folder / LOCKFILE).entries[environment]
    pins = pipeline.pin_files(with_pins(opened.project, environment, entry), environment)
    files = [OutputFile(each.path, each.content) for each in pins if each.path in owned]
    if not files:
        return CLEAN
    written = {file.path for file in files}
    others = [path for path in owned if path not in written]
    target = write_output.OutputFolder.of(opened.project, opened.analysis, opened.spec, opened.folder, others)
    return write_output.write(files, target, force=False)


def _not_promoted(environment: str, opened: Opened) -> str | None:
    if environment not in [graph.name for graph in opened.project.frozen]:
        return None
    if opened.lock.release(environment) is None:
        return f"`{environment}` has no release yet; opsgen promote --to {environment} pins its image, too"
    return None


def _foreign(image: str, project: ProjectGraph) -> str | None:
    own = project.first.spec.project.image
    repository = image.partition("@")[0]
    if own is None:
        return "the spec has no `project.image` to pin"
    if repository != own.repository:
        return f"the project's image is {own.repository}, not {repository}"
    return None
