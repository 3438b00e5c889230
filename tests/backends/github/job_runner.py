"""Runs the jobs of a workflow: steps in the shell, actions as functions of the test, expressions as GitHub has them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}", re.DOTALL)
_TOKEN = re.compile(r"'[^']*'|[a-z_]+(?:\.[\w-]+)+|[a-z]+\(\)|&&|\|\||!(?!=)")
_STATUS = re.compile(r"\b(always|failure|cancelled|success)\(\)")


@dataclass
class Result:
    """How a job ended, what it printed, and its outputs."""

    result: str
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Runner:
    """A runner; each job gets a working folder and one for temporary files."""

    scratch: Path
    programs: Path
    context: dict[str, str]
    """What expressions see, such as `github.sha`."""
    actions: Mapping[str, Callable[[Mapping[str, str], Path, Path], dict[str, str]]]
    """By name: each gets its inputs, the working folder and the temporary folder, and gives its outputs."""
    environment: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    """What steps of the present job have by default, such as `working-directory`."""

    def run(self, workflow: dict[str, Any]) -> dict[str, Result]:
        """Run all jobs, each after those that it needs; gives how they ended."""
        done: dict[str, Result] = {}
        for name, job in workflow["jobs"].items():
            self.defaults = {**workflow["defaults"]["run"], **job.get("defaults", {}).get("run", {})}
            done[name] = self._job(name, job, done)
        return done

    def _job(self, name: str, job: dict[str, Any], done: Mapping[str, Result]) -> Result:
        needs = {each: done[each] for each in job.get("needs", ())}
        context = dict(self.context)
        for each, needed in needs.items():
            context[f"needs.{each}.result"] = needed.result
            context |= {f"needs.{each}.outputs.{key}": value for key, value in needed.outputs.items()}
        failed = any(each.result != "success" for each in needs.values())
        if not _holds(job.get("if"), context, failed=failed):
            return Result("skipped")
        folder, temporary = self.scratch / f"{name}-work", self.scratch / f"{name}-temp"
        for each in (folder, temporary):
            shutil.rmtree(each, ignore_errors=True)
            each.mkdir(parents=True)
        context["runner.temp"] = str(temporary)
        ended = Result("success")
        for step in job["steps"]:
            self._step(step, ended, context, folder, temporary)
        ended.outputs = {key: _text(value, context) for key, value in job.get("outputs", {}).items()}
        return ended

    def _step(
        self, step: dict[str, Any], ended: Result, context: dict[str, str], folder: Path, temporary: Path
    ) -> None:
        failed = ended.result == "failure"
        outcome, outputs = "skipped", dict[str, str]()
        if _holds(step.get("if"), context, failed=failed):
            try:
                outputs = self._ran(step, ended, context, folder, temporary)
                outcome = "success"
            except subprocess.CalledProcessError:
                outcome = ended.result = "failure"
        if name := step.get("id"):
            context[f"steps.{name}.outcome"] = outcome
            context |= {f"steps.{name}.outputs.{key}": value for key, value in outputs.items()}

    def _ran(
        self, step: dict[str, Any], ended: Result, context: dict[str, str], folder: Path, temporary: Path
    ) -> dict[str, str]:
        if "uses" in step:
            action = self.actions.get(step["uses"].partition("@")[0])
            inputs = {key: _text(value, context) for key, value in step.get("with", {}).items()}
            return action(inputs, folder, temporary) if action else {}
        files = {each: temporary / each for each in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        files["GITHUB_OUTPUT"].write_text("")
        environment = {
            **os.environ,
            **{f"GITHUB_{key[7:].upper()}": value for key, value in self.context.items() if key.startswith("github.")},
            **self.environment,
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(temporary),
            **{name: str(file) for name, file in files.items()},
            **{key: _text(value, context) for key, value in step.get("env", {}).items()},
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        place = folder / step.get("working-directory", self.defaults.get("working-directory", "."))
        result = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
        ended.log += f"== {step['name']}: {result.returncode}\n{result.stdout}{result.stderr}"
        result.check_returncode()
        return dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())


def _text(value: object, context: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _EXPRESSION.sub(lambda match: _evaluated(match[1], context, failed=False), str(value))


def _holds(condition: str | None, context: Mapping[str, str], *, failed: bool) -> bool:
    if condition is None or not _STATUS.search(condition):
        if failed:
            return False
        condition = condition or "${{ success() }}"
    return _evaluated(condition.removeprefix("${{ ").removesuffix(" }}"), context, failed=failed) not in ("", "false")


def _evaluated(expression: str, context: Mapping[str, str], *, failed: bool) -> str:
    words = {"&&": " and ", "||": " or ", "!": " not "}
    status = {"always()": True, "failure()": failed, "cancelled()": False, "success()": not failed}

    def token(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("'"):
            return text
        if text in words:
            return words[text]
        return repr(status[text]) if text in status else repr(context.get(text, ""))

    value = eval(_TOKEN.sub(token, expression).strip(), {"__builtins__": {}})  # noqa: S307 - of the code under test
    return str(value).lower() if isinstance(value, bool) else str(value)
