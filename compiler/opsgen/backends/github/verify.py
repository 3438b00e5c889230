"""Proof that workflows are what GitHub takes, say what their plan says, and keep the rules that keep them safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from opsgen.backends.github.document import document
from opsgen.backends.protocol import Problem, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opsgen.backends.protocol import Rendered
    from opsgen.graph import Project

_NOT_VALIDATED = "not verified: GitHub workflows against their schema; to do so, pip install 'opsgen[verify]'"
_PINNED = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._/-]+@[0-9a-f]{40}")
# An expression of the plan's own: in what is only text, a quote follows the braces.
_TAKES_SECRET = re.compile(r"\$\{\{ [^'}]*\bsecrets\.")


def verify(project: Project, rendered: Sequence[Rendered]) -> Verdict:  # noqa: ARG001 (the protocol's)
    """Read each workflow back, and judge it."""
    from opsgen.backends.github.schema import validator

    validate = validator()
    problems = [problem for each in rendered for problem in _problems(each, validate)]
    return Verdict(tuple(problems), () if validate or not rendered else (_NOT_VALIDATED,))


def _problems(rendered: Rendered, validate: Callable[[object], Iterator[str]] | None) -> Iterator[Problem]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path = rendered.artifact.path
    try:
        found = YAML(typ="safe").load(rendered.text)
    except YAMLError as error:
        yield Problem(path, f"not YAML: {error}")
        return
    planned = document(rendered.artifact.values["workflow"])
    if difference := first_difference(planned, found):
        yield Problem(path, difference)
        return
    for message in (*(validate(found) if validate else ()), *unsafe(found)):
        yield Problem(path, message)


def first_difference(planned: object, found: object, at: str = "the workflow") -> str | None:
    """Where a file differs from its plan: in a value, a type, a key or the order of keys."""
    if type(planned) is not type(found):
        return f"{at} is {found!r} instead of {planned!r}"
    if isinstance(planned, dict) and isinstance(found, dict):
        if list(planned) != list(found):
            return f"{at} has the keys {list(found)} instead of {list(planned)}"
        pairs = [(planned[key], found[key], f"{at}.{key}") for key in planned]
    elif isinstance(planned, list) and isinstance(found, list):
        if len(planned) != len(found):
            return f"{at} has {len(found)} items instead of {len(planned)}"
        pairs = [(*pair, f"{at}[{index}]") for index, pair in enumerate(zip(planned, found, strict=True))]
    else:
        return None if planned == found else f"{at} is {found!r} instead of {planned!r}"
    return next(filter(None, (first_difference(*pair) for pair in pairs)), None)


def unsafe(workflow: dict[str, Any]) -> Iterator[str]:
    """The rules that no schema knows: each is there to keep someone out."""
    if workflow["permissions"] != {}:
        yield "the workflow's token has permissions, where each job should have its own"
    if not workflow.get("concurrency", {}).get("group"):
        yield "runs of the workflow may overlap"
    for name, job in workflow["jobs"].items():
        if not isinstance(job.get("timeout-minutes"), int):
            yield f"the job {name} has no timeout"
        if "write-all" in str(job.get("permissions")):
            yield f"the job {name} may do everything"
        for step in job["steps"]:
            yield from _unsafe_step(step)
        if _TAKES_SECRET.search(str(job)) and "environment" not in job:
            yield f"the job {name} takes secrets outside of an environment"


def _unsafe_step(step: dict[str, Any]) -> Iterator[str]:
    title = step.get("name", "without a name")
    action = step.get("uses")
    if action is not None and not _PINNED.fullmatch(action):
        yield f"the step {title} uses {action}, which is not pinned by its commit"
    if (action or "").startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") is not False:
        yield f"the step {title} leaves a token in the checkout"
    if "${{" in step.get("run", ""):
        yield f"the step {title} has an expression in its shell text"
