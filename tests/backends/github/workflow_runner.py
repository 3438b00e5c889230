"""Workflows, run for real by act: their own steps run on this machine, and actions of others are stand-ins."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

import opsgen
from opsgen.backends.github.pins import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsgen.backends.github.pins import Action

ACT = shutil.which("act", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
OPSGEN = f"""#!/bin/sh
PYTHONPATH={Path(opsgen.__file__).parents[1]} exec {sys.executable} -c \
  'import sys; from opsgen.cli import main; sys.exit(main())' "$@"
"""
PYTHON = f"""#!/bin/sh
# What pip would install is there.
[ "$1 $2" = "-m pip" ] || exec {sys.executable} "$@"
"""

# act can lose what a step prints just before it ends.
BASH = """#!{bash}
if [ "$1" != --noprofile ]; then exec {bash} "$@"; fi
set -o pipefail
{bash} "$@" 2>&1 | tee --append "{folder}/$GITHUB_JOB"
"""


class Printed:
    """What the steps of each job have printed, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self.bash = BASH.format(bash=shutil.which("bash"), folder=folder)
        """The program that runs the steps in place of bash."""

    def clear(self) -> None:
        for file in self._folder.iterdir():
            file.unlink()

    def by_job(self) -> dict[str, str]:
        return {file.name: file.read_text(errors="replace") for file in self._folder.iterdir()}


class Repository:
    """A git repository with a spec and what opsgen builds of it."""

    def __init__(self, folder: Path, tree: Mapping[str, Any]) -> None:
        self.folder = folder / "repository"
        self.programs = folder / "bin"
        self.actions = folder / "actions"
        self.home = folder / "home"
        for each in (self.folder, self.programs, self.home):
            each.mkdir()
        self.program("opsgen", OPSGEN)
        self.program("python", PYTHON)
        self._printed = Printed(folder / "printed")
        self.program("bash", self._printed.bash)
        for action in ACTIONS:
            self.action(action.name, "true")
        (self.folder / "requirements.txt").touch()
        self.write(tree)
        self._run("git", "init", "--quiet", "--initial-branch=main")
        self.commit()

    def write(self, tree: Mapping[str, Any]) -> None:
        """The spec; what is built of it stays as it is."""
        with (self.folder / "opsgen.yaml").open("w", encoding="utf-8") as file:
            YAML().dump(dict(tree), file)

    def build(self) -> None:
        """Build the artifacts, and commit them."""
        self._run("opsgen", "build")
        self.commit()

    def commit(self) -> None:
        self._run("git", "add", "--all")
        identity = ("-c", "user.name=birder", "-c", "user.email=birder@example.com")
        self._run("git", *identity, "commit", "--quiet", "--allow-empty", "--message=A change")

    def program(self, name: str, text: str) -> None:
        """What the workflow's own steps call."""
        file = self.programs / name
        file.write_text(text)
        file.chmod(0o755)

    def action(self, name: str, script: str) -> None:
        """What stands in for an action: a line of shell."""
        stand_in(self.actions, name, {"run": script})

    def act(self, event: str, workflow: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run a workflow, or with `--job` one of its jobs and what that needs."""
        self._printed.clear()
        run = self._run(*act(event, workflow, self.home, self.actions), *options, check=False)
        run.stdout += "".join(self._printed.by_job().values())
        return run

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        environment = act_environment(self.programs, self.home)
        program = shutil.which(command[0], path=environment["PATH"]) or command[0]
        return subprocess.run(
            [program, *command[1:]], cwd=self.folder, env=environment, capture_output=True, text=True, check=check
        )


def act(event: str, workflow: str, home: Path, actions: Path) -> list[str]:
    """The command that runs a workflow with the actions in a folder, each at the commit that workflows pin."""
    return [
        str(ACT),
        event,
        f"--workflows=.github/workflows/{workflow}.yml",
        f"--action-cache-path={home / 'act'}",
        "--platform=ubuntu-24.04=-self-hosted",
        "--no-cache-server",
        *(f"--local-repository={_repository(each)}@{each.commit}={actions / _repository(each)}" for each in ACTIONS),
    ]


def act_environment(programs: Path, home: Path) -> dict[str, str]:
    """The variables that act runs with: steps find these programs first."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "HOME": str(home), "XDG_CACHE_HOME": str(home)}


def stand_in(actions: Path, name: str, step: Mapping[str, Any], **more: Any) -> None:
    """Write an action that has one step."""
    folder = actions / name
    folder.mkdir(parents=True, exist_ok=True)
    content = {"name": name, **more, "runs": {"using": "composite", "steps": [{"shell": "bash", **step}]}}
    with (folder / "action.yml").open("w", encoding="utf-8") as file:
        YAML().dump(content, file)


def _repository(action: Action) -> str:
    """The repository of an action, which may be in a folder of it."""
    return "/".join(action.name.split("/")[:2])
