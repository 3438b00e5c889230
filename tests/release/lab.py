"""A repository with an environment that changes reach first, and one that gets releases."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

from golden import tree
from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
version: 1
project:
  name: shop
  owner: data
  version: 1.0.0
  repository: https://github.com/example/shop
  image: {repository: ghcr.io/example/shop, build: .}
environments:
  dev: {kubernetes: {namespace: shop-dev}}
  prod: {runner: kubernetes, kubernetes: {namespace: shop}}
connections:
  lake: {type: files, root: data}
datasets:
  orders:
    source: {connection: lake, path: orders.csv}
    ingest: {command: [python, -m, shop.orders], schedule: "0 4 * * *"}
    publish: after_checks
    columns: {id: {type: integer}}
deployments:
  refresh: {type: batch, command: [python, -m, shop.refresh], schedule: "0 5 * * *"}
outputs:
  airflow: {}
  github: {}
  kubernetes: {}
"""
IMAGE = f"ghcr.io/example/shop@sha256:{'ab' * 32}"
OTHER_IMAGE = f"ghcr.io/example/shop@sha256:{'cd' * 32}"

GH = """\
#!/usr/bin/env python3
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
answers = json.loads((folder / "answers.json").read_text())
key = sys.argv[1] if sys.argv[1] == "attestation" else sys.argv[2].partition("?")[0]
if key not in answers:
    print("no attestations found", file=sys.stderr)
    sys.exit(1)
if key == "attestation":
    (folder / "sums").write_bytes(pathlib.Path(sys.argv[3]).read_bytes())
print(json.dumps(answers[key]))
"""


class Repository:
    """A clone of the repository, with a stand-in for the GitHub CLI."""

    def __init__(self, folder: Path, project: str = ".") -> None:
        self.root = folder / "shop"
        self.folder = self.root / project
        """The project's folder."""
        self.folder.mkdir(parents=True)
        self.programs = folder / "programs"
        self.programs.mkdir()
        (self.programs / "gh").write_text(GH)
        (self.programs / "gh").chmod(0o755)
        self.answer({})
        self.git("init", "--quiet", "--initial-branch=main", str(self.root))
        self.write("opsgen.yaml", SPEC)
        self.opsgen("build")
        self.commit("begin")

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def change(self, old: str, new: str) -> str:
        """Change the spec, build and commit; gives the commit."""
        spec = (self.folder / "opsgen.yaml").read_text()
        assert old in spec
        self.write("opsgen.yaml", spec.replace(old, new))
        assert self.opsgen("build").returncode == 0
        return self.commit("change")

    def git(self, *words: str) -> str:
        person = {"NAME": "a", "EMAIL": "a@example.com"}
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
        nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        result = subprocess.run(
            ["git", *words], cwd=self.folder, env={**os.environ, **who, **nothing}, capture_output=True, check=True
        )
        return result.stdout.decode().strip()

    def commit(self, subject: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def opsgen(self, *words: str) -> subprocess.CompletedProcess[str]:
        return opsgen(*words, folder=self.folder, PATH=f"{self.programs}{os.pathsep}{os.environ['PATH']}")

    def answer(self, answers: dict[str, object]) -> None:
        """What the GitHub CLI gives, by the path of its API; `attestation` for the verified ones."""
        (self.programs / "answers.json").write_text(json.dumps(answers))

    def attest(self, commit: str, files: str, **more: str) -> None:
        """Dev has run a commit, whose files of prod have this digest."""
        predicate = {"project": "shop", "environment": "dev", "commit": commit, "image": IMAGE, **more}
        statement = {"predicate": {**predicate, "files": {"prod": files}}}
        self.answer({"attestation": [{"verificationResult": {"statement": statement}}]})

    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.programs / "calls").read_text().splitlines()]

    def lock(self) -> str:
        return (self.folder / "opsgen.lock").read_text()

    def files(self, environment: str) -> dict[str, bytes]:
        """The files that an environment runs."""
        return {path: content for path, content in tree(self.folder).items() if f"/{environment}/" in f"/{path}"}

    def sums(self, environment: str) -> str:
        """The digest of the files of an environment, computed by coreutils as the deploy workflow does."""
        script = (
            f"find deploy/{environment} dags/{environment} -type f ! -path 'deploy/{environment}/pins/*'"
            " ! -name 'opsgen_pins_*' -print0 | LC_ALL=C sort --zero-terminated | xargs --null sha256sum | sha256sum"
        )
        result = subprocess.run(["bash", "-c", script], cwd=self.folder, capture_output=True, text=True, check=True)
        return f"sha256:{result.stdout[:64]}"
