"""The workflow that promotes a release: a person chooses it, and the workflow opens the pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opsgen.backends.github import propose
from opsgen.backends.github.image import require_branch
from opsgen.backends.github.login import permission
from opsgen.backends.github.shell import script
from opsgen.backends.github.workflow import Step, Workflow
from opsgen.render.encode.workflow import Expression

if TYPE_CHECKING:
    from opsgen.backends.github.environment import GithubEnvironment
    from opsgen.backends.github.workflow import Text


def workflow(target: GithubEnvironment) -> Workflow:
    """Build the workflow, with the options of the first environment."""
    env: dict[str, Text] = {
        "GH_TOKEN": Expression("github.token"),
        **{name.upper(): Expression(f"inputs.{name}") for name in ("to", "commit", "image", "skip")},
        "SPEC": target.spec_option,
    }
    if target.graph.spec.outputs.gitops:
        newest = permission("statuses", "read", "to find the newest commit that is healthy")
    else:
        newest = permission("actions", "read", "to find the newest commit that was deployed")
    permissions = (permission("attestations", "read", "to verify what was attested"), newest)
    change = Step("Promote", script("promote"), env=env)
    return Workflow(
        path=target.path("promote"),
        source=target.source,
        name=f"{target.project.name}: promote",
        triggers={"workflow_dispatch": {"inputs": _inputs(target)}},
        group=target.group("promote"),
        cancel=False,
        jobs=tuple(propose.jobs(target, change, "promote", permissions=permissions, before=(require_branch(target),))),
    )


def _inputs(target: GithubEnvironment) -> dict[str, Any]:
    names = [graph.name for graph in target.project.frozen]
    return {
        "to": {"description": "Environment that gets the release", "type": "choice", "options": names},
        "commit": {"description": "Commit to release; the newest that ran if empty", "type": "string"},
        "image": {"description": "Image by its digest; the one that ran if empty", "type": "string"},
        "skip": {
            "description": "Emergency: why the environment before does not have to run it first",
            "type": "string",
        },
    }
