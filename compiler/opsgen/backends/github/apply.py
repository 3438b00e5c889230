"""The job that applies manifests to a cluster, waits for the rollout, and rolls back if it fails."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from opsgen.backends.github import pins
from opsgen.backends.github.cluster import cluster_login
from opsgen.backends.github.image import PROVENANCE
from opsgen.backends.github.login import Login, merge, permission
from opsgen.backends.github.registry import full_name, registry_login
from opsgen.backends.github.shell import command, script
from opsgen.backends.github.workflow import Job, Step
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text
    from opsgen.language.project import Image

ARTIFACT = "manifests"
FILE = "manifests.yaml"
DEPLOYMENT = "urn:opsgen:deployment"
"""The predicate type of the attestation that an environment has run an image."""

# Server-side apply merges fields in the API server. `--force-conflicts` takes back fields that somebody edited by hand:
# the repository is the source of truth. https://kubernetes.io/docs/reference/using-api/server-side-apply/
_APPLY = ["kubectl", "apply", "--server-side", "--force-conflicts", "--field-manager", "opsgen", "--filename"]
_HAS_FORMER = Expression("steps.former.outputs.found == 'true'")
# A cancelled run may have applied half of the manifests, so it is rolled back, too.
_HAS_FAILED = Expression(
    "(failure() || cancelled()) && steps.former.outputs.found == 'true'"
    " && steps.apply.outcome != 'skipped' && steps.wait.outcome != 'success'"
)


def job(stage: Stage, digest: Expression) -> Job:
    """Build the job `deploy`. It runs in the GitHub environment, which provides secrets and requires approval."""
    promoted = stage.image if not stage.built else None
    verification = tuple(_verification(stage, promoted, digest)) if promoted else ()
    registry = registry_login(stage.target.graph, promoted.repository, "read") if verification and promoted else Login()
    cluster = cluster_login(stage.target.graph)
    may_verify = (permission("attestations", "read", "to verify where the image comes from"),) if verification else ()
    return Job(
        "deploy",
        f"Deploy to {stage.target.name}",
        stage.target.output.runs_on,
        minutes=math.ceil(2 * stage.patience / 60) + 15,
        needs=("manifests",),
        environment={"name": stage.target.name},
        permissions=merge(may_verify, registry.permissions, cluster.permissions),
        steps=(
            Step("Download the manifests", uses=pins.DOWNLOAD, inputs={"name": ARTIFACT}),
            *registry.steps,
            *verification,
            Step("Set up kubectl", uses=pins.KUBECTL, inputs={"version": stage.kubernetes_version}),
            *(step for step in cluster.steps if step not in registry.steps),
            *_application(stage),
        ),
    )


def _verification(stage: Stage, image: Image, digest: Expression) -> Iterator[Step]:
    """Refuse an image that this repository did not build, or that the previous environment has not run."""
    # Only the first environment builds the image, so its workflow signed the provenance.
    first = stage
    while first.former:
        first = first.former
    if first.built:
        yield _verify("Verify that this repository built the image", stage, image, digest, PROVENANCE, first.workflow)
    if stage.former and stage.former.image:
        name = f"Verify that {stage.former.target.name} has run the image"
        yield _verify(name, stage, image, digest, DEPLOYMENT, stage.former.workflow)


def _verify(name: str, stage: Stage, image: Image, digest: Expression, predicate: str, signer: str) -> Step:
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        "REPOSITORY": full_name(image.repository),
        "DIGEST": digest,
        "PREDICATE_TYPE": predicate,
        "SIGNER": signer,
        "BRANCH": stage.target.output.default_branch,
    }
    return Step(name, script("verify-attestation"), env=env)


def _application(stage: Stage) -> Iterator[Step]:
    namespace: dict[str, Text] = {"NAMESPACE": stage.namespace}
    record = namespace | {"RECORD": f"{stage.target.project.name}-deployed"}
    waiting = namespace | {"TIMEOUT": f"{stage.patience}s"}
    # Read before anything is applied: the record is overwritten below, and a rollback needs the old manifests.
    yield Step("Read the previous deployment", script("read-former"), id="former", env=record)
    yield Step("Apply the manifests", command([*_APPLY, FILE]), id="apply")
    yield Step("Wait for the rollout", script("wait"), id="wait", env=waiting | {"MANIFESTS": FILE})
    yield Step(
        "Remove objects that are no longer in the spec",
        script("remove-leftovers"),
        condition=_HAS_FORMER,
        env=namespace,
    )
    yield Step("Record the deployment", script("record"), env=record)
    yield Step("Roll back to the previous deployment", command([*_APPLY, "former.yaml"]), condition=_HAS_FAILED)
    again = waiting | {"MANIFESTS": "former.yaml"}
    yield Step("Wait for the rollback", script("wait"), condition=_HAS_FAILED, env=again)
