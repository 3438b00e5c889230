"""The job that attests what an environment has run, which allows the next one to run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import pins, steps
from opsgen.backends.github.login import permission
from opsgen.backends.github.release import ARTIFACT, PREDICATE, promote
from opsgen.backends.github.shell import script
from opsgen.backends.github.workflow import Job, Step
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text


_MAY_ATTEST = (
    permission("id-token", "write", "to sign the attestation"),
    permission("attestations", "write", "to store the attestation"),
)
BUILD = "https://opsgen.dev/build/v1"
"""The type of what is attested about a commit, before any environment has run it."""


def build(stage: Stage, needs: tuple[str, ...]) -> Job:
    """Build the job `attest` of a workflow that deploys nothing: it attests the image and the files of a commit."""
    name = "What the commit gives"
    steps_ = tuple(_attest(stage, BUILD, "Attest the image and the files"))
    return Job("attest", name, stage.target.output.runs_on, 10, steps_, _MAY_ATTEST, needs)


def job(stage: Stage, needs: tuple[str, ...], condition: Expression | None = None) -> Job:
    """Build the job `attest`. It runs after the deployment, with no code of the project."""
    attested = _attest(stage, PREDICATE, f"Attest the deployment to {stage.target.name}")
    return Job(
        "attest",
        f"What {stage.target.name} has run",
        stage.target.output.runs_on,
        minutes=10,
        needs=needs,
        condition=condition,
        permissions=_MAY_ATTEST if stage.attests else (),
        steps=(*(attested if stage.attests else ()), *_show(stage)),
    )


def _attest(stage: Stage, predicate: str, name: str) -> Iterator[Step]:
    env: dict[str, Text] = {
        "PROJECT": stage.target.project.name,
        "ENVIRONMENT": stage.target.name,
        "COMMIT": _commit(stage),
        "IMAGE": _image(stage),
        "LISTED": "\n".join(graph.name for graph in stage.listed),
    }
    yield steps.download("Download the lists of files", ARTIFACT)
    yield Step("Describe the release", script("write-attestation"), env=env)
    inputs: dict[str, Text | bool | int] = {
        "subject-checksums": "subjects.txt",
        "predicate-type": predicate,
        "predicate-path": "predicate.json",
    }
    yield Step(name, uses=pins.ATTEST, inputs=inputs)


def _show(stage: Stage) -> Iterator[Step]:
    following = stage.next
    if following is not None:
        env: dict[str, Text] = {
            "ENVIRONMENT": stage.target.name,
            "NEXT": following.target.name,
            "COMMIT": _commit(stage),
            # `opsgen promote` finds an attested image by itself.
            "IMAGE": "" if stage.attests else _image(stage),
            "PROMOTE": promote(following),
        }
        yield Step("Show how to promote the release", script("show-how-to-promote"), env=env)


def _commit(stage: Stage) -> Expression:
    return Expression("github.sha" if stage.follows else "needs.release.outputs.commit")


def _image(stage: Stage) -> Text:
    if stage.image is None:
        return ""
    if not stage.follows:
        return Expression("needs.release.outputs.image")
    if stage.target.graph.spec.outputs.gitops and not stage.built:
        return ""
    job = "image" if stage.built else stage.files_job
    return Interpolation(f"{stage.image.repository}@", Expression(f"needs.{job}.outputs.digest"))
