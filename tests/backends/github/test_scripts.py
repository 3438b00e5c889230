"""The scripts of workflows, run with stand-ins for what they call."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from opsgen.backends.github.shell import script

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0123456789abcdef" * 4
OTHER = "sha256:" + "f" * 64
FAKE = """#!/bin/bash
printf '%s\\n' "$(basename "$0") $*" >> "$CALLS"
case "$*" in
{cases}
esac
"""


@dataclass(frozen=True)
class Runner:
    """A folder that scripts run in, as a runner's workspace."""

    folder: Path

    def stand_in(self, program: str, **outputs: str) -> None:
        """A program that answers calls which hold a text, e.g. `get_configmap`, with a line of shell."""
        cases = "\n".join(f"  *'{text.replace('_', ' ')}'*) {answer} ;;" for text, answer in outputs.items())
        file = self.folder / "bin" / program
        file.parent.mkdir(exist_ok=True)
        file.write_text(FAKE.format(cases=cases))
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def run(self, name: str, at: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        own = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder / "home")}
        files = {name: str(self.folder / name) for name in ("CALLS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(name)]
        environment = {**own, **files, **variables, "RUNNER_TEMP": str(self.folder)}
        return subprocess.run(
            command, cwd=at or self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def read(self, name: str) -> str:
        file = self.folder / name
        return file.read_text() if file.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


# The one check of a change


@pytest.mark.parametrize(
    ("results", "may_skip", "code"),
    [
        ("spec=success tests=success", "", 0),
        ("spec=success image=skipped", "image", 0),
        ("spec=success image=skipped", "", 1),
        ("spec=skipped image=success", "image", 1),
        ("spec=failure tests=success", "", 1),
        ("spec=success tests=cancelled", "tests", 1),
        ("spec= tests=success", "", 1),
    ],
)
def test_a_change_is_ready_if_all_its_jobs_succeeded(runner: Runner, results: str, may_skip: str, code: int) -> None:
    ran = runner.run("require-jobs", RESULTS=f" {results}", MAY_SKIP=may_skip)
    assert ran.returncode == code
    assert ("::error::the job" in ran.stdout) == bool(code)


# Which branch, which image


@pytest.mark.parametrize(
    ("ref", "code"),
    [("refs/heads/main", 0), ("refs/heads/feature/x", 1), ("refs/tags/main", 1), ("refs/heads/x/refs/heads/main", 1)],
)
def test_only_the_default_branch_is_deployed(runner: Runner, ref: str, code: int) -> None:
    ran = runner.run("require-branch", BRANCH="main", GITHUB_REF=ref, GITHUB_REF_NAME="main")
    assert ran.returncode == code
    assert (f"::error::this workflow runs on the branch main only, not on {ref}" in ran.stdout) == bool(code)


def _find(runner: Runner, *images: str) -> subprocess.CompletedProcess[str]:
    folder = runner.folder / "preview" / "deploy" / "dev"
    folder.mkdir(parents=True)
    (folder / "kustomization.yaml").write_text("".join(f"    digest: {image}\n" for image in images))
    variables = {"FOLDER": str(runner.folder / "preview"), "PATHS": "dags/dev\ndeploy/dev"}
    repository, pin = "ghcr.io/example/birds", "opsgen pin --env dev"
    return runner.run("find-image", ENVIRONMENT="dev", REPOSITORY=repository, PIN=pin, **variables)


def test_finds_the_image_that_is_pinned(runner: Runner) -> None:
    assert _find(runner, DIGEST, DIGEST).returncode == 0
    assert runner.read("GITHUB_OUTPUT") == f"digest={DIGEST}\n"


@pytest.mark.parametrize("images", [[], [DIGEST, OTHER], ["1.0.0"]])
def test_deploys_nothing_that_is_not_one_digest(runner: Runner, images: list[str]) -> None:
    found = _find(runner, *images)
    assert found.returncode == 1
    assert "::error::dev has no image pinned by digest: run opsgen pin --env dev ghcr.io/example/birds@" in found.stdout
    assert runner.read("GITHUB_OUTPUT") == ""


def test_says_how_to_promote(runner: Runner) -> None:
    variables = {"ENVIRONMENT": "dev", "NEXT": "prod", "COMMIT": "3f2a9c1" + "0" * 33, "IMAGE": ""}
    assert runner.run("show-how-to-promote", PROMOTE="opsgen promote --to prod", **variables).returncode == 0
    summary = runner.read("GITHUB_STEP_SUMMARY")
    assert summary.startswith("dev has run 3f2a9c1. To promote it to prod,")
    assert f"\nopsgen promote --to prod --commit {variables['COMMIT']}\n" in summary


# The cluster


def test_the_kubeconfig_is_for_nobody_else(runner: Runner) -> None:
    content = "apiVersion: v1\nusers: [{token: $(id) `id`}]"
    assert runner.run("use-kubeconfig", KUBECONFIG_CONTENT=content).returncode == 0
    file = runner.folder / "home" / ".kube" / "config"
    assert file.read_text() == f"{content}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_gke_is_reached_with_the_token_of_the_login(runner: Runner) -> None:
    runner.stand_in("gcloud", endpoint="echo 10.0.0.1", masterAuth="echo Y2VydA==")
    runner.stand_in("kubectl")
    variables = {"CLUSTER": "birds", "LOCATION": "europe-west1", "PROJECT": "birds-123", "ACCESS_TOKEN": "token"}
    assert runner.run("use-gke-cluster", **variables).returncode == 0
    assert runner.read("cluster-ca.pem") == "cert"
    assert "config set-cluster gke --server https://10.0.0.1" in runner.read("CALLS")
    assert "config set-credentials deployer --token token" in runner.read("CALLS")


# Deployment

NAMESPACE = {
    "NAMESPACE": "birds-prod",
    "RECORD": "birds-deployed",
    "TIMEOUT": "60",
    "MANIFESTS": "manifests.yaml",
    "MORE": "false",
}
OBJECTS = "deployment.apps/api rollout.argoproj.io/web inferenceservice.serving.kserve.io/rare service/api"


def test_what_was_deployed_before_is_read(runner: Runner) -> None:
    runner.stand_in("kubectl", get_configmap="printf 'kind: Deployment\\n'")
    assert runner.run("read-former", **NAMESPACE).returncode == 0
    assert runner.read("former.yaml") == "kind: Deployment\n"
    assert runner.read("GITHUB_OUTPUT") == "found=true\n"


def test_the_first_deployment_has_nothing_to_go_back_to(runner: Runner) -> None:
    runner.stand_in("kubectl")
    assert runner.run("read-former", **NAMESPACE).returncode == 0
    assert runner.read("GITHUB_OUTPUT") == ""


def test_a_cluster_out_of_reach_is_not_an_empty_one(runner: Runner) -> None:
    runner.stand_in("kubectl", get="exit 1")
    assert runner.run("read-former", **NAMESPACE).returncode != 0


def _status(kind: str, status: dict[str, object], **more: object) -> str:
    return json.dumps(
        {"kind": kind, "metadata": {"generation": 7}, **more, "status": {"observedGeneration": 7, **status}}
    )


READY = {"updatedReplicas": 2, "replicas": 2, "availableReplicas": 2}
HEALTHY = {
    "deployment.apps": _status("Deployment", READY, spec={"replicas": 2}),
    "rollout.argoproj.io": _status("Rollout", {"phase": "Healthy", "observedGeneration": "7"}),
    "inferenceservice.serving": _status("InferenceService", {"conditions": [{"type": "Ready", "status": "True"}]}),
}


def _wait(runner: Runner, limit: str = "60", more: str = "false", **states: str) -> subprocess.CompletedProcess[str]:
    """Wait for three workloads, of which some are in other states."""
    answers = {f"get_{kind}": f"echo '{state}'" for kind, state in (HEALTHY | states).items()}
    runner.stand_in("sleep")
    runner.stand_in("kubectl", **{"get_--filename": f"printf '%s\\n' {OBJECTS}"}, **answers)
    return runner.run("wait", **(NAMESPACE | {"TIMEOUT": limit, "MORE": more}))


def test_waits_for_each_kind_of_workload(runner: Runner) -> None:
    ran = _wait(runner)
    assert (ran.returncode, ran.stdout) == (0, "")
    calls = runner.read("CALLS")
    for name in ("deployment.apps/api", "rollout.argoproj.io/web", "inferenceservice.serving.kserve.io/rare"):
        assert f"kubectl get {name} --namespace birds-prod --output json" in calls
    assert "get service/api" not in calls


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [
        (
            "deployment.apps",
            _status("Deployment", {"conditions": [{"type": "Progressing", "reason": "ProgressDeadlineExceeded"}]}),
            "its pods did not become ready in time",
        ),
        (
            "rollout.argoproj.io",
            _status("Rollout", {"phase": "Degraded", "message": "a\nb"}),
            "it is degraded: a b",
        ),
        (
            "rollout.argoproj.io",
            _status("Rollout", {"phase": "Paused", "pauseConditions": [{"reason": "InconclusiveAnalysisRun"}]}),
            "its analysis is inconclusive, as after too few requests: a person has to promote or abort it",
        ),
        ("rollout.argoproj.io", _status("Rollout", {"phase": "Paused"}, spec={"paused": True}), "someone paused it"),
        (
            "inferenceservice.serving",
            _status("InferenceService", {"modelStatus": {"transitionStatus": "InvalidSpec"}}),
            "its model cannot be loaded",
        ),
    ],
)
def test_waiting_ends_at_once_where_it_is_useless(runner: Runner, kind: str, state: str, reason: str) -> None:
    ran = _wait(runner, limit="100000", **{kind: state})
    assert ran.returncode == 1
    assert f": {reason}" in ran.stdout
    assert "sleep" not in runner.read("CALLS")


@pytest.mark.parametrize(
    "state",
    [
        _status("Rollout", {"phase": "Paused", "pauseConditions": [{"reason": "CanaryPauseStep"}]}),
        _status("Rollout", {"phase": "Degraded", "observedGeneration": "6"}),
        _status("Rollout", {}),
    ],
)
def test_a_step_of_a_canary_and_a_state_of_the_former_version_are_waited_for(runner: Runner, state: str) -> None:
    ran = _wait(runner, limit="0", **{"rollout.argoproj.io": state})
    assert ran.returncode == 1
    assert "::error::still not healthy after 0 seconds: rollout.argoproj.io/web\n" in ran.stdout
    assert _wait(runner, limit="0", more="true", **{"rollout.argoproj.io": state}).returncode == 0


def test_a_cluster_that_does_not_answer_fails_the_deployment(runner: Runner) -> None:
    runner.stand_in("sleep")
    runner.stand_in("kubectl", **{"get_--filename": f"printf '%s\\n' {OBJECTS}", "output_json": "exit 1"})
    ran = runner.run("wait", **NAMESPACE)
    assert ran.returncode == 1
    assert "::error::the cluster does not answer" in ran.stdout


def test_only_what_opsgen_deployed_and_no_longer_does_is_removed(runner: Runner) -> None:
    kept = "namespace/old persistentvolumeclaim/artifacts configmap/api-1"
    former = f"printf '%s\\n' {kept} service/api cronjob.batch/scores deployment.apps/api"
    current = "printf '%s\\n' namespace/new configmap/api-2 service/api deployment.apps/api"
    runner.stand_in("kubectl", **{"former.yaml": former, "manifests.yaml": current})
    assert runner.run("remove-leftovers", **NAMESPACE).returncode == 0
    deleted = [call for call in runner.read("CALLS").splitlines() if "delete" in call]
    assert deleted == ["kubectl delete --namespace birds-prod --ignore-not-found cronjob.batch/scores"]


def test_nothing_is_removed_where_nothing_is_left_over(runner: Runner) -> None:
    runner.stand_in("kubectl", output_name="printf '%s\\n' service/api deployment.apps/api")
    assert runner.run("remove-leftovers", **NAMESPACE).returncode == 0
    assert "delete" not in runner.read("CALLS")


def test_what_is_deployed_is_recorded_in_the_cluster(runner: Runner) -> None:
    runner.stand_in("kubectl", create_configmap="echo 'kind: ConfigMap'", apply='cat > "$CALLS.applied"')
    assert runner.run("record", **NAMESPACE).returncode == 0
    assert runner.read("CALLS.applied") == "kind: ConfigMap\n"


IMAGE = f"ghcr.io/example/shop@{DIGEST}"
PIN_FILE = f"""\
# Generated by opsgen from {{spec}}. Do not edit: `opsgen pin` and `opsgen promote` write this file.
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images:
  - name: ghcr.io/example/shop
    digest: {DIGEST}
"""


@pytest.mark.parametrize(
    ("spec", "accepted"),
    [
        ("opsgen.yaml", True),
        ("größe/日本/opsgen.yaml", True),
        *(
            (f"x{end}resources: [evil]{end}#", False)
            for end in ("\n", "\r", "\x85", "\u2028", "\u2029", "\x0c", "\udcff")
        ),
    ],
)
def test_the_first_line_of_a_pin_file_ends_where_it_seems_to(runner: Runner, spec: str, accepted: bool) -> None:
    text = PIN_FILE.format(spec=spec)
    (runner.folder / "pins.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = runner.run(
        "require-pins",
        KUBERNETES="pins.yaml",
        AIRFLOW="",
        ADOPTED="",
        REPOSITORY="ghcr.io/example/shop",
        IMAGE=IMAGE,
        PROMOTE="opsgen promote",
    )
    assert (result.returncode == 0) is accepted, result.stderr
    assert ("does not pin" in result.stdout) is not accepted


@pytest.mark.parametrize(
    ("other", "pushed"), [("", True), ("deploy/prod/rollout.yaml", False), ("opsgen.lock.py", False)]
)
def test_the_job_that_pushes_a_pin_takes_no_other_file(runner: Runner, other: str, pushed: bool) -> None:
    repository, change = runner.folder / "repository" / "birds", runner.folder / "change" / "change.patch"
    files = {
        "opsgen.lock": "new\n",
        "deploy/dev/pins/kustomization.yaml": "new\n",
        **({other: "evil\n"} if other else {}),
    }

    def git(*words: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        command = ["git", "-C", str(repository), *identity, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    for text in ("old\n", None):
        for name, new in files.items():
            (repository / name).parent.mkdir(parents=True, exist_ok=True)
            (repository / name).write_text(text or new)
        if text:
            subprocess.run(["git", "init", "-q", "-b", "main", str(repository.parent)], check=True)
            subprocess.run(["git", "init", "-q", "--bare", str(runner.folder / "origin")], check=True)
            git("add", "--all")
            git("commit", "-q", "-m", "old")
            git("remote", "add", "origin", str(runner.folder / "origin"))
    git("add", "--all")
    change.parent.mkdir()
    change.write_text(git("diff", "--cached", "--binary"))
    git("reset", "-q", "--hard")
    allowed = "deploy/dev/pins/kustomization.yaml\nopsgen.lock\n.opsgen/manifest"
    result = runner.run("push-change", at=repository, FILES=allowed, TITLE="pin", BRANCH="main")
    assert (result.returncode == 0) is pushed, result.stderr
    assert ("changes these files only" in result.stdout) is not pushed
    assert (git("ls-remote", "origin") != "") is pushed
