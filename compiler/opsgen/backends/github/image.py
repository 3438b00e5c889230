"""The job that builds the project's image, pushes it and attests its provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import pins, steps
from opsgen.backends.github.identity import environment_name
from opsgen.backends.github.login import READ, merge, permission
from opsgen.backends.github.registry import full_name, registry_login
from opsgen.backends.github.shell import script
from opsgen.backends.github.workflow import Job, Step, Workflow
from opsgen.render.encode.workflow import Expression, Interpolation

if TYPE_CHECKING:
    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Text
    from opsgen.language.project import Image


def workflow(target: GithubEnvironment, image: Image, ignored: tuple[str, ...]) -> Workflow:
    """Build a separate workflow for the image, for projects whose image only Airflow runs."""
    return Workflow(
        path=target.path("image"),
        source=target.source,
        name=f"{target.project.name}: image",
        triggers=on_push(target, ignored),
        group=target.group("image"),
        cancel=False,
        jobs=(job(target, image, attests=target.output.provenance == "attest"),),
    )


def on_push(target: GithubEnvironment, ignored: tuple[str, ...]) -> dict[str, object]:
    """Return the triggers: pushes to the default branch, except changes of other environments only, and by hand."""
    paths = {"paths-ignore": ignored} if ignored else {}
    return {"push": {"branches": [target.output.default_branch], **paths}, "workflow_dispatch": {}}


def require_branch(target: GithubEnvironment) -> Step:
    """Return a step that fails on other branches, because a run by hand can use any branch."""
    return Step("Require the default branch", script("require-branch"), env={"BRANCH": target.output.default_branch})


def job(target: GithubEnvironment, image: Image, *, attests: bool) -> Job:
    """Build the job `image`. Its output `digest` identifies the image."""
    login = registry_login(target.graph, image.repository, "write")
    to_attest = (
        permission("id-token", "write", "to sign the attestation"),
        permission("attestations", "write", "to store the attestation"),
    )
    return Job(
        "image",
        "Image",
        target.output.runs_on,
        minutes=60,
        # In the environment itself, the job would have the OIDC subject of a deployment, and be recorded as one.
        environment={"name": environment_name(target.name, "registry")} if login.is_protected else {},
        permissions=merge((READ,), to_attest if attests else (), login.permissions),
        outputs={"digest": Expression("steps.build.outputs.digest")},
        steps=(
            require_branch(target),
            steps.checkout(),
            *login.steps,
            *_build(target, image),
            *((_attest(image),) if attests else ()),
        ),
    )


def source(image: Image) -> dict[str, str]:
    """Return the inputs of the action that say what an image is built from."""
    if image.build is None:
        return {"context": "."}
    file = {"file": image.build.dockerfile} if image.build.dockerfile else {}
    return {"context": image.build.context, **file}


def _build(target: GithubEnvironment, image: Image) -> tuple[Step, Step]:
    project = target.graph.spec.project
    inputs: dict[str, Text | bool] = {
        **source(image),
        "push": True,
        "provenance": "mode=max",
        "tags": Interpolation(f"{image.repository}:{project.version},{image.repository}:", Expression("github.sha")),
        "labels": Interpolation("org.opencontainers.image.revision=", Expression("github.sha")),
    }
    return (
        Step("Set up Docker Buildx", uses=pins.BUILDX),
        Step("Build and push the image", id="build", uses=pins.BUILD_PUSH, inputs=inputs),
    )


def _attest(image: Image) -> Step:
    inputs: dict[str, Text | bool] = {
        "subject-name": full_name(image.repository),
        "subject-digest": Expression("steps.build.outputs.digest"),
        "push-to-registry": True,
        "create-storage-record": False,
    }
    return Step("Attest the provenance of the image", uses=pins.ATTEST_IMAGE, inputs=inputs)
