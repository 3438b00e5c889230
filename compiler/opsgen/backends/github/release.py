"""The proof that an environment may run its release, before any job takes credentials of the cluster.

The proof needs no opsgen and no code of the project: git, coreutils, jq and the GitHub CLI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.backends.github import ship, steps
from opsgen.backends.github.image import require_branch
from opsgen.backends.github.login import READ, Login, merge, permission
from opsgen.backends.github.manifests import render
from opsgen.backends.github.registry import full_name, registry_login
from opsgen.backends.github.shell import command, script
from opsgen.backends.github.stage import folders, pin_files
from opsgen.backends.github.workflow import Job, Step
from opsgen.graph.served import loaded_by_airflow, served
from opsgen.render.encode.workflow import Expression
from opsgen.render.encode.yaml_scalar import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.graph import EnvironmentGraph, ProjectGraph
    from opsgen.language.project import Image

ARTIFACT = "release"
PREDICATE = "https://opsgen.dev/release/v1"
"""The type of what is attested; `opsgen promote` looks for it, too."""
INPUTS = {
    "release": {
        "description": "Emergency: a former release to apply at once, by its commit; the one in opsgen.lock if empty",
        "type": "string",
    }
}
OUTPUTS = {name: Expression(f"steps.read.outputs.{name}") for name in ("at", "commit", "files", "image", "unproven")}
"""What the step that reads a release gives."""
IS_PROVEN = Expression("needs.release.outputs.unproven == ''")
_IS_ADOPTED = "needs.release.outputs.unproven == 'adopted'"
_ADOPTED = Expression(f"{_IS_ADOPTED} && 'true' || ''")
IS_PROMOTED = Expression("needs.release.outputs.commit != ''")


def is_emergency_allowed(stage: Stage) -> bool:
    """Whether a person may deploy a former release at once: only if another person has to approve it."""
    return not stage.follows and stage.target.graph.settings.approval is not None


def wanted(stage: Stage) -> Text:
    """Return the former release that a person deploys at once; empty where that is not allowed."""
    return Expression("inputs.release") if is_emergency_allowed(stage) else ""


def key(environment: str) -> str:
    """Return an environment's name as it is in opsgen.lock."""
    return one_line(environment, flow=True)


def promote(stage: Stage) -> str:
    """Return the command line that promotes to an environment."""
    words = ["--to", stage.target.name]
    names = [graph.name for graph in stage.target.project.environments]
    if stage.former and stage.former.target.name != names[names.index(stage.target.name) - 1]:
        words += ["--from", stage.former.target.name]
    return command(stage.target.promote(*words))


def read(stage: Stage) -> Job:
    """Build the job `release`. It reads which release the environment has, if it has one."""
    return Job(
        "release",
        "Release",
        stage.target.output.runs_on,
        minutes=10,
        permissions=(READ,),
        outputs=OUTPUTS,
        steps=(
            # A tag can have the name of the branch, and `workflow_dispatch` lets the user choose a branch.
            require_branch(stage.target),
            steps.checkout(history=is_emergency_allowed(stage)),
            reading(stage, wanted(stage)),
        ),
    )


def reading(stage: Stage, wanted: Text, condition: Expression | None = None) -> Step:
    """Return the step that reads the release of the lock, or a former one that is wanted."""
    env: dict[str, Text] = {
        **about(stage),
        "KEY": key(stage.target.name),
        "REPOSITORY": stage.image.repository if stage.image else "",
        "WANTED": wanted,
    }
    return Step("Read the release", script("read-release"), id="read", condition=condition, env=env)


def prove(stage: Stage) -> Job:
    """Build the job `proof`. It verifies the release, and keeps what is deployed."""
    image = image_verification(stage, late=False)
    own = [READ]
    if not stage.attests:
        own.append(permission("actions", "read", "to read which workflows have run"))
    else:
        own.append(permission("attestations", "read", "to verify what was attested"))
    found = (
        steps.checkout(ref=Expression("needs.release.outputs.at"), history=not stage.attests),
        list_files(stage.target.graph, stage.target.project),
        Step("Require the files of the release", script("require-files"), env=compared(stage)),
        *require_pins(stage),
        _verify(stage),
        *image.steps,
        *(render(stage, stage.folder) if stage.folder else ()),
        *_rendered(stage),
        *ship.keep(stage),
        *_keep(stage),
    )
    return Job(
        "proof",
        "Proof",
        stage.target.output.runs_on,
        minutes=20,
        needs=("release",),
        condition=IS_PROMOTED,
        permissions=merge(tuple(own), image.permissions),
        steps=found,
    )


def late_verification(stage: Stage) -> Login:
    """Return the steps that verify the image in the job with the environment's credentials, if its registry needs them.

    They come before the login to the cluster.
    """
    return image_verification(stage, late=True)


def list_files(graph: EnvironmentGraph, project: ProjectGraph, folder: Text = ".") -> Step:
    """Return the step that lists the files of an environment, with their digests."""
    env: dict[str, Text] = {
        "ENVIRONMENT": graph.name,
        "FOLDER": folder,
        "PATHS": "\n".join(folders(graph)),
        "PINS": "\n".join(pin_files(graph, project).paths),
    }
    return Step(f"List the files of {graph.name}", script("list-files"), env=env)


def about(stage: Stage) -> dict[str, Text]:
    """Return what messages of scripts name."""
    former = stage.former.target.name if stage.former else ""
    return {"ENVIRONMENT": stage.target.name, "FORMER": former, "PROMOTE": promote(stage)}


def compared(stage: Stage) -> dict[str, Text]:
    """Return what the script needs that compares files with the lock."""
    paths = "\n".join(folders(stage.target.graph))
    return {**about(stage), "PATHS": paths, "FILES": Expression("needs.release.outputs.files")}


def require_pins(stage: Stage) -> Iterator[Step]:
    """Yield the step that compares pin files with the lock."""
    if stage.image is None:
        return
    graph = stage.target.graph
    found = pin_files(graph, stage.target.project)
    env: dict[str, Text] = {
        "KEY": key(graph.name),
        "KUBERNETES": found.kubernetes,
        "MODELS": found.models,
        "AIRFLOW": found.airflow,
        # The deployments whose files are applied only if a version of their model is pinned.
        "SERVED": "\n".join(f"{key(model)} {_component(name)}" for name, model in served(graph).items()),
        "LOADED": "\n".join(map(key, loaded_by_airflow(graph))),
        "REPOSITORY": stage.image.repository,
        "IMAGE": Expression("needs.release.outputs.image"),
        "ADOPTED": _ADOPTED,
        "PROMOTE": promote(stage),
    }
    yield Step("Require the pinned image and models", script("require-pins"), env=env)


def _component(deployment: str) -> str:
    """Return the folder of a deployment as the pin file names it."""
    return one_line(f"../{deployment.replace('_', '-')}", flow=False)


def _rendered(stage: Stage) -> Iterator[Step]:
    if stage.image is not None and stage.folder:
        env: dict[str, Text] = {
            "REPOSITORY": stage.image.repository,
            "IMAGE": Expression("needs.release.outputs.image"),
            "PROMOTE": promote(stage),
        }
        yield Step("Require the image in the manifests", script("require-image"), env=env)


def _verify(stage: Stage) -> Step:
    """Refuse what the environment before has not run."""
    former = stage.former
    assert former is not None  # noqa: S101 - only later environments have releases
    name = f"Verify that {former.target.name} has run the release"
    commit = Expression("needs.release.outputs.commit")
    env: dict[str, Text] = {"GH_TOKEN": Expression("github.token"), **compared(stage), "COMMIT": commit}
    if not stage.attests:
        env |= {
            "FORMER_KEY": "" if former.follows else key(former.target.name),
            "SIGNER": former.workflow,
            "BRANCH": stage.target.output.default_branch,
            # By hand, a person can deploy another release than the one in the lock.
            "EVENTS": "push" if is_emergency_allowed(former) else "push workflow_dispatch",
        }
        return Step(name, script("verify-deployment"), condition=IS_PROVEN, env=env)
    env |= {
        "PROJECT": stage.target.project.name,
        "IMAGE": Expression("needs.release.outputs.image"),
        "PREDICATE_TYPE": PREDICATE,
        "SIGNER": former.workflow,
        "BRANCH": stage.target.output.default_branch,
        # Later environments attest from the commit of a promotion, so there the predicate alone has the release.
        "SOURCE_DIGEST": commit if former.follows else "",
    }
    return Step(name, script("verify-release"), condition=IS_PROVEN, env=env)


def image_verification(stage: Stage, *, late: bool) -> Login:
    """Return the steps that refuse an image that this repository did not build from the commit of the release."""
    image = stage.image
    if image is None or not stage.first.built or not stage.attests:
        return Login()
    env: dict[str, Text] = {
        "COMMIT": Expression("needs.release.outputs.commit"),
        "ADOPTED": _ADOPTED,
        "SOURCE_DIGEST": Expression(f"!({_IS_ADOPTED}) && needs.release.outputs.commit || ''"),
        "PROMOTE": promote(stage),
    }
    found = verify_image(stage, image, Expression("needs.release.outputs.image"), env)
    return found if found.is_protected == late else Login()


def verify_image(stage: Stage, image: Image, digest: Text, more: Mapping[str, Text]) -> Login:
    """Return the login to the registry, and the step that verifies the provenance of an image."""
    login = registry_login(stage.target.graph, image.repository, "read")
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        "ENVIRONMENT": stage.target.name,
        "FULL_NAME": full_name(image.repository),
        "IMAGE": digest,
        "SIGNER": stage.first.workflow,
        "BRANCH": stage.target.output.default_branch,
        "COMMIT": "",
        "ADOPTED": "",
        "SOURCE_DIGEST": "",
        "PROMOTE": "",
        **more,
    }
    verify = Step("Verify where the image was built", script("verify-image"), env=env)
    may = (permission("attestations", "read", "to verify where the image comes from"),)
    return Login((*login.steps, verify), merge(may, login.permissions), login.is_protected)


def _keep(stage: Stage) -> Iterator[Step]:
    """Yield the step that hands on what was attested about the environments after this one."""
    if stage.later and stage.attests:
        yield steps.upload("Upload what was attested", ARTIFACT, steps.temporary(ARTIFACT), condition=IS_PROVEN)
