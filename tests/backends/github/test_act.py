from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backends.github.specs import deployed, merged, spec
from backends.github.workflow_runner import ACT, Repository, downloads

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(ACT is None, reason="act is not installed")

TEST = ["python", "-c", "import sys; print(sys.argv[1:])", "${{ github.ref }}", "$HOME", "`id`", "it's"]
DIGEST = "sha256:" + "0123456789abcdef" * 4
KUBECTL = """#!/bin/bash
echo "kubectl $*" >> "$HOME/calls"
case "$*" in
  kustomize*) echo "image: ghcr.io/example/birds@DIGEST" > manifests.yaml ;;
  'get configmap'*) echo 'kind: Former' ;;
  'get --filename'*) echo 'deployment.apps/rare-api' ;;
  'rollout status'*) [ ! -e "$HOME/broken" ] || { rm "$HOME/broken"; exit 1; } ;;
esac
""".replace("DIGEST", DIGEST)


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path, spec(outputs={"github": {"test": TEST}}))
    repository.build()
    return repository


def test_ci_passes_what_is_fresh(project: Repository) -> None:
    run = project.act("pull_request", "birds-ci", "--job=spec")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 file is up to date" in run.stdout


def test_ci_stops_at_a_broken_spec(project: Repository) -> None:
    tree = spec()
    tree["datasets"]["sightings"]["colums"] = tree["datasets"]["sightings"].pop("columns")
    project.write(tree)
    project.commit()
    run = project.act("pull_request", "birds-ci", "--job=spec")
    assert run.returncode == 1
    assert "did you mean `columns`?" in run.stdout


def test_ci_stops_at_artifacts_that_are_stale(project: Repository) -> None:
    project.write(merged(spec(outputs={"github": {"test": TEST}}), {"outputs": {"github": {"python": "3.13"}}}))
    project.commit()
    run = project.act("pull_request", "birds-ci", "--job=spec")
    assert run.returncode == 1
    assert "run opsgen build" in run.stdout


def test_a_command_gets_the_words_of_the_spec(project: Repository) -> None:
    run = project.act("pull_request", "birds-ci", "--job=tests")
    assert run.returncode == 0, run.stdout + run.stderr
    assert str(TEST[3:]) in run.stdout


# Deployment


@pytest.fixture
def promoted(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path, deployed())
    repository.program("gh", '#!/bin/sh\necho "gh $*" >> "$HOME/calls"\n')
    repository.program("kubectl", KUBECTL)
    downloads(repository, "kind: New\n")
    repository.build()
    return repository


def _deploy(repository: Repository) -> tuple[int, list[str], str]:
    run = repository.act("push", "birds-deploy-prod", "--secret=KUBECONFIG=users")
    return run.returncode, (repository.home / "calls").read_text().splitlines(), run.stdout + run.stderr


APPLY = "kubectl apply --server-side --force-conflicts --field-manager opsgen --filename"


def test_a_deployment_is_verified_applied_and_recorded(promoted: Repository) -> None:
    code, calls, log = _deploy(promoted)
    assert code == 0, log
    verified = [call for call in calls if f"oci://ghcr.io/example/birds@{DIGEST}" in call]
    assert ["deploy-dev" in verified[0], "deploy-staging" in verified[1]] == [True, True]
    assert calls.index(verified[1]) < calls.index(f"{APPLY} manifests.yaml")
    assert f"{APPLY} -" in calls
    assert f"{APPLY} former.yaml" not in calls


def test_a_deployment_that_does_not_come_up_is_rolled_back(promoted: Repository) -> None:
    (promoted.home / "broken").touch()
    code, calls, log = _deploy(promoted)
    assert code == 1, log
    applied, rolled_back = calls.index(f"{APPLY} manifests.yaml"), calls.index(f"{APPLY} former.yaml")
    statuses = [number for number, call in enumerate(calls) if call.startswith("kubectl rollout status")]
    assert applied < statuses[0] < rolled_back < statuses[1]
    assert not any("create configmap" in call for call in calls)


def test_nothing_is_applied_that_no_one_attested(promoted: Repository) -> None:
    promoted.program("gh", "#!/bin/sh\nexit 1\n")
    code, calls, log = _deploy(promoted)
    assert code == 1, log
    assert not any(call.startswith("kubectl apply") for call in calls)
