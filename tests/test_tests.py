"""What the tests must be like themselves: the same on every machine, however slow or busy it is."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
CLOCKS = {"monotonic", "now", "perf_counter", "process_time", "time"}
"""The functions of `time` and `datetime` that read a clock."""
READS_A_CLOCK = {
    "airflow/ask.py": "it stands for a client, whose requests carry the time",
    "cache/test_fingerprint.py": "the cache compares the time of a run with those of folders",
    "runtime/drift/test_command.py": "rows within the window of a monitor, which ends now",
    "runtime/drift/test_window.py": "the window of a monitor ends now",
    "engines/test_drift.py": "it replaces the clock",
    "engines/test_times.py": "it replaces the clock",
    "scheduler/airflow_here.py": "it waits for other processes, and gives up after a quarter of an hour",
    "runtime/staging/test_ledger.py": "versions are older or younger than an age that ends now",
    "runtime/registry/test_server.py": "it waits for a server, and gives up after a minute",
    "zygote.py": "it measures a run, so that another one can be killed in the middle",
    "runtime/check/test_freshness.py": "it replaces the clock",
    "diagnostics/test_secret_patterns.py": "it ends a pattern that backtracks without end",
}


def test_no_test_reads_a_clock_without_need() -> None:
    found = {path for path, tree in modules() for node in ast.walk(tree) if reads_clock(node)}
    assert found == set(READS_A_CLOCK)


def test_property_tests_take_the_same_examples_in_every_run_and_all_the_time_they_need() -> None:
    profile = settings.get_profile("same-examples")
    assert (profile.derandomize, profile.deadline, profile.database) == (True, None, None)
    assert HealthCheck.too_slow in profile.suppress_health_check


def test_no_property_test_has_settings_of_its_own_about_time() -> None:
    """Settings of a test replace those of the profile, so a list of suppressed checks has to repeat `too_slow`."""
    for path, tree in modules():
        for call in filter(is_settings, ast.walk(tree)):
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}  # type: ignore[attr-defined]
            assert given.get("deadline", "None") == "None", path
            assert given.get("derandomize", "True") == "True", path
            assert "too_slow" in given.get("suppress_health_check", "too_slow"), path


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        name = path.relative_to(TESTS).as_posix()
        if not name.startswith("golden/"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def reads_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in CLOCKS
        and isinstance(node.value, ast.Name)
        and node.value.id in {"time", "datetime"}
    ) or (isinstance(node, ast.FunctionDef) and node.name == "now")


def is_settings(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"settings", "settings.register_profile"}
