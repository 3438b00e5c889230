"""The script that sets up GitHub environments, run with a stand-in for the GitHub CLI that has a state."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from backends.github.specs import deployed, example, project, rendered
from backends.github.specs import spec as minimal
from opsgen.backends import GITHUB
from opsgen.backends.api import Rendered

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")

# The environments, their policies, secrets and variables are in one JSON file; `jq` applies the script's own filters.
GH = """#!{python}
import json, os, re, subprocess, sys
file = os.environ["STATE_FILE"]
state = json.load(open(file))
arguments = sys.argv[2:]
method, filter_, fields, url = "GET", None, {{}}, None
while arguments:
    each = arguments.pop(0)
    if each == "--method":
        method = arguments.pop(0)
    elif each == "--jq":
        filter_ = arguments.pop(0)
    elif each == "-f":
        key, _, value = arguments.pop(0).partition("=")
        fields[key] = value
    elif each == "--input":
        assert arguments.pop(0) == "-"
        fields = json.load(sys.stdin)
    elif each != "--paginate":
        url = each
with open(os.environ["CALLS"], "a") as calls:
    print(method, url, json.dumps(fields, sort_keys=True), file=calls)

def missing():
    print('{{"message": "Not Found"}}')
    sys.exit("gh: Not Found (HTTP 404)")

def answer(value):
    if filter_ is not None:
        subprocess.run(["jq", "-r", filter_], input=json.dumps(value).encode(), check=True)

path = url.removeprefix("repos/{{owner}}/{{repo}}/environments/").split("/")
if url.startswith(("orgs/", "users/")):
    answer({{"id": state["ids"][url]}}) if url in state["ids"] else missing()
elif os.environ.get("BROKEN"):
    sys.exit("gh: Server Error (HTTP 502)")
elif path[1:] == [] and method == "PUT":
    kept = state["environments"].setdefault(path[0], {{"policies": []}})
    wait = {{"type": "wait_timer", "wait_timer": fields["wait_timer"]}}
    kept["protection_rules"] = [wait] if fields["wait_timer"] else []
    reviewers = [{{"type": each["type"], "reviewer": {{"id": each["id"]}}}} for each in fields["reviewers"]]
    if reviewers:
        rule = {{"type": "required_reviewers", "prevent_self_review": fields["prevent_self_review"]}}
        kept["protection_rules"].append(rule | {{"reviewers": reviewers}})
    kept["deployment_branch_policy"] = fields["deployment_branch_policy"]
elif path[0] not in state["environments"]:
    missing()
elif path[1:] == []:
    answer(state["environments"][path[0]])
elif path[1] == "deployment-branch-policies":
    policies = state["environments"][path[0]]["policies"]
    if method == "POST":
        policies.append(fields | {{"id": len(policies) + 1}})
    elif method == "DELETE":
        policies[:] = [each for each in policies if str(each["id"]) != path[2]]
    answer({{"branch_policies": policies}}) if method == "GET" else None
else:
    answer({{path[1]: [{{"name": name}} for name in state.get(path[1], {{}}).get(path[0], [])]}})
json.dump(state, open(file, "w"))
"""
IDS = {"orgs/example/teams/data-platform": 11, "orgs/example/teams/ml": 7, "users/birder": 3}


class Repository:
    """A repository on GitHub, as far as the script sees it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "state.json"
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(GH.format(python=sys.executable))
        (folder / "bin" / "gh").chmod(0o755)
        self.write({"ids": IDS, "environments": {}})

    def write(self, state: dict[str, Any]) -> None:
        self.file.write_text(json.dumps(state))

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.file.read_text())
        return found

    def run(self, script: str, *options: str, **variables: str) -> tuple[int, list[str], list[str]]:
        """Run the script: its exit code, its lines, and the calls that change something."""
        calls = self.folder / "calls"
        calls.write_text("")
        own = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "STATE_FILE": str(self.file), "CALLS": str(calls)}
        command = ["bash", "-c", script, "environments.sh", *options]
        ran = subprocess.run(command, env=own | variables, capture_output=True, text=True, check=False)
        changes = [line for line in calls.read_text().splitlines() if not line.startswith("GET")]
        return ran.returncode, (ran.stdout + ran.stderr).splitlines(), changes


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def script(tree: dict[str, Any]) -> str:
    (found,) = (each.text for each in rendered(project(tree)) if each.artifact.path.endswith("-environments.sh"))
    return found


def _approved(*reviewers: str, **teams: Any) -> dict[str, Any]:
    tree = deployed()
    tree["environments"] = {
        "prod": {**tree["environments"]["prod"], "approval": {"reviewers": [*reviewers], "wait": "90s"}}
    }
    return tree | {"teams": teams}


def test_environments_are_set_up_once(repository: Repository) -> None:
    text = script(example("flight-delays"))
    code, lines, changes = repository.run(text)
    assert code == 1
    assert (
        "to do: prod-train has no secret MLFLOW_TRACKING_URI: gh secret set MLFLOW_TRACKING_URI --env prod-train"
        in lines
    )
    found = repository.state["environments"]
    assert list(found) == ["dev", "dev-train", "prod", "prod-data", "prod-train"]
    for each in found.values():
        assert each["deployment_branch_policy"] == {"protected_branches": False, "custom_branch_policies": True}
        assert [(policy["type"], policy["name"]) for policy in each["policies"]] == [("branch", "main")]
    (rule,) = found["prod"]["protection_rules"]
    assert rule["prevent_self_review"] is True
    assert rule["reviewers"] == [{"type": "Team", "reviewer": {"id": each}} for each in (11, 7)]
    assert changes
    secrets = {"dev": ["KUBECONFIG"], "prod": ["KUBECONFIG"], "prod-train": ["MLFLOW_TRACKING_URI"]}
    repository.write(repository.state | {"secrets": secrets | {"dev-train": ["MLFLOW_TRACKING_URI"]}})
    assert repository.run(text) == (0, ["all environments are set up"], [])


def test_a_dry_run_changes_nothing(repository: Repository) -> None:
    code, lines, changes = repository.run(script(example("flight-delays")), "--dry-run")
    assert (code, changes) == (1, [])
    assert "would set up the environment prod" in lines
    assert "would let main use the environment prod" in lines
    assert repository.run(script(example("flight-delays")), "--dryrun")[0] == 2


def test_what_somebody_set_by_hand_stays_where_the_spec_says_nothing(repository: Repository) -> None:
    reviewers = [{"type": "User", "reviewer": {"id": 3}}]
    by_hand = [
        {"type": "wait_timer", "wait_timer": 30},
        {"type": "required_reviewers", "prevent_self_review": False, "reviewers": reviewers},
    ]
    policy = {"id": 1, "type": "branch", "name": "release/*"}
    old = {"protection_rules": by_hand, "deployment_branch_policy": None, "policies": [policy]}
    repository.write(repository.state | {"environments": {"dev": old}})
    _, lines, _ = repository.run(script(example("flight-delays")))
    assert "remove branch release/* from the environment dev" in lines
    found = repository.state["environments"]["dev"]
    assert found["protection_rules"] == by_hand
    assert [each["name"] for each in found["policies"]] == ["main"]


def test_users_and_wait_timers(repository: Repository) -> None:
    repository.run(script(_approved("birders", birders={"github": "birder"})))
    rules = repository.state["environments"]["prod"]["protection_rules"]
    assert rules[0] == {"type": "wait_timer", "wait_timer": 2}
    assert rules[1]["reviewers"] == [{"type": "User", "reviewer": {"id": 3}}]


def test_reviewers_that_github_does_not_have_are_reported(repository: Repository) -> None:
    _, lines, _ = repository.run(script(_approved("birders", birders={"github": "example/nobody"})))
    assert "to do: prod: GitHub has no reviewer example/nobody" in lines
    _, lines, _ = repository.run(script(_approved("$(touch x)'\"")))
    expected = (
        "to do: prod: add the reviewers of $(touch x)'\" in the settings, or set teams.$(touch x)'\".github in the spec"
    )
    assert expected in lines
    assert not (repository.folder / "x").exists()


def test_other_errors_end_the_script(repository: Repository) -> None:
    code, lines, changes = repository.run(script(example("flight-delays")), BROKEN="yes")
    assert (code, lines, changes) == (1, ["gh: Server Error (HTTP 502)"], [])


def test_there_is_none_without_environments() -> None:
    paths = [each.artifact.path for each in rendered(project(minimal()))]
    assert not [path for path in paths if path.endswith(".sh")]


def test_verification_finds_each_change() -> None:
    made = project(example("flight-delays"))
    files = rendered(made)
    (at,) = (index for index, each in enumerate(files) if each.artifact.path.endswith(".sh"))
    text = files[at].text
    changes = (("prod 0 main", "prod 0 dev"), ("team example ml\n", ""), ("\nfinish\n", "\nfinish; id\n"))
    for changed in (*(text.replace(old, new) for old, new in changes), text.replace("from", "by", 1)):
        assert changed != text
        problems = GITHUB.verify(made, [Rendered(files[at].artifact, changed)]).problems
        assert [each.path for each in problems] == [files[at].artifact.path]
