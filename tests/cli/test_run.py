"""What is read without typer is read as typer reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from opsgen.cli import app
from opsgen.cli.run import run_without_typer

PLAIN = [
    ["lint"],
    ["lint", "--no-cache"],
    ["lint", "a.yaml", "folder"],
    ["lint", "a.yaml", "--no-cache", "b.yaml"],
    ["build"],
    ["build", "a.yaml"],
    ["build", "--check"],
    ["build", "--force", "a.yaml", "--no-cache"],
    ["build", "--no-cache", "--check", "--check"],
]
OTHERS = [
    [],
    ["-h"],
    ["lint", "-h"],
    ["lint", "--", "-x.yaml"],
    ["lint", "--check"],
    ["build", "a.yaml", "b.yaml"],
    ["build", "--env", "dev"],
    ["build", "--output=x"],
    ["schema"],
    ["pin", "--no-cache"],
]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What is called in place of the commands, with its arguments as the commands take them."""
    made: list[tuple[str, dict[str, Any]]] = []

    def lint(files: list[str], *, cached: bool = True) -> int:
        made.append(("lint", {"files": files, "cached": cached}))
        return 5

    def build(spec: object = None, environments: object = (), output: object = None, **flags: bool) -> int:
        name = None if spec is None else Path(str(spec))
        made.append(("build", {"spec": name, "environments": list(environments), "output": output, **flags}))  # type: ignore[call-overload]
        return 5

    monkeypatch.setattr("opsgen.cli.commands.lint.lint", lint)
    monkeypatch.setattr("opsgen.cli.commands.build.build", build)
    return made


@pytest.mark.parametrize("arguments", PLAIN)
def test_plain_calls_are_read_alike(arguments: list[str], calls: list[tuple[str, dict[str, Any]]]) -> None:
    assert run_without_typer(arguments) == app.run(arguments) == 5
    one, other = calls
    assert one == other


@pytest.mark.parametrize("arguments", OTHERS)
def test_all_others_are_left_to_typer(arguments: list[str], calls: list[tuple[str, dict[str, Any]]]) -> None:
    assert run_without_typer(arguments) is None
    assert calls == []
