"""A pipeline as typed values. The template prints it, and verification compares the file with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.render.encode.comment import Comment

ON_MERGE_REQUEST = {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}
ON_DEFAULT_BRANCH = {"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}
# Only people who may push to a protected branch get its variables, and so the credentials of a deployment.
ON_PROTECTED_DEFAULT_BRANCH = {"if": '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_COMMIT_REF_PROTECTED == "true"'}


@dataclass(frozen=True, slots=True)
class Job:
    """A job of the pipeline."""

    name: str
    stage: str
    image: str
    script: tuple[str, ...]
    """Lines of shell, in which every word of the spec is quoted."""
    rules: tuple[Mapping[str, Any], ...]
    interruptible: bool
    """Whether a newer pipeline may stop the job halfway."""
    timeout: str
    needs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    resource_group: str | None = None
    """Jobs of one group never run at the same time."""

    @property
    def body(self) -> dict[str, Any]:
        """The job as GitLab reads it. It has no cache, because a merge request could write into it."""
        given = {
            "stage": self.stage,
            "image": self.image,
            "tags": list(self.tags),
            "needs": list(self.needs),
            "rules": list(self.rules),
            "interruptible": self.interruptible,
            "timeout": self.timeout,
            "environment": self.environment,
            "resource_group": self.resource_group,
            # Without `expand: false`, GitLab would replace `$NAME` in values of the spec.
            "variables": {name: {"value": value, "expand": False} for name, value in self.variables.items()},
            "script": list(self.script),
        }
        return {key: value for key, value in given.items() if value not in (None, {}, [])}


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline, which is a file."""

    source: Comment
    """The spec that it was generated from."""
    notes: tuple[Comment, ...]
    """What people should know about it."""
    jobs: tuple[Job, ...]

    @property
    def stages(self) -> list[str]:
        return list(dict.fromkeys(job.stage for job in self.jobs))

    @property
    def workflow(self) -> dict[str, Any]:
        """When there is a pipeline: for each merge request and for the default branch, never twice for one commit."""
        return {"rules": [ON_MERGE_REQUEST, ON_DEFAULT_BRANCH]}

    @property
    def document(self) -> dict[str, Any]:
        """The whole file as plain values."""
        jobs = {job.name: job.body for job in self.jobs}
        return {"stages": self.stages, "workflow": self.workflow} | jobs
