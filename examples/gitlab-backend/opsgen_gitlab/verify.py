"""Verify that GitLab accepts the file, that it has the values of its artifact, and that its jobs are safe."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsgen.backends.api import Problem, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsgen.backends.api import Rendered

SCHEMA = "builtin_schemas/vendor/gitlab-ci.json"
"""The schema of GitLab CI in the package check-jsonschema, as SchemaStore publishes it."""
NOT_VALIDATED = "the GitLab pipeline was not validated against its schema: pip install 'opsgen[verify]'"


def verify(rendered: Iterable[Rendered]) -> Verification:
    """Parse each pipeline and return its problems."""
    schema = _schema()
    problems = tuple(problem for each in rendered for problem in _problems(each, schema))
    return Verification(problems, () if schema else (NOT_VALIDATED,))


def _problems(rendered: Rendered, schema: dict[str, Any] | None) -> Iterator[Problem]:
    from ruamel.yaml import YAML

    path = rendered.artifact.path
    found = YAML(typ="safe").load(rendered.text)
    if found != rendered.artifact.values["pipeline"].document:
        yield Problem(path, "the file does not have the values of its artifact")
        return
    for message in (*_invalid(found, schema), *unsafe(found)):
        yield Problem(path, message)


def _invalid(pipeline: dict[str, Any], schema: dict[str, Any] | None) -> Iterator[str]:
    if schema is not None:
        import jsonschema_rs

        for error in jsonschema_rs.Draft7Validator(schema).iter_errors(pipeline):
            yield f"not valid for GitLab at {'.'.join(map(str, error.instance_path))}: {error.message[:500]}"


def unsafe(pipeline: dict[str, Any]) -> Iterator[str]:
    """Yield what no schema can check: caches, missing rules, and deployments that overlap or are not protected."""
    for name, job in pipeline.items():
        if name in ("stages", "workflow"):
            continue
        if "cache" in job:
            yield f"the job {name} has a cache, which a merge request could fill"
        if not job.get("rules"):
            yield f"the job {name} has no rules, so that it runs in every pipeline"
        if "environment" in job and not (job.get("resource_group") and job.get("interruptible") is False):
            yield f"the job {name} may overlap with another deployment, or stop halfway"
        if "environment" in job and any("CI_COMMIT_REF_PROTECTED" not in rule.get("if", "") for rule in job["rules"]):
            yield f"the job {name} deploys branches that are not protected"


def _schema() -> dict[str, Any] | None:
    # `find_spec` finds the folder without importing the package, which would load all of its command line.
    carrier = find_spec("check_jsonschema")
    if carrier is None or not carrier.submodule_search_locations or find_spec("jsonschema_rs") is None:
        return None
    schema: dict[str, Any] = json.loads(Path(carrier.submodule_search_locations[0], SCHEMA).read_text("utf-8"))
    return schema
