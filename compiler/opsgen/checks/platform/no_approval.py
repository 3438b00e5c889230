"""Deployments to production need no approval.

Why: a mistake that another environment did not show reaches all users at once. Production is the last environment of
several.

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
        message = f"deployments to `{production.name}` need no approval"
        help_ = ("add `approval: {reviewers: […]}`",)
        yield Finding(Place(("environments", production.name), "key"), message, help_)
