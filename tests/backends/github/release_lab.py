"""GitHub, a registry and a cluster that remember what was built, attested, deployed and proposed."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import threading
from hashlib import sha256
from multiprocessing.connection import Listener
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from backends.github.job_runner import Runner
from opsgen.backends.github import pins
from program import opsgen
from release import lab

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backends.github.job_runner import Result

# Verifies as the GitHub CLI does: by the digest, the type, the exact signer and the source commit.
GH = """#!/usr/bin/env python3
import hashlib, json, os, pathlib, sys
home, words = pathlib.Path(os.environ["LAB"]), sys.argv[1:]
with (home / "calls").open("a") as calls:
    calls.write("gh " + " ".join(words) + "\\n")
option = lambda name: words[words.index(name) + 1] if name in words else None
if words[:2] == ["attestation", "verify"]:
    subject = words[2]
    digest = subject.rpartition("@sha256:")[2]
    if not subject.startswith("oci://"):
        digest = hashlib.sha256(pathlib.Path(subject).read_bytes()).hexdigest()
    found = [each for each in json.loads((home / "attestations.json").read_text())
        if digest in each["subjects"] and option("--predicate-type") == each["type"]
        and option("--cert-identity") == each["identity"]
        and option("--source-digest") in (None, each["source"])]
    if not found:
        sys.exit("no attestation matches")
    print(json.dumps([{"verificationResult": {"statement": {"predicate": each["predicate"]}}} for each in found]))
elif words[0] == "api" and "/commits/" in words[1]:
    commit = words[1].partition("/commits/")[2].partition("/")[0]
    listed = json.loads((home / "statuses.json").read_text())
    print(json.dumps([each for each in reversed(listed) if each["sha"] == commit]))
elif words[0] == "api":
    file = words[1].partition("/workflows/")[2].partition("/")[0]
    listed = [each for each in json.loads((home / "runs.json").read_text()) if each["path"].endswith(f"/{file}")]
    print(json.dumps({"workflow_runs": [each for each in reversed(listed) if each["conclusion"] == "success"]}))
"""
KUBECTL = """#!/bin/bash
echo "kubectl $*" >> "$LAB/calls"
case "$*" in
  kustomize*) exec KUBECTL "$@" ;;
  'get configmap'*) cat "$CLUSTER/record" 2> /dev/null || true ;;
  'get --filename'*) echo rollout.argoproj.io/api ;;
  'get rollout'*) cat "$LAB/status" ;;
  apply*manifests.yaml) cp manifests.yaml "$CLUSTER/applied" ;;
  apply*former.yaml) cp former.yaml "$CLUSTER/applied"; cp "$LAB/healthy" "$LAB/status" ;;
  'create configmap'*) cp manifests.yaml "$CLUSTER/record" ;;
esac
"""
OPSGEN = """#!{python} -SE
import os, sys
from multiprocessing.connection import Client
with Client({address!r}) as connection:
    connection.send(("opsgen", os.getcwd(), sys.argv[1:]))
    code, out, err = connection.recv()
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
"""
ENGINE = "example-argocd[bot]"
HEALTHY = {"phase": "Healthy", "observedGeneration": "1"}
DEGRADED = {"phase": "Degraded", "message": "the analysis failed", "observedGeneration": "1"}


class Platform(lab.Repository):
    """A repository whose workflows run with these stand-ins."""

    name = "shop"
    """The name of the project."""

    def __init__(self, folder: Path, project: str = ".") -> None:
        self.state = folder / "state"
        self.state.mkdir()
        self.scratch = folder / "runner"
        self.events = 0
        self._save("attestations", [])
        self._save("runs", [])
        self._save("statuses", [])
        super().__init__(folder, project)
        self.git("init", "--quiet", "--bare", str(folder / "origin"))
        self.git("remote", "add", "origin", str(folder / "origin"))
        self._program("gh", GH)
        self._program("kubectl", KUBECTL.replace("KUBECTL", str(shutil.which("kubectl"))))
        self._program("sleep", "#!/bin/sh\n")
        # What the jobs would install is here.
        self._program("python", "#!/bin/sh\n")
        listener = Listener(str(folder / "opsgen"), "AF_UNIX")
        self.address = listener.address
        self._program("opsgen", OPSGEN.format(python=sys.executable, address=self.address))
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()
        self.becomes(HEALTHY)
        (self.state / "healthy").write_text((self.state / "status").read_text())

    def beside(self, name: str) -> Platform:
        """Another project of the repository, in a folder of its own name. GitHub and the registry are the same."""
        other = copy.copy(self)
        other.name, other.folder = name, self.root / name
        other.write("opsgen.yaml", lab.SPEC.replace("name: shop\n", f"name: {name}\n"))
        other.merge("build")
        return other

    def run(
        self, name: str, ref: str = "refs/heads/main", event: Mapping[str, str] | None = None, **inputs: str
    ) -> dict[str, Result]:
        """Run a workflow of the project as it is in the default branch."""
        self.events += 1
        sha = self.git("rev-parse", "HEAD")
        context = {
            "github.sha": sha,
            "github.ref": ref,
            "github.repository": "example/shop",
            "github.server_url": "https://github.com",
            "github.run_id": str(self.events),
            "github.run_attempt": "1",
            "github.token": "token",
            **{f"inputs.{key}": value for key, value in inputs.items()},
            **{f"github.event.{key}": value for key, value in (event or {}).items()},
        }
        cluster = self._cluster(name)
        cluster.mkdir(parents=True, exist_ok=True)
        variables = {"LAB": str(self.state), "CLUSTER": str(cluster)}
        self._stood_in = self._actions(name, sha)
        jobs = self._ran(name, context, variables)
        has_failed = any(job.result == "failure" for job in jobs.values())
        self.ran(name, sha, conclusion="failure" if has_failed else "success")
        return jobs

    def ran(self, name: str, sha: str, **differs: object) -> None:
        """GitHub records a run of a workflow of the default branch, or of one that differs."""
        run = {
            "path": f".github/workflows/{self.name}-{name}.yml",
            "head_sha": sha,
            "head_branch": "main",
            "head_repository": {"full_name": "example/shop"},
            "event": "push",
            "conclusion": "success",
            **differs,
        }
        self._save("runs", [*self._saved("runs"), run])

    def workflow(self, name: str) -> dict[str, Any]:
        """A workflow as it is in the default branch."""
        content: dict[str, Any] = YAML(typ="safe").load(self.root / f".github/workflows/{self.name}-{name}.yml")
        return content

    def prove(self, branch: str, environment: str = "prod") -> dict[str, Result]:
        """Run the proof of an environment for a pull request from a branch, as the default branch has it."""
        head = self.git("rev-parse", branch)
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", branch)
        self.git("push", "--quiet", "--force", "origin", "HEAD:refs/pull/7/merge")
        self.git("checkout", "--quiet", "main")
        event = {"pull_request.number": "7", "pull_request.head.sha": head}
        return self.run(f"prove-{environment}", event=event)

    def reports(self, commit: str, state: str = "success", context: str = "shop / dev", by: str = ENGINE) -> None:
        """An account writes a commit status."""
        status = {"sha": commit, "state": state, "context": context, "creator": {"login": by}}
        self._save("statuses", [*self._saved("statuses"), status])

    def forget(self) -> None:
        """Remove all commit statuses."""
        self._save("statuses", [])

    def opsgen(self, *words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        return opsgen(*words, folder=folder or self.folder, PATH=path, LAB=str(self.state))

    def becomes(self, status: Mapping[str, Any]) -> None:
        """What the cluster reports about the server from now on."""
        rollout = {"kind": "Rollout", "metadata": {"generation": 1}, "spec": {}, "status": status}
        (self.state / "status").write_text(json.dumps(rollout))

    def merge(self, *words: str) -> str:
        """Run opsgen as a person does, and commit what it writes; gives the commit."""
        result = self.opsgen(*words)
        assert result.returncode == 0, result.stderr
        return self.commit(" ".join(words[:2]))

    def image(self, commit: str) -> str:
        """The image that the workflow builds from a commit."""
        return f"ghcr.io/example/shop@sha256:{_digest(commit)}"

    @property
    def applied(self) -> str:
        """What the cluster of prod has."""
        file = self._cluster("deploy-prod") / "applied"
        return file.read_text() if file.exists() else ""

    @property
    def attested(self) -> list[dict[str, Any]]:
        """What was attested about releases, the newest last."""
        return [each["predicate"] for each in self._saved("attestations") if each["predicate"]]

    def calls_of(self, text: str) -> list[str]:
        file = self.state / "calls"
        return [line for line in file.read_text().splitlines() if text in line] if file.exists() else []

    def _cluster(self, workflow: str) -> Path:
        return self.state / self.name / workflow

    def _ran(self, name: str, context: dict[str, str], variables: dict[str, str]) -> dict[str, Result]:
        """Run a workflow; gives how its jobs ended."""
        runner = Runner(self.scratch, self.programs, context, self._stood_in, variables)
        return runner.run(self.workflow(name))

    def _program(self, name: str, text: str) -> None:
        file = self.programs / name
        file.write_text(text)
        file.chmod(0o755)

    def _actions(self, workflow: str, sha: str) -> dict[str, Any]:
        kept = self.scratch / "artifacts"

        def checkout(inputs: Mapping[str, str], folder: Path, _temporary: Path) -> dict[str, str]:
            _git(folder, "clone", "--quiet", "--no-local", str(self.root), ".")
            _git(folder, "remote", "set-url", "origin", self.git("remote", "get-url", "origin"))
            _git(folder, "checkout", "--quiet", (inputs.get("ref") or sha).replace("refs/heads/", "origin/"))
            return {}

        def upload(inputs: Mapping[str, str], folder: Path, _temporary: Path) -> dict[str, str]:
            source, target = folder / inputs["path"], kept / inputs["name"]
            shutil.rmtree(target, ignore_errors=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                target.mkdir(parents=True)
                shutil.copy(source, target)
            return {}

        def download(inputs: Mapping[str, str], folder: Path, _temporary: Path) -> dict[str, str]:
            shutil.copytree(kept / inputs["name"], folder / inputs.get("path", "."), dirs_exist_ok=True)
            return {}

        def attest(inputs: Mapping[str, str], folder: Path, _temporary: Path) -> dict[str, str]:
            subjects = [line.split()[0] for line in (folder / inputs["subject-checksums"]).read_text().splitlines()]
            predicate = json.loads((folder / inputs["predicate-path"]).read_text())
            return self._attest(workflow, sha, subjects, inputs["predicate-type"], predicate)

        def attest_image(inputs: Mapping[str, str], _folder: Path, _temporary: Path) -> dict[str, str]:
            subjects = [inputs["subject-digest"].removeprefix("sha256:")]
            return self._attest(workflow, sha, subjects, "https://slsa.dev/provenance/v1", None)

        def build(_inputs: Mapping[str, str], _folder: Path, _temporary: Path) -> dict[str, str]:
            return {"digest": f"sha256:{_digest(sha)}"}

        return {
            pins.CHECKOUT.name: checkout,
            pins.UPLOAD.name: upload,
            pins.DOWNLOAD.name: download,
            pins.BUILD_PUSH.name: build,
            pins.ATTEST.name: attest,
            pins.ATTEST_IMAGE.name: attest_image,
        }

    def _attest(
        self, workflow: str, sha: str, subjects: list[str], type_: str, predicate: dict[str, Any] | None
    ) -> dict[str, str]:
        identity = f"https://github.com/example/shop/.github/workflows/{self.name}-{workflow}.yml@refs/heads/main"
        signed = {"subjects": subjects, "type": type_, "identity": identity, "source": sha, "predicate": predicate}
        self._save("attestations", [*self._saved("attestations"), signed])
        return {}

    def _serve(self, listener: Listener) -> None:
        """Answer the programs that stand for opsgen: an interpreter of their own would take long to start."""
        while True:
            with listener.accept() as connection:
                kind, *asked = connection.recv()
                connection.send(self._answer_opsgen(*asked) if kind == "opsgen" else self._answer_action(*asked))

    def _answer_opsgen(self, folder: str, words: list[str]) -> tuple[int, str, str]:
        result = self.opsgen(*words, folder=Path(folder))
        return result.returncode, result.stdout, result.stderr

    def _answer_action(self, name: str, inputs: Mapping[str, str], folder: str, temporary: str) -> dict[str, str]:
        action = self._stood_in.get(name)
        return action(inputs, Path(folder), Path(temporary)) if action else {}

    def _save(self, name: str, value: object) -> None:
        (self.state / f"{name}.json").write_text(json.dumps(value))

    def _saved(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.state / f"{name}.json").read_text())
        return found


def _digest(commit: str) -> str:
    return sha256(commit.encode()).hexdigest()


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
