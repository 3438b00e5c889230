from __future__ import annotations

from typing import Any

from backends.github.specs import deployed, example, merged, spec, workflows

REPORT = ' --format markdown --report "$GITHUB_STEP_SUMMARY"'


def _runs(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_a_pull_request_is_judged_without_a_secret() -> None:
    ci = workflows(example("flight-delays"))["ci"]
    assert list(ci["jobs"]) == ["spec", "tests", "quality", "image", "ready", "findings"]
    assert list(ci["on"]) == ["pull_request", "merge_group", "push"]
    assert "secrets." not in str(ci)
    own = {name: job.get("permissions") for name, job in ci["jobs"].items()}
    assert own.pop("findings") == {"security-events": "write", "actions": "read"}
    assert own.pop("ready") is None
    assert all(permissions == {"contents": "read"} for permissions in own.values())


def test_one_job_needs_all_that_a_change_must_pass() -> None:
    jobs = workflows(example("flight-delays"))["ci"]["jobs"]
    ready = jobs["ready"]
    assert ready["name"] == "flight-delays / ready"
    assert ready["needs"] == [name for name in jobs if name not in {"ready", "findings"}]
    assert ready["if"] == "${{ always() }}"
    results = ready["steps"][0]["env"]["RESULTS"].split(" ")
    assert [each for each in results if "=" in each and each.endswith("=${{")] == [
        f"{name}=${{{{" for name in ready["needs"]
    ]
    conditional = [name for name in ready["needs"] if "if" in jobs[name]]
    assert conditional == ["image"]
    assert ready["steps"][0]["env"]["MAY_SKIP"] == "${{ github.event_name == 'push' && 'image' || '' }}"


def test_code_scanning_is_written_by_a_job_that_runs_no_code_of_the_project() -> None:
    findings = workflows(example("flight-delays"))["ci"]["jobs"]["findings"]
    assert [step["uses"].partition("@")[0] for step in findings["steps"]] == [
        "actions/download-artifact",
        "github/codeql-action/upload-sarif",
    ]
    assert not any("run" in step for step in findings["steps"])
    assert findings["steps"][1]["with"]["category"] == "opsgen-flight-delays"
    assert "github.event.pull_request.head.repo.full_name == github.repository" in findings["if"]


def test_the_spec_is_linted_and_its_artifacts_compared() -> None:
    jobs = workflows(spec(), spec_file="birds.yaml")["ci"]["jobs"]
    assert _runs(jobs["spec"]) == [
        "opsgen lint birds.yaml --format github",
        'opsgen build birds.yaml --check --summary "$GITHUB_STEP_SUMMARY"',
        'opsgen lint birds.yaml --format sarif > "$RUNNER_TEMP/opsgen.sarif" || [ $? = 1 ]',
    ]


def test_data_that_a_checkout_can_make_is_made_and_judged() -> None:
    jobs = workflows(example("flight-delays"))["ci"]["jobs"]
    assert _runs(jobs["quality"]) == [
        f"opsgen ingest flights --env dev{REPORT}",
        f"opsgen check planes --env dev{REPORT}",
        f"opsgen transform flight_features --env dev{REPORT}",
    ]
    assert jobs["quality"]["env"] == {
        "OPSGEN_ENV": "dev",
        "OPSGEN_PROJECT": "flight-delays",
        "OPSGEN_VAR_LAKE": "data",
    }


def test_data_elsewhere_is_left_out() -> None:
    assert "quality" not in workflows(spec(connections={"lake": {"root": "s3://lake"}}))["ci"]["jobs"]
    assert "quality" not in workflows(spec(connections={"lake": {"root": "/lake"}}))["ci"]["jobs"]


def test_data_that_takes_a_secret_is_left_out_with_all_that_needs_it() -> None:
    tree = spec()
    environment = {"TOKEN": {"secret": "BIRDS_TOKEN"}}
    tree["datasets"]["sightings"]["ingest"] = {"command": ["fetch"], "environment": environment}
    made = {**tree["datasets"]["sightings"], "transform": {"inputs": ["sightings"], "sql": "counts.sql"}}
    del made["ingest"]
    looked_up = {**made, "columns": {"species": {"type": "string", "references": "counts.species"}}}
    del looked_up["transform"]
    tree["datasets"] |= {"counts": made, "names": looked_up}
    assert "quality" not in workflows(tree)["ci"]["jobs"]
    tree["datasets"]["sightings"]["ingest"]["environment"] = {"TOKEN": "public"}
    quality = workflows(tree)["ci"]["jobs"]["quality"]
    assert _runs(quality) == [
        f"opsgen ingest sightings --env default{REPORT}",
        f"opsgen check names --env default{REPORT}",
        f"opsgen transform counts --env default{REPORT}",
    ]


def test_there_is_no_test_job_where_there_are_no_tests() -> None:
    assert "tests" not in workflows(spec(outputs={"github": {"test": None}}))["ci"]["jobs"]
    jobs = workflows(spec(outputs={"github": {"test": ["pytest", "-k", "not slow; rm"]}}))["ci"]["jobs"]
    assert _runs(jobs["tests"])[0] == 'pytest -k "not slow; rm"'


def test_the_image_is_built_but_not_pushed() -> None:
    (build,) = [
        step for step in workflows(deployed())["ci"]["jobs"]["image"]["steps"] if step["name"] == "Build the image"
    ]
    assert build["with"]["push"] is False


def test_a_project_of_datasets_has_no_other_workflow() -> None:
    assert list(workflows(example("datasets-only"))) == ["ci"]


def test_an_environment_without_workflows_has_none() -> None:
    tree = deployed()
    tree["environments"]["prod"]["overrides"] = {"outputs": {"github": None}}
    assert list(workflows(tree)) == ["ci", "deploy-dev", "deploy-staging", "promote", "train-rare"]


def test_workflows_go_where_the_spec_says() -> None:
    from backends.github.specs import files

    tree = merged(spec(), {"outputs": {"github": {"path": "ci/workflows"}}})
    assert list(files(tree)) == ["ci/workflows/actions/birds-setup/action.yml", "ci/workflows/birds-ci.yml"]


def test_releases_are_built_again_where_there_are_some() -> None:
    spec_job = workflows(deployed())["ci"]["jobs"]["spec"]
    assert spec_job["steps"][-1]["run"] == "opsgen promote --check"
    assert spec_job["steps"][0]["with"]["fetch-depth"] == 0
    assert "promote" not in str(workflows(example("datasets-only"))["ci"])
    other = workflows(deployed(), spec_file="birds.yaml")["ci"]["jobs"]["spec"]
    assert other["steps"][-1]["run"] == "opsgen promote --check --spec birds.yaml"
