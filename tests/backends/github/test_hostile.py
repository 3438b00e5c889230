from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from backends.github.hostile import specs
from backends.github.specs import project, rendered, workflows
from opsgen.backends import GITHUB
from render.encode.test_shell import read


def _evaluated(text: str) -> str:
    """What GitHub makes of text that has nothing but strings in its expressions."""
    return text.replace("${{ '${{' }}", "${{")


def _runs(workflow: dict[str, Any]) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


@settings(max_examples=40)
@given(specs())
def test_any_text_is_data(tree: dict[str, Any]) -> None:
    planned = project(tree)
    assert GITHUB.verify(planned, rendered(planned)).problems == ()


@settings(max_examples=25)
@given(specs())
def test_commands_get_the_variables_of_the_spec(tree: dict[str, Any]) -> None:
    found = workflows(tree)
    train = found["train-rare"]["jobs"]["dev"]
    step = next(step for step in train["steps"] if step["name"] == "Train")
    # opsgen runs the command of the project, so no text of it is in a script.
    assert read(step["run"]) == ["opsgen", "train", "rare", "--env", "dev", "--step", "train"]
    assert _evaluated(train["env"]["OPSGEN_VAR_PLACE"]) == tree["variables"]["place"]["default"]
    for workflow in found.values():
        assert not any("${{" in run for run in _runs(workflow))


@settings(max_examples=15)
@given(specs())
def test_text_of_the_spec_never_changes_what_there_is(tree: dict[str, Any]) -> None:
    def shape(each: dict[str, Any]) -> dict[str, Any]:
        return {name: [step["name"] for step in job["steps"]] for name, job in each["jobs"].items()}

    harmless = {**tree, "teams": {"ml": {}}}
    assert {name: shape(each) for name, each in workflows(tree).items()} == {
        name: shape(each) for name, each in workflows(harmless).items()
    }
