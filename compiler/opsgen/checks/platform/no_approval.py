"""Nobody needs to approve what is deployed to production.

Why: a mistake that one environment did not show reaches everyone at once. Production is the last environment, where
there are several.

Example:

    environments: {dev: {}, prod: {}}

Use instead:

    environments:
      dev: {}
      prod: {approval: {reviewers: [data-platform]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsgen.diagnostics.model import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsgen.graph import ProjectGraph

CODE = Code("PLT308", "no-approval", __doc__, Severity.WARNING)


def check(project: ProjectGraph) -> Iterator[Finding]:
    production = project.production
    if production and production.spec.deployments and production.settings.approval is None:
        message = f"nobody needs to approve what is deployed to `{production.name}`"
        help_ = ("add `approval: {reviewers: […]}`",)
        yield Finding(Place(("environments", production.name), "key"), message, help_)
