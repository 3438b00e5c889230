"""The codes of this backend. `opsgen explain` shows the pages."""

from __future__ import annotations

from opsgen.diagnostics.model import Code, Severity

UNPINNED_IMAGE = Code(
    "GLB101",
    "unpinned-image",
    """Jobs run in an image that is not pinned by its digest.

Why: whoever can push to the image's tag decides what the jobs run, and a pipeline that passed may fail tomorrow.

Example:

    outputs:
      plugins:
        gitlab: {image: "python:3.12-slim"}

Use instead:

    outputs:
      plugins:
        gitlab: {image: "python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
""",
    Severity.WARNING,
)

NO_WAIT = Code(
    "GLB102",
    "no-wait-before-approval",
    """An environment has `approval.wait`, and a manual job of GitLab CI can be started at once.

Why: the pipeline asks for approval, but does not make anyone wait for it.

Example:

    environments:
      prod: {approval: {reviewers: [ml], wait: 1h}}

Use instead:

    environments:
      prod: {approval: {reviewers: [ml]}}
""",
    Severity.WARNING,
)

NOTHING_TO_DEPLOY = Code(
    "GLB103",
    "nothing-to-deploy",
    """An environment asks for approval, and the pipeline has no job that deploys it.

Why: `approval` promises that someone looks at a deployment first. Without a job, whatever deploys the environment does
so without this approval.

Example:

    environments:
      prod: {approval: {reviewers: [ml]}}
    outputs:
      plugins: {gitlab: {}}

Use instead:

    environments:
      prod: {approval: {reviewers: [ml]}}
    outputs:
      plugins: {gitlab: {deploy: [./deploy.sh]}}
""",
    Severity.WARNING,
)

CODES = (UNPINNED_IMAGE, NO_WAIT, NOTHING_TO_DEPLOY)
