"""Steps that several workflows share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import duration, pins
from opsgen.backends.github.shell import command, summarized
from opsgen.backends.github.workflow import Step
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opsgen.backends.github.workflow import Text


def checkout(*, ref: Expression | None = None, history: bool = False) -> Step:
    """Check out the repository, without its token: the commit of the run or another, with all commits if asked."""
    # By default, the action writes the job's token to .git/config, where every later step could read it.
    inputs: dict[str, Text | bool | int] = {"persist-credentials": False}
    if ref is not None:
        inputs["ref"] = ref
    if history:
        inputs["fetch-depth"] = 0
    return Step("Check out the repository", uses=pins.CHECKOUT, inputs=inputs)


def temporary(path: str) -> Interpolation:
    """Return a path in the runner's folder for temporary files, which is `$RUNNER_TEMP` in scripts."""
    return Interpolation(Expression("runner.temp"), f"/{path}")


def download(name: str, what: str, folder: str | None = None) -> Step:
    """Download an artifact of the run, into a folder of the runner's or the working folder."""
    path: dict[str, Text] = {"path": temporary(folder)} if folder else {}
    return Step(name, uses=pins.DOWNLOAD, inputs={"name": what, **path})


def opsgen(name: str, words: Iterable[str], env: Mapping[str, Text], *, minutes: int = duration.OF_OPSGEN) -> Step:
    """Run a command of opsgen."""
    return Step(name, command(words), env=env, minutes=minutes)


def checked(name: str, words: Iterable[str], env: Mapping[str, Text], *, minutes: int = duration.OF_OPSGEN) -> Step:
    """Run a command that checks data, with the result in the summary of the job."""
    return Step(name, summarized((*words, "--format", "markdown", "--report")), env=env, minutes=minutes)


def upload(name: str, what: Text, path: Text, *, missing: str = "error", condition: Expression | None = None) -> Step:
    """Upload files as an artifact of the run."""
    inputs = {"name": what, "path": path, "if-no-files-found": missing}
    return Step(name, uses=pins.UPLOAD, inputs=inputs, condition=condition)
