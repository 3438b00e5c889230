"""The job that applies manifests to a cluster, waits for the rollout, and rolls back if it fails."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from opsgen.backends.github import pins, ship, steps
from opsgen.backends.github.cluster import cluster_login
from opsgen.backends.github.login import GOOGLE_TOKEN, Login, merge
from opsgen.backends.github.manifests import ARTIFACT, FILE
from opsgen.backends.github.shell import command, script
from opsgen.backends.github.workflow import Job, Step
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.backends.github.stage import Stage
    from opsgen.backends.github.workflow import Text

# Server-side apply merges fields in the API server. `--force-conflicts` takes back fields that somebody edited by hand:
# the repository is the source of truth. https://kubernetes.io/docs/reference/using-api/server-side-apply/
_APPLY = ["kubectl", "apply", "--server-side", "--force-conflicts", "--field-manager", "opsgen", "--filename"]
_HAS_FORMER = Expression("steps.former.outputs.found == 'true'")
# A cancelled run may have applied half of the manifests, so it is rolled back, too.
_HAS_FAILED = Expression(
    "(failure() || cancelled()) && steps.former.outputs.found == 'true'"
    " && steps.apply.outcome != 'skipped' && steps.wait.outcome != 'success'"
)
_PER_LOGIN = 45 * 60
"""Seconds that a job waits with one login. By default, tokens of AWS and Google Cloud are valid for an hour."""


def job(stage: Stage, needs: tuple[str, ...], before: Login = Login()) -> Job:  # noqa: B008 - immutable
    """Build the job `deploy`. It runs in the GitHub environment, which provides secrets and requires approval.

    `before` has steps that come before the login to the cluster.
    """
    cluster = cluster_login(stage.target.graph)
    return Job(
        "deploy",
        f"Deploy to {stage.target.name}",
        stage.target.output.runs_on,
        minutes=math.ceil(2 * stage.patience / 60) + 15,
        needs=needs,
        environment={"name": stage.target.name},
        permissions=merge(before.permissions, cluster.permissions),
        outputs={} if stage.follows else {"applied": Expression("steps.apply.outcome")},
        steps=(
            steps.download("Download the manifests", ARTIFACT),
            *before.steps,
            Step("Set up kubectl", uses=pins.KUBECTL, inputs={"version": stage.kubernetes_version}),
            *(step for step in cluster.steps if step not in before.steps),
            *_application(stage, cluster),
        ),
    )


def _application(stage: Stage, cluster: Login) -> Iterator[Step]:
    namespace: dict[str, Text] = {"NAMESPACE": stage.namespace}
    record = namespace | {"RECORD": f"{stage.target.project.name}-deployed"}
    # Read before anything is applied: the record is overwritten below, and a rollback needs the old manifests.
    yield Step("Read the previous deployment", script("read-former"), id="former", env=record)
    yield Step("Apply the manifests", command([*_APPLY, FILE]), id="apply")
    yield from _rollout(stage, cluster)
    yield Step(
        "Remove objects that are no longer in the spec",
        script("remove-leftovers"),
        condition=_HAS_FORMER,
        env=namespace,
    )
    yield Step("Record the deployment", script("record"), env=record)
    yield from ship.copy(stage)
    yield from _logged_in_anew(cluster, "rollback", _HAS_FAILED)
    yield Step("Roll back to the previous deployment", command([*_APPLY, "former.yaml"]), condition=_HAS_FAILED)
    yield replace(_wait("Wait for the rollback", stage, "former.yaml", stage.patience), condition=_HAS_FAILED)


def _rollout(stage: Stage, cluster: Login) -> Iterator[Step]:
    """Yield the steps that wait for the rollout, with a login for each part of a long one."""
    parts = 1 if cluster.is_static else math.ceil(stage.patience / _PER_LOGIN)
    for part in range(1, parts):
        yield _wait(f"Wait for the rollout, part {part}", stage, FILE, _PER_LOGIN, more=True)
        yield from _logged_in_anew(cluster, f"part_{part}")
    rest = stage.patience - (parts - 1) * _PER_LOGIN
    yield replace(_wait("Wait for the rollout", stage, FILE, rest), id="wait")


def _wait(name: str, stage: Stage, manifests: str, limit: int, *, more: bool = False) -> Step:
    env: dict[str, Text] = {"NAMESPACE": stage.namespace, "MANIFESTS": manifests, "TIMEOUT": str(limit)}
    return Step(name, script("wait"), env=env | {"MORE": "true" if more else "false"})


def _logged_in_anew(cluster: Login, suffix: str, condition: Expression | None = None) -> Iterator[Step]:
    """Yield the steps of a login again: the token of the first one expires."""
    token = Expression(f"steps.google_{suffix}.outputs.access_token")
    for step in () if cluster.is_static else cluster.steps:
        yield replace(
            step,
            name=f"{step.name} again",
            id=f"{step.id}_{suffix}" if step.id else None,
            condition=condition,
            env={name: token if value == GOOGLE_TOKEN else value for name, value in step.env.items()},
        )
