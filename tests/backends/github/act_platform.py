"""The stand-ins of releases, with act as what runs the workflows."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from backends.github.job_runner import Result
from backends.github.release_lab import Platform
from backends.github.workflow_runner import Printed, act, act_environment, stand_in
from opsgen.backends.github import pins

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = ("name", "path", "ref", "predicate-path", "predicate-type", "subject-checksums", "subject-digest")
"""The inputs that the stand-ins of actions read."""
ACTION = """#!{python} -SE
import json, os, sys
from multiprocessing.connection import Client
inputs = {{name: text for name, text in json.loads(os.environ["INPUTS"]).items() if text}}
with Client({address!r}) as connection:
    connection.send(("action", sys.argv[1], inputs, os.getcwd(), os.environ["RUNNER_TEMP"]))
    outputs = connection.recv()
with open(os.environ["GITHUB_OUTPUT"], "a") as file:
    file.writelines(f"{{name}}={{text}}\\n" for name, text in outputs.items())
"""


class ActPlatform(Platform):
    """The platform, whose workflows act runs: conditions, expressions and outputs are its own."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._home, self._stand_ins = folder / "home", folder / "actions"
        self._home.mkdir()
        self._printed = Printed(folder / "printed")
        self._program("bash", self._printed.bash)
        self._program("action", ACTION.format(python=sys.executable, address=self.address))
        for action in pins.ACTIONS:
            stand_in(
                self._stand_ins,
                action.name,
                {"id": "run", "run": f"action {action.name}", "env": {"INPUTS": "${{ toJSON(inputs) }}"}},
                inputs={each: {"default": ""} for each in INPUTS},
                outputs={"digest": {"value": "${{ steps.run.outputs.digest }}"}},
            )

    def _ran(self, name: str, context: dict[str, str], variables: dict[str, str]) -> dict[str, Result]:
        inputs = {key.removeprefix("inputs."): text for key, text in context.items() if key.startswith("inputs.")}
        payload: dict[str, Any] = {"ref": context["github.ref"], "inputs": inputs}
        for key, text in context.items():
            if key.startswith("github.event."):
                *above, last = key.split(".")[2:]
                place = payload
                for each in above:
                    place = place.setdefault(each, {})
                place[last] = text
        event = self.state / "event.json"
        event.write_text(json.dumps(payload))
        kind = "pull_request_target" if "pull_request" in payload else "workflow_dispatch" if inputs else "push"
        known = {each: context[each] for each in ("github.repository", "github.run_id", "github.run_attempt")}
        command = [
            *act(kind, f"shop-{name}", self._home, self._stand_ins),
            "--json",
            f"--eventpath={event}",
            "--no-skip-checkout",
            f"--secret=GITHUB_TOKEN={context['github.token']}",
            *(f"--env={key.upper().replace('.', '_')}={text}" for key, text in known.items()),
        ]
        environment = act_environment(self.programs, self._home) | variables
        self._printed.clear()
        run = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return self._results(name, run.stdout)

    def _results(self, name: str, out: str) -> dict[str, Result]:
        done = {job: Result("skipped") for job in self.workflow(name)["jobs"]}
        for line in out.splitlines():
            entry: dict[str, Any] = json.loads(line)
            result = done.get(entry.get("jobID", ""))
            if result is not None:
                result.result = entry.get("jobResult", result.result)
        for job, text in self._printed.by_job().items():
            done[job].log = text
        return done
