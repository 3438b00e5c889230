"""A backend of opsgen for GitLab CI: one pipeline that checks merge requests and deploys each environment."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.api import Artifact, Rendered, Verification
    from opsgen.diagnostics.model import Code, Finding
    from opsgen.graph import ProjectGraph
    from opsgen_gitlab.options import GitlabOptions


class GitlabBackend:
    """The object that the entry point names.

    Each method imports what it needs: `opsgen lint` calls `check`, and should not wait for imports of a build.
    """

    name = "gitlab"
    templates = "opsgen_gitlab"

    @cached_property
    def options(self) -> type[GitlabOptions]:
        from opsgen_gitlab.options import GitlabOptions

        return GitlabOptions

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        from opsgen_gitlab.codes import CODES

        return CODES

    def check(self, project: ProjectGraph) -> Iterator[tuple[Code, Finding]]:
        from opsgen_gitlab.check import check

        return check(project)

    def artifacts(self, project: ProjectGraph) -> Iterator[Artifact]:
        from opsgen_gitlab.artifacts import artifacts

        return artifacts(project)

    def verify(self, project: ProjectGraph, rendered: Iterable[Rendered]) -> Verification:  # noqa: ARG002 (the protocol's)
        from opsgen_gitlab.verify import verify

        return verify(rendered)


backend = GitlabBackend()
