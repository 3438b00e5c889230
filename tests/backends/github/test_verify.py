from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from backends.github.specs import deployed, example, project, rendered
from opsgen.backends import github
from opsgen.backends.github import schema
from opsgen.backends.protocol import Rendered

if TYPE_CHECKING:
    from collections.abc import Callable

    from opsgen.backends.github.workflow import Job, Step, Workflow

PROJECT = project(deployed())
RENDERED = rendered(PROJECT)


def _messages(*changed: Rendered) -> list[str]:
    return [problem.message for problem in github.verify(PROJECT, changed).problems]


def _changed(end: str, old: str, new: str) -> Rendered:
    (found,) = [each for each in RENDERED if each.artifact.path.endswith(end)]
    assert old in found.text
    return replace(found, text=found.text.replace(old, new, 1))


@pytest.mark.parametrize("name", ["flight-delays", "datasets-only"])
def test_what_is_planned_is_what_is_written(name: str) -> None:
    planned = project(example(name))
    verdict = github.verify(planned, rendered(planned))
    assert verdict.problems == ()
    assert verdict.unverified == ()


# A text that is not its plan


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: birds CI", "name: birds CI\nname: again"),
        ("jobs:\n", "jobs:\n   x\n"),
        ("name: Spec", "name: Tests"),
        ("timeout-minutes: 15", 'timeout-minutes: "15"'),
        ("timeout-minutes: 15", "timeout-minutes: 15\n    continue-on-error: true"),
        ("permissions: {}", "permissions: write-all"),
        ("persist-credentials: false", "persist-credentials: true"),
        ("run: opsgen lint", "run: opsgen lint; id"),
        ("@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7"),
        ("      - name: Lint the spec\n        run: opsgen lint\n", ""),
    ],
)
def test_a_text_that_is_not_its_plan(old: str, new: str) -> None:
    assert len(_messages(_changed("birds-ci.yml", old, new))) == 1


def test_a_problem_says_where() -> None:
    changed = _changed("birds-ci.yml", "name: Spec", "name: Tests")
    (problem,) = github.verify(PROJECT, [changed]).problems
    assert problem.path == ".github/workflows/birds-ci.yml"
    assert problem.message == "the workflow.jobs.spec.name is 'Tests' instead of 'Spec'"


# A plan that GitHub would not take, or that is not safe


def _replanned(change: Callable[[Workflow], Workflow]) -> Rendered:
    from backends.github.specs import text

    (found,) = [each for each in RENDERED if each.artifact.path.endswith("birds-deploy-prod.yml")]
    artifact = replace(found.artifact, values={"workflow": change(found.artifact.values["workflow"])})
    return Rendered(artifact, text(artifact))


def _job(change: Callable[[Job], Job]) -> Callable[[Workflow], Workflow]:
    return lambda workflow: replace(workflow, jobs=tuple(change(job) for job in workflow.jobs))


def _step(change: Callable[[Step], Step]) -> Callable[[Workflow], Workflow]:
    return _job(lambda job: replace(job, steps=tuple(change(step) for step in job.steps)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda workflow: replace(workflow, group=""), "runs of the workflow may overlap"),
        (lambda workflow: replace(workflow, triggers={"never": {}}), "not valid for GitHub at $.on"),
        (_job(lambda job: replace(job, minutes=None)), "the job deploy has no timeout"),
        (_job(lambda job: replace(job, environment={})), "the job deploy takes secrets outside of an environment"),
        (_job(lambda job: replace(job, runs_on=7)), "not valid for GitHub at $.jobs"),
        (_step(lambda step: replace(step, inputs={})), "leaves a token in the checkout"),
        (
            _step(lambda step: replace(step, run=step.run and "echo ${{ github.ref }}")),
            "has an expression in its shell text",
        ),
        (
            _step(lambda step: replace(step, uses=step.uses and replace(step.uses, commit="v1"))),
            "is not pinned by its commit",
        ),
    ],
)
def test_a_plan_that_is_not_safe(change: Callable[[Workflow], Workflow], message: str) -> None:
    assert any(message in found for found in _messages(_replanned(change)))


# Without the packages of the extra


def test_says_what_was_not_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "validator", lambda: None)
    verdict = github.verify(PROJECT, RENDERED)
    assert verdict.problems == ()
    (line,) = verdict.unverified
    assert "pip install 'opsgen[verify]'" in line


def test_finds_no_validator_where_the_packages_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert schema.validator() is not None
    monkeypatch.setitem(__import__("sys").modules, "jsonschema", None)
    assert schema.validator() is None
