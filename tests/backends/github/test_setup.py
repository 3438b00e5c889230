"""The action that sets up the jobs of a project."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ruamel.yaml import YAML

from backends.github.specs import deployed, files, merged, project, rendered, spec, text, workflows
from opsgen.backends import GITHUB
from opsgen.backends.api import Rendered
from opsgen.render.encode.workflow import Expression

ACTION = ".github/actions/birds-setup/action.yml"
PLACE = "./.github/actions/birds-setup"


def _action(tree: dict[str, Any], path: str = ACTION, **options: Any) -> dict[str, Any]:
    action: dict[str, Any] = YAML(typ="safe", pure=True).load(files(tree, **options)[path])
    return action


def _uses(tree: dict[str, Any], **options: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The steps that use the action, by their workflow and job."""
    return {
        (name, id_): step
        for name, workflow in workflows(tree, **options).items()
        for id_, job in workflow["jobs"].items()
        for step in job["steps"]
        if step.get("uses", "").startswith("./")
    }


def test_jobs_that_prove_or_deploy_do_not_run_it() -> None:
    found = {(name, id_) for name, id_ in _uses(deployed()) if not name.startswith(("ci", "train"))}
    assert found == {
        ("deploy-dev", "manifests"),
        ("deploy-staging", "rollback"),
        ("deploy-prod", "rollback"),
        ("promote", "promote"),
    }


def test_it_comes_right_after_the_checkout_of_what_runs() -> None:
    for (name, id_), step in _uses(deployed()).items():
        before = workflows(deployed())[name]["jobs"][id_]["steps"]
        checkout = before[before.index(step) - 1]
        assert checkout["uses"].startswith("actions/checkout@")
        assert "ref" not in checkout["with"]


def test_only_jobs_without_secrets_use_the_cache() -> None:
    cached = {name for (name, _), step in _uses(deployed()).items() if "cache" in step.get("with", {})}
    assert cached == {"ci"}


def test_an_environment_with_other_options_gives_them() -> None:
    tree = deployed()
    tree["environments"]["prod"]["overrides"] = {"outputs": {"github": {"python": "3.13", "requirements": "prod.txt"}}}
    own = {name: step.get("with") for (name, id_), step in _uses(tree).items() if id_ in {"rollback", "manifests"}}
    assert own["deploy-prod"] == {"python-version": "3.13", "requirements": "prod.txt"}
    assert own["deploy-dev"] == own["deploy-staging"] is None
    assert _action(tree)["inputs"]["python-version"]["default"] == "3.12"


def test_its_steps_run_in_the_folder_of_the_project() -> None:
    python, install = _action(deployed(), folder="projects/birds")["runs"]["steps"]
    assert python["with"]["cache-dependency-path"] == "projects/birds/${{ inputs.requirements }}"
    assert install["working-directory"] == "projects/birds"
    assert {step["uses"] for step in _uses(deployed(), folder="projects/birds").values()} == {PLACE}


def test_it_is_below_another_folder_of_workflows() -> None:
    tree = merged(spec(), {"outputs": {"github": {"path": "ci"}}})
    assert _action(tree, "ci/actions/birds-setup/action.yml", folder="projects/birds")
    found = {step["uses"] for step in _uses(tree, folder="projects/birds").values()}
    assert found == {"./projects/birds/ci/actions/birds-setup"}


def test_the_text_of_a_spec_is_no_expression() -> None:
    """GitHub expands expressions in defaults of inputs, too."""
    tree = merged(spec(), {"outputs": {"github": {"python": "${{ github.token }}"}}})
    assert _action(tree)["inputs"]["python-version"]["default"] == "${{ '${{' }} github.token }}"


def test_what_it_may_not_do_is_found() -> None:
    planned = project(spec())
    found = next(each for each in rendered(planned) if each.artifact.path == ACTION)
    action = found.artifact.values["action"]
    first, install = action.steps
    for steps in (
        (replace(first, uses=first.uses._replace(commit="v7")), install),
        (first, replace(install, env={"REQUIREMENTS": Expression("secrets.TOKEN")})),
        (first, replace(install, shell=None)),
    ):
        artifact = replace(found.artifact, values={"action": replace(action, steps=steps)})
        changed = Rendered(artifact, text(artifact))
        assert GITHUB.verify(planned, [changed]).problems, steps
    assert GITHUB.verify(planned, [replace(found, text=found.text.replace("composite", "node20"))]).problems
